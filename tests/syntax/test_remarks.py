from __future__ import annotations

import time

import pytest

from envdoctor.syntax.remarks import MISWRITTEN, NOTHING, WHOLE_FILE, read, without


def targets(text):
    return [(one.target, [name.text for name in one.names], one.reason) for one in read(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#SBATCH --mem=16 # envdoctor: ignore[SLU125] tiny\n", [(1, ["SLU125"], "tiny")]),
        ("# envdoctor: ignore[A1, late-directive]\nx\n", [(2, ["A1", "late-directive"], "")]),
        ("# envdoctor: ignore[A1]\n# envdoctor: ignore[B2] b\nx\n", [(3, ["A1"], ""), (3, ["B2"], "b")]),
        ("  # envdoctor:ignore[A1]: why\nx\n", [(2, ["A1"], "why")]),
        ("x # envdoctor: ignore\n", [(1, [], "")]),
        ("x # envdoctor: ignore[]\n", [(1, [], "")]),
        ("# envdoctor: ignore-file[A1] all of it\n", [(WHOLE_FILE, ["A1"], "all of it")]),
        ("\n" * 20 + "# envdoctor: ignore-file[A1]\n", [(NOTHING, ["A1"], "")]),
        ("x # envdoctor: ignore[A1]\r\n", [(1, ["A1"], "")]),
        (
            "# envdoctor: ignored\n# envdoctor: ignore-files[A]\nx#envdoctor: ignore[A]\n# see envdoctor: ignore[A]\n",
            [],
        ),
        ("cat <<END\n# envdoctor: ignore[A1]\nEND\n", []),
        ("x # Envdoctor: ignore[A1] so\n", [(MISWRITTEN, ["A1"], "so")]),
        ("# envdoctor ignore-file[A1]\n", [(MISWRITTEN, ["A1"], "")]),
        ("# the envdoctor ignore[A1] list\n# envdoctor ignore it\n# Envdoctor: ignore\n", []),
        ("nothing\n", []),
    ],
)
def test_what_is_read(text, found):
    assert targets(text) == found


def test_columns_and_offsets():
    text = "one\n  two  # envdoctor: ignore[A1, B2] why  \n"
    [one] = read(text)
    assert (one.line, one.column, one.end_column) == (2, 8, 39)
    assert text[one.start : one.end] == "# envdoctor: ignore[A1, B2] why"
    assert [text[name.start : name.end] for name in one.names] == ["A1", "B2"]


@pytest.mark.parametrize(
    ("text", "names", "left"),
    [
        ("x  # envdoctor: ignore[A1] why\ny\n", {"a1"}, "x\ny\n"),
        ("x  # envdoctor: ignore[A1, B2 ,c-d] why\n", {"b2"}, "x  # envdoctor: ignore[A1, c-d] why\n"),
        ("a\n  # envdoctor: ignore[A1] why\r\nx\n", {"a1"}, "a\nx\n"),
        ("a\n# envdoctor: ignore[A1]", {"a1"}, "a\n"),
    ],
)
def test_taking_names_out(text, names, left):
    start, end, after = without(text, read(text)[0], frozenset(names))
    assert text[:start] + after + text[end:] == left


@pytest.mark.parametrize(
    "text", ["# envdoctor: ignore[" * 1000, "#" * 10000 + " envdoctor: ignore[\0\udcff]", "envdoctor:\n" * 9999]
)
def test_hostile_text_is_read(text):
    assert isinstance(read(text), tuple)


def test_thousands_of_comments_take_no_long_time() -> None:
    text = "# envdoctor: ignore[SLU125] x\n" * 30_000
    began = time.monotonic()
    found = read(text)
    assert time.monotonic() - began < 5
    assert {one.target for one in found} == {30_001}
    assert (found[-1].line, found[-1].column) == (30_000, 1)
