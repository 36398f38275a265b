from __future__ import annotations

import time

import pytest

from envdoctor.syntax.jobs.lsf.reader import KINDS, read, repeats
from envdoctor.syntax.jobs.values import Script


def taken(script: Script) -> list[tuple[str, str | None]]:
    return [(directive.option, directive.value) for directive in script.directives]


@pytest.mark.parametrize(
    ("line", "options"),
    [
        ("#BSUB -q gpu", [("q", "gpu")]),
        ("#BSUB -q gpu -n 4 -x", [("q", "gpu"), ("n", "4"), ("x", None)]),
        ("  #BSUB\t-W\t24:00", [("W", "24:00")]),
        ("#BSUB-n 4", [("n", "4")]),
        ("#BSUB -qgpu -n4 -W1:00", [("q", "gpu"), ("n", "4"), ("W", "1:00")]),
        ('#BSUB -R "span[hosts=1] rusage[mem=8]"', [("R", "span[hosts=1] rusage[mem=8]")]),
        ("#BSUB -R rusage[mem=8]", [("R", "rusage[mem=8]")]),
        ('#BSUB -R"span[ptile=4]"', [("R", "span[ptile=4]")]),
        ('#BSUB -J "train[1-10:2]%5"', [("J", "train[1-10:2]%5")]),
        ("#BSUB -w 'done(\"a\") && ended(b)'", [("w", 'done("a") && ended(b)')]),
        ("#BSUB -o out.%J # the log", [("o", "out.%J")]),
        ("#BSUB -oo a -eo b -nnodes 2", [("oo", "a"), ("eo", "b"), ("nnodes", "2")]),
        ("#BSUB -J a#b", [("J", "a#b")]),
        ("#BSUB -P 项目", [("P", "项目")]),
        ("#BSUB -q gpu\r", [("q", "gpu")]),
        ("#BSUB", []),
        ("#BSUB options", []),
        ("##BSUB -q gpu", []),
        ("# BSUB -q gpu", []),
        ("#BSUBS -q gpu", []),
        ("echo '#BSUB -q gpu'", []),
    ],
)
def test_options_of_a_line(line: str, options: list[tuple[str, str | None]]) -> None:
    assert taken(read(f"#!/bin/bash\n{line}\n")) == options


def test_lines_below_commands_count_and_those_of_here_documents_do_not() -> None:
    script = read("#BSUB -q a\nmodule load x\n#BSUB -n 4\ncat > job <<EOF\n#BSUB -W 1\nEOF\n")
    assert taken(script) == [("q", "a"), ("n", "4")]
    assert script.code_line == 2


def test_a_trailing_backslash_goes_on() -> None:
    text = '#BSUB -q gpu \\\n -R "span[hosts=1]"\n'
    script = read(text)
    assert taken(script) == [("q", "gpu"), ("R", "span[hosts=1]")]
    span = script.directives[1].span
    assert (span.line, span.column, text[span.start : span.end]) == (2, 2, '-R "span[hosts=1]"')


@pytest.mark.parametrize("text", ['#!/bin/sh\n\n  #BSUB -J "my job" -qgpu # x\n', "é€\U0001f600\n#BSUB -J é -n 4\n"])
def test_spans_are_exact(text: str) -> None:
    for directive in read(text).directives:
        assert text[directive.span.start : directive.span.end].startswith(directive.written)
        assert directive.value_span is not None
        assert text[directive.value_span.start : directive.value_span.end].strip('"') == directive.value
        line = text.split("\n")[directive.span.line - 1]
        written = text[directive.span.start : directive.span.end]
        assert line[directive.span.column - 1 : directive.span.end_column - 1] == written


def test_a_comment_is_kept() -> None:
    assert read("#BSUB -n 4 # four slots\n").directives[0].comment == "four slots"


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("#BSUB --gres=gpu:1", ["long-option"]),
        ("#BSUB -zzz", ["unknown-option"]),
        ("#BSUB -q", ["missing-value"]),
        ("#BSUB -J my job", ["stray-word"]),
        ("#BSUB -J=x", ["glued-equals"]),
        ("#BSUB -J = x", ["spaced-equals"]),
        ('#BSUB -J "x', ["open-quote"]),
        ("#bsub -q x", ["lower-case"]),
        ("#BSUB q gpu", ["no-dash"]),
        ("#BSUB \u2013q gpu", ["unicode"]),
        ("#BSUB -J <my name>", []),
    ],
)
def test_faults(line: str, kinds: list[str]) -> None:
    found = [fault.kind for fault in read(f"{line}\n").faults]
    assert found == kinds
    assert set(found) <= set(KINDS)


def test_repeats_are_those_that_differ() -> None:
    script = read("#BSUB -n 1 -R a -q x\n#BSUB -n 2 -R b -q x\n")
    assert [(first.value, again.value) for first, again in repeats(script)] == [("1", "2")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\0\0#BSUB -q\0",
        "#BSUB -" * 2000,
        "#BSUB " + "\\\n" * 2000,
        '#BSUB -R "' * 3000,
        "\udcff\udcfe\n#BSUB -J \udcff\n",
        "#BSUB -R " + "[" * 20000,
        "\ufeff#BSUB -q a",
    ],
)
def test_any_text_is_read(text: str) -> None:
    assert read(text).scheduler == "lsf"


def test_a_big_file_is_read_at_once() -> None:
    text = "#BSUB -J name -q gpu -n 4 # comment\n" * 10_000
    began = time.perf_counter()
    assert len(read(text).directives) == 30_000
    assert time.perf_counter() - began < 3
