from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envdoctor import edits
from envdoctor.edits import span
from envdoctor.errors import EditError

LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\r\n", "e"]), max_size=8).map("".join)


def undone(text, entries):
    for entry in reversed(entries):
        text = edits.revert(text, entry) if edits.intact(text, entry) else text
    return text


def test_what_was_moved_is_undone_as_one():
    before, after = "x\nrun\n#SBATCH -n 2\ny\n", "x\n#SBATCH -n 2\nrun\ny\n"
    [entry] = span.entries(before, after)
    assert undone(f"top\n{after}more\n", [entry]) == f"top\n{before}more\n"


def test_lines_that_went_are_found_again_by_their_neighbour():
    entries = span.entries("a\nb\nc\n", "a\nc\n")
    assert undone("0\na\nc\n", entries) == "0\na\nb\nc\n"
    assert undone("c\nd\n", span.entries("b\nc\nd\n", "c\nd\n")) == "b\nc\nd\n"


def test_lines_that_were_changed_since_or_stand_twice_stay():
    [entry] = span.entries("a\n", "b\n")
    for text in ("b2\n", "b\nb\n", "", "xb\n"):
        assert not span.intact(text, entry)
        with pytest.raises(EditError):
            span.revert(text, entry)
    with pytest.raises(EditError):
        span.put("a", (), "b")


@given(LINES, LINES)
def test_undone_at_once_it_is_the_text_before_or_left_alone(before, after):
    entries = span.entries(before, after)
    if all(edits.intact(after, entry) for entry in entries):
        whole = undone(after, entries)
        assert whole == before or len(entries) > 1


@pytest.mark.parametrize("change", [("-it", "-i"), ("end", "x\nend")])
def test_thousands_of_equal_lines_take_no_long_time(change: tuple[str, str]) -> None:
    before = "docker run -it a b\n" * 20_000 + "end\n"
    after = before.replace(*change)
    began = time.monotonic()
    text = after
    for entry in reversed(span.entries(before, after)):
        text = span.revert(text, entry)
    assert text == before
    assert time.monotonic() - began < 5
