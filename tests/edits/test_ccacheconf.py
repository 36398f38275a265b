"""ccache.conf."""

from __future__ import annotations

import pytest

from envdoctor import edits
from envdoctor.errors import EditError

KEY = ("cache_dir",)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "cache_dir = /v\n"),
        ("# c\nmax_size = 20G", "# c\nmax_size = 20G\ncache_dir = /v"),
        ("\tcache_dir=/a # b  \r\n", "\tcache_dir=/v  \r\n"),
        ("cache_dir = /a\ncache_dir =\n", "cache_dir = /a\ncache_dir =/v\n"),
        ("cache_dir = $HOME/x\n", "cache_dir = /v\n"),
    ],
)
def test_put_and_back(before: str, after: str) -> None:
    assert edits.put("ccacheconf", before, KEY, "/v") == after
    assert edits.revert(after, edits.entry("ccacheconf", before, KEY, "/v")) == before


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("cache_dir=\n", ""),
        ("Cache_Dir = /a\n = 1\n", None),
        ('cache_dir = "/a" = # b\n', '"/a" = # b'),
    ],
)
def test_get(text: str, value: str | None) -> None:
    assert edits.get("ccacheconf", text, KEY) == value


@pytest.mark.parametrize(
    "text",
    [
        "  cache_dir=/v \r\n",
    ],
)
def test_noop(text: str) -> None:
    assert edits.put("ccacheconf", text, KEY, "/v") == text
    assert edits.revert(text, edits.entry("ccacheconf", text, KEY, "/v")) == text


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("/a b#c'\"\\$ $/", "cache_dir = /a b#c'\"\\$ $/\n"),
    ],
)
def test_quoting(value: str, line: str) -> None:
    assert edits.put("ccacheconf", "", KEY, value) == line
    assert edits.get("ccacheconf", line, KEY) == value


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("/$HOME", "ccache cannot read"),
        ("/${HOME}", "ccache cannot read"),
        ("/a ", "ccache cannot read"),
    ],
)
def test_values_that_are_refused(value: str, says: str) -> None:
    with pytest.raises(EditError, match=says):
        edits.put("ccacheconf", "", KEY, value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("# c\njunk\n", "Line 2: ccache expects key = value"),
        ("\ufeffcache_dir = /a\n", "Line 1: ccache expects key = value"),
        ("x = ${HOME\n", "Line 1: a variable has no end; ccache expects \\${NAME}"),
    ],
)
def test_refused(text: str, says: str) -> None:
    with pytest.raises(EditError, match=says):
        edits.put("ccacheconf", text, KEY, "/v")


@pytest.mark.parametrize(
    "name",
    [
        "Cache",
        "#x",
        "a b",
        "",
        "a=b",
    ],
)
def test_names_that_no_reader_knows(name: str) -> None:
    with pytest.raises(EditError, match="is no name of"):
        edits.put("ccacheconf", "", (name,), "/v")


def test_only_ours_goes() -> None:
    assert edits.revert("max_size = 1G\ncache_dir = /v", edits.entry("ccacheconf", "", KEY, "/v")) == "max_size = 1G"
