"""R's .Renviron."""

from __future__ import annotations

import pytest

from envdoctor import edits
from envdoctor.errors import EditError

KEY = ("R_LIBS_USER",)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "R_LIBS_USER=/v\n"),
        ("# c\r\nTZ=UTC", "# c\r\nTZ=UTC\r\nR_LIBS_USER=/v"),
        (" R_LIBS_USER = '/o p' \n", " R_LIBS_USER = /v \n"),
        ("R_LIBS_USER=/a\nR_LIBS_USER=/b\n", "R_LIBS_USER=/a\nR_LIBS_USER=/v\n"),
        ("R_LIBS_USER=/a\nR_LIBS_USER=\n", "R_LIBS_USER=/v\nR_LIBS_USER=\n"),
        ("R_LIBS_USER=\t\n", "R_LIBS_USER=/v\t\n"),
        ("R_LIBS_USER=${X-/a}\n", "R_LIBS_USER=/v\n"),
        ("junk\nX=\udcff\n", "junk\nX=\udcff\nR_LIBS_USER=/v\n"),
    ],
)
def test_put_and_back(before: str, after: str) -> None:
    assert edits.put("renviron", before, KEY, "/v") == after
    assert edits.revert(after, edits.entry("renviron", before, KEY, "/v")) == before


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("R_LIBS_USER=\n", None),
        ("R_LIBS_USER=''\n", None),
        ("R_LIBS_USER='/a'b\"c\"\n", "/abc"),
        ("R_LIBS_USER=/a\\\\\\\\b\\ c\\\n", "/a\\\\\\b c"),
        ("R_LIBS_USER='/a\\b\\'c\"\n", "/a\\b'c\""),
        ("export R_LIBS_USER=/a\n", None),
    ],
)
def test_get(text: str, value: str | None) -> None:
    assert edits.get("renviron", text, KEY) == value


@pytest.mark.parametrize(
    "text",
    [
        "R_LIBS_USER = '/v'\nR_LIBS_USER=\n",
        "R_LIBS_USER=/\\v\n",
    ],
)
def test_noop(text: str) -> None:
    assert edits.put("renviron", text, KEY, "/v") == text
    assert edits.revert(text, edits.entry("renviron", text, KEY, "/v")) == text


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("/a b", 'R_LIBS_USER="/a b"\n'),
        ("/a#b", 'R_LIBS_USER="/a#b"\n'),
        ("/it's", 'R_LIBS_USER="/it\'s"\n'),
        ('/q"q', "R_LIBS_USER='/q\"q'\n"),
        ("/a'\"b", "R_LIBS_USER=/a\\'\\\"b\n"),
        ("/a\\b", 'R_LIBS_USER="/a\\b"\n'),
        ("/a\\", "R_LIBS_USER=/a\\\\\n"),
        ("/a\\'\\\"", "R_LIBS_USER=/a\\\\'\\\\\"\n"),
        ("/$HOME", "R_LIBS_USER=/$HOME\n"),
        ("/R/%p-%v", "R_LIBS_USER=/R/%p-%v\n"),
    ],
)
def test_quoting(value: str, line: str) -> None:
    assert edits.put("renviron", "", KEY, value) == line
    assert edits.get("renviron", line, KEY) == value


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("/${HOME}", "R cannot read"),
        ("/100%", "R cannot read"),
        ("/a:b", "R cannot read"),
        ("/a'\"b ", "R cannot read"),
    ],
)
def test_values_that_are_refused(value: str, says: str) -> None:
    with pytest.raises(EditError, match=says):
        edits.put("renviron", "", KEY, value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("X=1\rY=2\n", "lone carriage return"),
    ],
)
def test_refused(text: str, says: str) -> None:
    with pytest.raises(EditError, match=says):
        edits.put("renviron", text, KEY, "/v")


@pytest.mark.parametrize(
    "name",
    [
        "1X",
        "A B",
        "#X",
        "",
        "X=Y",
    ],
)
def test_names_that_no_reader_knows(name: str) -> None:
    with pytest.raises(EditError, match="is no name of"):
        edits.put("renviron", "", (name,), "/v")


def test_only_ours_goes() -> None:
    assert edits.revert("R_LIBS_USER='/v' \nTZ=UTC\n", edits.entry("renviron", "", KEY, "/v")) == "TZ=UTC\n"


def test_what_counts_in_library_variables_only() -> None:
    assert edits.put("renviron", "", ("RENV_PATHS_ROOT",), "/100%:x") == "RENV_PATHS_ROOT=/100%:x\n"
