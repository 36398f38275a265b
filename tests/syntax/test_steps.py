from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envdoctor.syntax.needs import needs
from envdoctor.syntax.printing import printed
from envdoctor.syntax.reads import matters, names, reads
from envdoctor.syntax.steps import Step, steps


def commands(text: str, shell: str = "bash") -> list[tuple[str, tuple[str, ...], bool]]:
    """Command, conditions and whether it is aside, of each step."""
    return [(step.command, step.around.conditions, step.around.aside) for step in steps(text, shell)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("echo a; \\. b\n", [("echo", (), False), (".", (), False)]),
        ("builtin source x\n", [("source", (), False)]),
        ("A=1 B=2\n", [("", (), False)]),
        ("[ -r x ] && . x\n", [("[", (), False), (".", ("[ -r x ]",), False)]),
        ("a && b || c\n", [("a", (), False), ("b", ("a",), False), ("c", ("a && b",), False)]),
        ("! a\n", [("a", (), False)]),
        (
            "if a; then b; elif c; then d; else e; fi\n",
            [("a", (), False), ("b", ("a",), False), ("c", ("a",), False), ("d", ("a", "c"), False),
             ("e", ("a", "c"), False)],
        ),
        ("case $- in *i*) a;; esac\n", [("a", ("case $-",), False)]),
        ("while a; do b; done\n", [("a", (), False), ("b", ("a",), False)]),
        ("{ a; }\n", [("a", (), False)]),
        ("(a); b &\n", [("a", (), True), ("b", (), True)]),
        ("a | b\n", [("a", (), True), ("b", (), False)]),
        ("f() { a; }\nf\n", [("a", (), True), ("f", (), False)]),
        ("a >/dev/null\n", [("a", (), False)]),
        ("a\nif\n", [("a", (), False)]),
        ("", []),
    ],
)  # fmt: skip
def test_what_runs_and_when(text: str, found: list[tuple[str, tuple[str, ...], bool]]) -> None:
    assert commands(text) == found


def only(text: str, shell: str = "bash") -> Step:
    [step] = steps(text, shell)
    return step


@pytest.mark.parametrize(
    ("text", "sets", "exports"),
    [
        ("A=1 B='x y'\n", (("A", "1"), ("B", "'x y'")), False),
        ("export A=1 B\n", (("A", "1"), ("B", None)), True),
        ("export -n A\n", (("A", None),), False),
        ("declare -x A=1\n", (("A", "1"),), True),
        ("declare -r A=1\n", (("A", "1"),), False),
        ("A=1 make B=2\n", (("A", "1"),), False),
    ],
)
def test_what_is_set(text: str, sets: tuple[tuple[str, str | None], ...], exports: bool) -> None:
    step = only(text)
    assert (step.sets, step.exports) == (sets, exports)


def test_loops_and_places() -> None:
    [step] = steps("\nfor f in ~/.{a,b} x*; do\n  . $f\ndone\n", "bash")
    assert step.around.loops == ("~/.{a,b}", "x*")
    assert (step.place.line, step.place.column, step.place.end_column) == (3, 3, 7)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("echo a >&2 # say\n", "echo a >&2"),
        ("echo a > f; b\n", "echo a > f"),
        ("echo a 2>/dev/null || b\n", "echo a 2>/dev/null"),
    ],
)
def test_redirections_belong_to_the_text(text: str, whole: str) -> None:
    assert steps(text, "bash")[0].text == whole


def test_hostile_files_take_no_longer_than_others() -> None:
    """Thousands of links of a chain are no thousand calls deep, and their texts are not copied over and over."""
    began = time.process_time()
    assert len(steps(" && ".join(["true"] * 3000), "bash")) == 3000
    assert len(steps("(" * 5000, "bash")) == 0
    assert time.process_time() - began < 5


PIECES = st.sampled_from(
    [". ", "~/.bashrc", "if ", "then\n", "fi\n", "for f in ", "do ", "done\n", "{a,b}", "$HOME", '"', "'", "$(", ")",
     "`", "case x in ", "esac", ";;", "echo ", "eval ", "&& ", "| ", "\n", "<<E\n", "# >>> conda initialize >>>\n",
     "# <<< conda initialize <<<\n", "/opt/bin/conda", "export A=", "\\", "\0", "\udcff", "\r\n", "exec ", "alias "]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(["bash", "sh", "zsh", "fish", "tcsh"]))
@settings(max_examples=300, deadline=None)
def test_no_text_is_too_odd(text: str, shell: str) -> None:
    """Every reader of steps comes to an end with any text, and its places lie in it."""
    lines = text.count("\n") + 1
    reads(text, shell, "/home/zhang")
    names(text, shell, ".bashrc")
    places = [matter.place for matter in matters(text, shell)]
    places += [need.place for need in needs(text, shell, "/home/zhang")]
    places += [one.place for one in printed(text, shell)]
    assert all(1 <= place.line <= lines and 1 <= place.column <= place.end_column for place in places)
