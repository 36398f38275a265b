"""The file of ``go env -w``."""

from __future__ import annotations

import pytest

from envdoctor import edits
from envdoctor.errors import EditError

KEY = ("GOCACHE",)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "GOCACHE=/v\n"),
        ("GOFLAGS=-x", "GOFLAGS=-x\nGOCACHE=/v"),
        ("# GOCACHE=/no\njunk\nGOCACHE=/a\nGOCACHE=/b # c \n", "# GOCACHE=/no\njunk\nGOCACHE=/a\nGOCACHE=/v\n"),
        (" GOCACHE=/no\n", " GOCACHE=/no\nGOCACHE=/v\n"),
        ("GOFLAGS=-x\r\nGOCACHE=/a\r\nGOOS=\r\n", "GOFLAGS=-x\r\nGOCACHE=/v\nGOOS=\r\n"),
        ("GOFLAGS=-x\r\n", "GOFLAGS=-x\r\nGOCACHE=/v\n"),
        ("\ufeffGOCACHE=/no\n", "\ufeffGOCACHE=/no\nGOCACHE=/v\n"),
    ],
)
def test_put_and_back(before: str, after: str) -> None:
    assert edits.put("goenv", before, KEY, "/v") == after
    assert edits.revert(after, edits.entry("goenv", before, KEY, "/v")) == before


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("GOCACHE=\n", ""),
        ('GOCACHE="/a"\n', '"/a"'),
        ("GOCACHE=/a\nGOCACHE=/b\r\n", "/b\r"),
        ("gocache=/a\n=\nGOCACHE\n", None),
    ],
)
def test_get(text: str, value: str | None) -> None:
    assert edits.get("goenv", text, KEY) == value


@pytest.mark.parametrize(
    "text",
    [
        "GOCACHE=/a\nGOCACHE=/v",
    ],
)
def test_noop(text: str) -> None:
    assert edits.put("goenv", text, KEY, "/v") == text
    assert edits.revert(text, edits.entry("goenv", text, KEY, "/v")) == text


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("/a b#c'\"\\$X ", "GOCACHE=/a b#c'\"\\$X \n"),
    ],
)
def test_quoting(value: str, line: str) -> None:
    assert edits.put("goenv", "", KEY, value) == line
    assert edits.get("goenv", line, KEY) == value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("X=1\rGOCACHE=/a\n", "lone carriage return"),
        ("X=1\nGOCACHE=/a\x00b\n", "Line 2 holds a NUL"),
    ],
)
def test_refused(text: str, says: str) -> None:
    with pytest.raises(EditError, match=says):
        edits.put("goenv", text, KEY, "/v")


@pytest.mark.parametrize(
    "name",
    [
        "gocache",
        "GO CACHE",
        "GO=X",
        "",
        "GÉ",
    ],
)
def test_names_that_no_reader_knows(name: str) -> None:
    with pytest.raises(EditError, match="is no name of"):
        edits.put("goenv", "", (name,), "/v")


def test_only_ours_goes() -> None:
    assert (
        edits.revert("GOFLAGS=-x\nGOCACHE=/v\nGOOS=linux\n", edits.entry("goenv", "", KEY, "/v"))
        == "GOFLAGS=-x\nGOOS=linux\n"
    )


def test_a_list_of_folders_holds_no_colon() -> None:
    assert edits.put("goenv", "", KEY, "/a:b") == "GOCACHE=/a:b\n"
    with pytest.raises(EditError, match="takes a : in"):
        edits.put("goenv", "", ("GOPATH",), "/a:b")
