from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envdoctor.syntax.jobs.body import Command
from envdoctor.syntax.jobs.shell.reader import LIMIT, read
from envdoctor.syntax.jobs.shell.words import unquoted


def names(text: str) -> list[str]:
    return [command.name for command in read(text).commands]


def one(text: str) -> Command:
    [command] = read(text).commands
    return command


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("a && b || c; d | e\n", ["a", "b", "c", "d", "e"]),
        ("if a; then b; elif c; then d; else e; fi\n", ["a", "b", "c", "d", "e"]),
        ("for i in 1 2; do a; done\nwhile b; do c; done\nuntil d; do e; done\n", ["a", "b", "c", "d", "e"]),
        ("case $x in a) b;; c|d) e;; esac\n", ["b", "e"]),
        ("f() { a; }\nfunction g { b; }\n", ["a", "b"]),
        ("( a; b )\n{ c; }\n", ["a", "b", "c"]),
        ('x=$(a "$(b)")\necho `c` <(d)\n', ["", "a", "b", "echo", "c", "d"]),
        ("cat <<EOF\nconda activate no\nEOF\nb\n", ["cat", "b"]),
        ("cat <<'EOF' | python x.py > out\n$(no)\nEOF\n", ["cat", "python"]),
        ("# a\necho 'b; c' \"d && e\" # f\n", ["echo"]),
        ("/opt/bin/python a.py\n", ["python"]),
        ("! a\n> log b\n", ["a", "b"]),
        ("[ -f x ] && a\n[[ $b == $(c) ]] || d\n", ["a", "c", "d"]),
        ("trap 'a; b $x' TERM\n", ["trap", "a", "b"]),
        ("bash -c 'srun a; b'\nbash x.sh\n", ["bash", "srun", "a", "b", "bash"]),
        ("", []),
        ("#!/bin/bash\n#SBATCH -n 1\n", []),
    ],
)
def test_commands_in_the_order_of_the_text(text: str, want: list[str]) -> None:
    assert names(text) == want


@pytest.mark.parametrize(
    ("text", "name", "inside"),
    [
        ("if a; then x; fi", "x", ("if",)),
        ("for i in 1; do if a; then x; fi; done", "x", ("loop", "if")),
        ("f() { case $a in b) x;; esac; }", "x", ("function f", "case")),
        ("( y=$(x) )", "x", ("subshell", "substitution")),
        ("trap 'x' EXIT", "x", ("trap",)),
        ("sh -c 'x'", "x", ("subshell",)),
        ("x", "x", ()),
    ],
)
def test_what_surrounds_a_command(text: str, name: str, inside: tuple[str, ...]) -> None:
    [found] = read(text).called(name)
    assert found.inside == inside


@pytest.mark.parametrize(
    ("text", "background"),
    [
        ("a &\n", {"a"}),
        ("a & b & wait\n", {"a", "b"}),
        ("a && b &\nc\n", {"a", "b"}),
        ("( a; b ) > log 2>&1 &\nc\n", {"a", "b"}),
        ("for i in 1; do a & done\nb\n", {"a"}),
        ("for i in 1; do a; done &\nb\n", {"a"}),
        ("a > x 2>&1 & b\n", {"a"}),
        ("a; b\n", set()),
        ("a &> log\n", set()),
    ],
)
def test_background(text: str, background: set[str]) -> None:
    assert {command.name for command in read(text).commands if command.background} == background


def test_pipes_and_redirects() -> None:
    first, last = read("a 2> err | b >> log 2>&1\n").commands
    assert (first.piped, first.redirects) == (True, (("2>", "err"),))
    assert (last.piped, last.redirects) == (False, ((">>", "log"), ("2>&", "1")))
    first, last = read("( a; b ) > log\n").commands
    assert first.redirects == last.redirects == ((">", "log"),)


@pytest.mark.parametrize(
    ("raw", "text", "certain"),
    [
        ("a", "a", True),
        ("'a b'", "a b", True),
        ('"a b"', "a b", True),
        ('"a $b"', "a $b", False),
        ("'a $b'", "a $b", True),
        ("$x", "$x", False),
        ("${x:-1}", "${x:-1}", False),
        ("a'b'\"c\"", "abc", True),
        (r"a\ b", "a b", True),
        (r"\$x", "$x", True),
        (r'"\$x \"y\""', '$x "y"', True),
        ("~/x", "~/x", False),
        ("'~/x'", "~/x", True),
        ("*.py", "*.py", False),
        ("'*.py'", "*.py", True),
        ("{a,b}", "{a,b}", False),
        ("{}", "{}", True),
        ('"$(a b)"', "$(a b)", False),
        ("`a`", "`a`", False),
        ("--x=$y", "--x=$y", False),
    ],
)
def test_words(raw: str, text: str, certain: bool) -> None:
    assert unquoted(raw) == (text, certain)
    word = read(f"cmd {raw} end\n").commands[0].words[1]
    assert (word.text, word.certain) == (text, certain)


def test_assignments() -> None:
    command = one("A=1 B='x y' C=$d python x.py\n")
    assert {name: word.text for name, word in command.assigns.items()} == {"A": "1", "B": "x y", "C": "$d"}
    assert [word.certain for word in command.assigns.values()] == [True, True, False]
    assert (command.name, command.args) == ("python", ("x.py",))
    alone = one("A=1\n")
    assert (alone.name, alone.words, alone.assigns["A"].text) == ("", (), "1")
    export = one("export PATH=/x:$PATH B=2\n")
    assert (export.name, list(export.assigns)) == ("export", ["PATH", "B"])
    assert not one("X=(a b)\n").assigns["X"].certain
    assert not one("X+=1\n").assigns["X"].certain
    assert list(one("env A=1 true\n"[:0] + "declare -x Q=1\n").assigns) == ["Q"]


@pytest.mark.parametrize("before", ["", "# 训练 é 😀\n", "echo '中文' é\n", "\ufeff#!/bin/bash\n"])
def test_places_are_code_points(before: str) -> None:
    text = before + "  srun  python 'é.py' \\\n   --lr 1 && b\n"
    found = read(text).called("python")[0]
    assert [text[word.span.start : word.span.end] for word in found.words] == ["python", "'é.py'", "--lr", "1"]
    line = before.count("\n") + 1
    assert [(word.span.line, word.span.column) for word in found.words] == [
        (line, 9),
        (line, 16),
        (line + 1, 4),
        (line + 1, 9),
    ]
    assert text[found.span.start : found.span.end] == "python 'é.py'"
    assert (found.span.line, found.span.column, found.span.end_column) == (line, 9, 22)


def test_words_of_several_lines_end_with_their_first() -> None:
    text = "python -c 'a\nb' x\n"
    word = one(text).words[2]
    assert word.text == "a\nb"
    assert text[word.span.start : word.span.end] == "'a"


@pytest.mark.parametrize(
    ("first", "interpreter", "flags"),
    [
        ("#!/bin/bash -l", "bash", ("-l",)),
        ("#! /usr/bin/env bash", "bash", ()),
        ("#!/usr/bin/env -S bash -e -u", "bash", ("-e", "-u")),
        ("#!/bin/sh\r", "sh", ()),
        ("\n\n#!/bin/bash", "bash", ()),
        ("#!", "", ()),
        ("echo", "", ()),
        ("# !/bin/bash", "", ()),
    ],
)
def test_interpreter(first: str, interpreter: str, flags: tuple[str, ...]) -> None:
    body = read(f"{first}\na\n")
    assert (body.interpreter, body.flags) == (interpreter, flags)
    assert "a" in [command.name for command in body.commands]


@pytest.mark.parametrize(
    ("lines", "interpreter"),
    [
        ("#!/bin/sh\n#PBS -S /bin/csh\n", "csh"),
        ("#!/bin/csh\n#PBS -N x -S /bin/bash\n", "bash"),
        ("#PBS -S/usr/bin/tcsh\n", "tcsh"),
        ("#!/bin/sh\n#PBS -N a-S /bin/csh\n", "sh"),
        ("#!/bin/sh\nls\n#PBS -S /bin/csh\n", "sh"),
        ("#!/bin/sh\n#PBS -S /bin/csh\n#SBATCH -n 1\n", "sh"),
    ],
)
def test_the_shell_that_pbs_is_told(lines: str, interpreter: str) -> None:
    assert read(f"{lines}python a.py\n").interpreter == interpreter


@pytest.mark.parametrize("program", ["/usr/bin/env python3", "/usr/bin/Rscript", "/bin/csh", "/usr/bin/perl -w"])
def test_other_languages_have_no_shell_code(program: str) -> None:
    body = read(f"#!{program}\nimport os\nos.system('a')\n")
    assert body.commands == ()
    assert body.whole == (program != "/bin/csh")


@pytest.mark.parametrize(
    ("text", "whole"), [("a\n", True), ("if a; then\n b\n", False), ("a (\n", False), ("echo 'x\n", False)]
)
def test_whole(text: str, whole: bool) -> None:
    assert read(text).whole == whole


def test_line_ends_of_dos_part_words() -> None:
    text = "#!/bin/bash\r\nmodule load cuda\r\npython a.py\r\n"
    assert [command.args for command in read(text).commands] == [("load", "cuda"), ("a.py",)]


JUNK = {
    "parentheses": "(" * 10_000,
    "both parentheses": "(" * 10_000 + ")" * 10_000,
    "substitutions": "$(" * 10_000,
    "quoted substitutions": '"$(' * 5_000,
    "backquotes": "`" * 100_000,
    "here-documents": "cat <<A\n" * 20_000,
    "conditions": "if true; then " * 5_000,
    "brackets": "[" * 100_000,
    "braces": "${" * 20_000,
    "pipes": "|" * 100_000,
    "commands and pipes": "a|" * 50_000,
    "short pipes": "a|" * 1_000,
    "redirects": "<" * 100_000,
    "arrays": "a=(" * 10_000,
    "strings in strings": "bash -c '" * 5_000,
    "traps": "trap 'trap \"x\" 1' 2\n" * 3_000,
    "launchers": "env " * 60_000,
    "nul": "\0" * 100_000,
    "odd bytes": "\udcff" * 200_000,
    "one long word": "a" * 1_000_000,
    "assignments": "A=1 " * 60_000,
    "backslashes": "echo " + "\\" * 100_000,
    "blank": "\n" * 1_000_000,
    "random": "".join(map(chr, random.Random(7).choices(range(1, 256), k=1 << 20))),
    "a long script": "python a.py --x 1 > log\n" * 40_000,
}


@pytest.mark.parametrize("text", JUNK.values(), ids=JUNK)
def test_no_text_hangs_it(text: str) -> None:
    read("a\n")
    began = time.process_time()
    read(text)
    assert time.process_time() - began < 2.5  # under 1 s on an idle machine


def test_what_is_beyond_the_limit_is_not_whole() -> None:
    body = read("#!/bin/bash\n" + "a\n" * LIMIT)
    assert not body.whole
    assert body.commands


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="a b\n'\"$(){}`|&;<>#\\=é\udc80[]~*!", max_size=80))
def test_any_text_gives_places_inside_it(text: str) -> None:
    for command in read(text).commands:
        for word in command.words:
            assert 0 <= word.span.start <= word.span.end <= len(text)
            line = text.split("\n")[word.span.line - 1]
            assert line[word.span.column - 1 : word.span.end_column - 1] == text[word.span.start : word.span.end]


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("date\n\n\\rm x\n", [("date", ()), ("rm", ("x",))]),
        ("echo >&2 'not set'\n", [("echo", ("not set",))]),
        ("python a.py > log --lr 1 2>&1\n", [("python", ("a.py", "--lr", "1"))]),
        ('{\n  a | head -n1\n  echo "`b` x"\n}\n', [("a", ()), ("head", ("-n1",)), ("echo", ("`b` x",)), ("b", ())]),
        ("a 1 \\\n  2\n", [("a", ("1", "2"))]),
        ("a 'x\n y' z\n", [("a", ("x\n y", "z"))]),
    ],
)
def test_where_the_parser_alone_goes_wrong(text: str, want: list[tuple[str, tuple[str, ...]]]) -> None:
    assert [(command.name, command.args) for command in read(text).commands] == want
