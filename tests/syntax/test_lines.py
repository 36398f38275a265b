from __future__ import annotations

import pytest

from envdoctor.host.probes import Failed, Ran
from envdoctor.syntax.ask import BEGIN, DEADLINE, END, reply
from envdoctor.syntax.lines import Line, settings, sourced, written

FOUND = [
    ("fish", "set -gx A 'x y'", Line("A", "x y", 1)),
    ("fish", "  set -x -g A /data # why", Line("A", "/data", 1)),
    ("fish", "set --global --export A $HOME/x", Line("A", None, 1)),
    ("fish", "set -e A", Line("A", None, 1, True)),
    ("csh", "setenv A /data", Line("A", "/data", 1)),
    ("csh", 'if ( ! $?A ) setenv A "a b"', Line("A", "a b", 1)),
    ("csh", "setenv A ${HOME}/x", Line("A", None, 1)),
    ("csh", "unsetenv A", Line("A", None, 1, True)),
]


@pytest.mark.parametrize(("family", "text", "line"), FOUND)
def test_lines_that_set(family: str, text: str, line: Line) -> None:
    assert settings(family, text) == (line,)


@pytest.mark.parametrize(("family", "text"), [("fish", "set A 1"), ("fish", "# set -gx A 1"), ("csh", "set A = 1")])
def test_lines_that_do_not(family: str, text: str) -> None:
    assert settings(family, text) == ()


def test_files_that_are_read_by_name() -> None:
    assert sourced("source ~/.aliases\nif ( -r /a/b ) source /a/b\nsource $X\n", "/h") == ("/h/.aliases", "/a/b")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("for f in ~/.bashrc.d/*.sh; do . $f; done", {("/h/.bashrc.d", True)}),
        ("for f in $ZDOTDIR/conf.d/*.zsh(N); do", {("/z/conf.d", True)}),
        ('for f in "${ZDOTDIR:-$HOME}/conf.d"/*.zsh(N)', {("/z/conf.d", True), ("/h/conf.d", True)}),
        ("for f in ${UNSET:-$HOME}/c/[a-z]*/x", {("/h/c", True)}),
        ("for f in /data1/zhang/rc/?.sh", {("/data1/zhang/rc", True)}),
        ("while read x; do . ~/a/b.sh; done < /data1/list", {("/h/a/b.sh", False)}),
        ("echo $UNSET/a/* x~/b/* a/b/*", set()),
        ("A=/h/one:/h/two", {("/h/one:/h/two", False)}),
    ],
)
def test_paths_that_a_text_writes_out(text: str, found: set[tuple[str, bool]]) -> None:
    assert set(written(text, "/h", {"HOME": "/h", "ZDOTDIR": "/z"}.get)) == found


def test_an_answer_is_what_stands_between_the_marks() -> None:
    out = b"xxxx" + BEGIN + b"A=1\0B=a=b\nc\0BASH_FUNC_f%%=() {}\0ODD=\xff\0" + END
    found = reply(Ran(0, out), "bash", "login", "~/.profile")
    assert found.variables == {"A": "1", "B": "a=b\nc", "ODD": "\udcff"}
    assert found.before == 4


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (
            Failed("late", timed_out=True),
            f"fish -l gave no answer in {DEADLINE:g} s; a line in config.fish waits for something",
        ),
        (
            Ran(0, b"xx" + BEGIN + b"A=1\0"),
            "fish -l ended before it could answer; a line in config.fish ends or replaces it",
        ),
        (
            Ran(-9, b"x" * 10, cut=True),
            "fish -l printed more than 4 MB and was ended; config.fish should print nothing",
        ),
    ],
)
def test_no_answer_says_why(answer: Ran | Failed, why: str) -> None:
    found = reply(answer, "fish", "login", "config.fish")
    assert (found.variables, found.why) == (None, why)
