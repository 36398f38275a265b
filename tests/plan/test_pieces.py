"""The diff of one replacement is that of the whole texts."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envdoctor.model import ReplaceSpan
from envdoctor.plan.pieces import lines
from envdoctor.plan.spans import replaced
from envdoctor.plan.writable import diff


def same(text, start, end, after):
    wish = ReplaceSpan("a", start, end, text[start:end], after)
    assert lines(text).diff("/x/a", wish, "/x") == diff("/x/a", text, replaced(text, [wish]), "/x")


@given(st.text("ab\n\n", max_size=120), st.integers(0, 120), st.integers(0, 20), st.text("ab\n\n", max_size=20))
def test_as_of_the_whole_text(text, start, length, after):
    start = min(start, len(text))
    same(text, start, min(len(text), start + length), after)


@pytest.mark.parametrize("end", ["", "\n"])
@pytest.mark.parametrize("after", ["", "a\n", "a\na\n", "b\n", "b"])
@pytest.mark.parametrize("line", [0, 1, 250, 498, 499, 500])
def test_among_lines_that_are_all_alike(line, after, end):
    text = "\n".join(["a"] * 500) + end
    same(text, min(2 * line, len(text)), min(2 * line + 2, len(text)), after)
    same(text, min(2 * line, len(text)), min(2 * line, len(text)), after)


def test_thousands_in_one_text_take_no_time():
    text = "".join(f"rm -rf $A{number}/*\n" for number in range(5000))
    cut, begun = lines(text), time.perf_counter()
    for start in cut.starts:
        cut.diff("/a", ReplaceSpan("a", start, start + 2, "rm", "mv"))
    assert time.perf_counter() - begun < 5
