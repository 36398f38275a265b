from __future__ import annotations

import time

import pytest

from envdoctor.syntax.jobs.pbs.reader import KINDS, flavour, read
from envdoctor.syntax.jobs.values import Script


def taken(script: Script) -> list[tuple[str, str | None]]:
    return [(directive.option, directive.value) for directive in script.directives]


@pytest.mark.parametrize(
    ("line", "options"),
    [
        ("#PBS -q gpu", [("q", "gpu")]),
        ("  #PBS -N x -V", [("N", "x"), ("V", None)]),
        ("#PBS-l nodes=1", [("l", "nodes=1")]),
        ("#PBS -lwalltime=1:00:00", [("l", "walltime=1:00:00")]),
        ("#PBS -joe", [("j", "oe")]),
        ("#PBS -Vzjoe", [("V", None), ("z", None), ("j", "oe")]),
        ('#PBS -N "my job"', [("N", "my job")]),
        ("#PBS -N a\\ b", [("N", "a b")]),
        ("#PBS -l select=2:ncpus=4+1:mem=8gb -q a", [("l", "select=2:ncpus=4+1:mem=8gb"), ("q", "a")]),
        ("#PBS -W depend=afterok:12", [("W", "depend=afterok:12")]),
        ("#PBS -q a\r", [("q", "a")]),
        ("#PBS", []),
        ("##PBS -q a", []),
        ("# PBS -q a", []),
        ("#PBSPRO -q a", []),
        ("#PBS_NODE -q a", []),
    ],
)
def test_options_of_a_line(line: str, options: list[tuple[str, str | None]]) -> None:
    assert taken(read(f"#!/bin/bash\n{line}\n")) == options


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("#PBS -q a\n\n# text\n   \n#PBS -N b\n", ["q", "N"]),
        ("#PBS -q a\nset -e\n#PBS -N b\n", ["q"]),
        (":\n#PBS -q a\n", ["q"]),
        ("#!/bin/sh\n#PBS -q a\n", ["q"]),
        ("X=1\n#PBS -q a\n", []),
    ],
)
def test_the_block_ends_at_the_first_command(text: str, options: list[str]) -> None:
    script = read(text)
    assert [directive.option for directive in script.directives] == options
    assert [fault.kind for fault in script.faults] == ["late"] * (text.count("#PBS") - len(options))


def test_a_trailing_backslash_goes_on() -> None:
    assert taken(read("#PBS -q a \\\n-N b\n#PBS -V\n")) == [("q", "a"), ("N", "b"), ("V", None)]


def test_spans_are_exact() -> None:
    text = '#!/bin/sh\n  #PBS -N "é x" -lnodes=1 -Vjoe\n'
    for directive in read(text).directives:
        line = text.split("\n")[directive.span.line - 1]
        written = text[directive.span.start : directive.span.end]
        assert line[directive.span.column - 1 : directive.span.end_column - 1] == written
        if directive.value_span:
            assert text[directive.value_span.start : directive.value_span.end].strip('"') == directive.value


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("#PBS --nodes=2", ["long-option"]),
        ("#PBS -y", ["unknown-option"]),
        ("#PBS -q", ["missing-value"]),
        ("#PBS -N my job", ["stray-word"]),
        ("#PBS -q a # text", ["stray-word"]),
        ("#PBS -l a=1, b=2", ["split-list"]),
        ("#PBS -N=x", ["glued-equals"]),
        ('#PBS -N "x', ["open-quote"]),
        ("#pbs -q a", ["lower-case"]),
        ("# PBS -q a", ["spaced"]),
        ("#PSB -q a", ["misspelt"]),
        ("#PBS \u2013q a", ["unicode"]),
        ("# PBS-defined", []),
        ("#PBS -l nodes=<n n>", []),
    ],
)
def test_faults(line: str, kinds: list[str]) -> None:
    found = [fault.kind for fault in read(f"{line}\n").faults]
    assert found == kinds
    assert set(found) <= set(KINDS)


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("#PBS -l select=1:ncpus=2\n", "pro"),
        ("#PBS -J 1-10\n", "pro"),
        ("#PBS -l nodes=1:ppn=2:gpus=1\n", "torque"),
        ("#PBS -t 1-10\n", "torque"),
        ("#PBS -T intmpi\n", "nqsv"),
        ("#PBS --venode=1\n", "nqsv"),
        ("#PBS -l elapstim_req=1:00\n", "nqsv"),
        ("#PBS -l nodes=1:ppn=2\n", ""),
        ("#PBS -l select=1 -t 1-3\n", ""),
    ],
)
def test_whose_qsub(text: str, whose: str) -> None:
    assert flavour(read(text)) == whose


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\0#PBS -q\0",
        "#PBS -" * 2000,
        "#PBS \\\n" * 2000,
        '#PBS -N "' * 3000,
        "\udcff\n#PBS -N \udcff",
        "\ufeff#PBS -q a",
    ],
)
def test_any_text_is_read(text: str) -> None:
    assert read(text).scheduler == "pbs"


def test_a_big_file_is_read_at_once() -> None:
    text = "#PBS -N name -l nodes=1:ppn=4,walltime=1:00:00\n" * 10_000
    began = time.process_time()
    assert len(read(text).directives) == 20_000
    assert time.process_time() - began < 3
