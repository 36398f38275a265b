from __future__ import annotations

import difflib

import pytest

from envdoctor.plan.writable import diff

LINES = [f"{number}\n" for number in range(40)]


def _changed(*places: int) -> str:
    return "".join(line if at not in places else f"new {line}" for at, line in enumerate(LINES))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (_changed(), _changed(0)),
        (_changed(), _changed(39)),
        (_changed(), _changed(20)),
        (_changed(), _changed(3, 8, 30)),
        (_changed(), _changed(0, 39)),
        (_changed(), ""),
        ("", _changed()),
        (_changed(), _changed()[: -len(LINES[-1])]),
        (_changed(), _changed() + "last\n"),
        (_changed(), _changed()),
    ],
)
def test_says_what_difflib_says(before: str, after: str) -> None:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    assert diff("/a/b", before, after) == "".join(difflib.unified_diff(old, new, "a/a/b", "b/a/b"))


def test_a_missing_last_line_end_is_told() -> None:
    end = "\\ No newline at end of file\n"
    assert diff("/f", "a\nb", "a\nc\n") == f"--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\n-b\n{end}+c\n"
    assert diff("/f", None, "a") == f"--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+a\n{end}"


def test_equal_lines_around_the_change_are_context() -> None:
    got = diff("/f", "x\n" * 10, "x\n" * 11)
    assert got.count("\n x") == 3
    assert got.count("\n+x") == 1
