"""Yarn 1's .yarnrc."""

from __future__ import annotations

import pytest

from envdoctor import edits
from envdoctor.errors import EditError

KEY = ("cache-folder",)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'cache-folder "/v"\n'),
        ("# yarn lockfile v1\r\n\r\n\r\nx 1", '# yarn lockfile v1\r\n\r\n\r\nx 1\r\ncache-folder "/v"'),
        ('cache-folder "/a"\ncache-folder: /b # c\n', 'cache-folder "/a"\ncache-folder: "/v" # c\n'),
        ('\ufeff"cache-folder"  ""\n', '\ufeff"cache-folder"  "/v"\n'),
        ("\ufeff# c\nx true\n", '\ufeff# c\nx true\ncache-folder "/v"\n'),
    ],
)
def test_put_and_back(before: str, after: str) -> None:
    assert edits.put("yarnrc", before, KEY, "/v") == after
    assert edits.revert(after, edits.entry("yarnrc", before, KEY, "/v")) == before


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("cache-folder /a\n", "/a"),
        ('cache-folder "/\\u00e9\\n"', "/é\n"),
        ('--cache-folder "/a"', None),
    ],
)
def test_get(text: str, value: str | None) -> None:
    assert edits.get("yarnrc", text, KEY) == value


@pytest.mark.parametrize(
    "text",
    [
        'cache-folder: "\\/v" # c',
        "cache-folder /v\n",
    ],
)
def test_noop(text: str) -> None:
    assert edits.put("yarnrc", text, KEY, "/v") == text
    assert edits.revert(text, edits.entry("yarnrc", text, KEY, "/v")) == text


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ('/a "b"\\', 'cache-folder "/a \\"b\\"\\\\"\n'),
        ('/a\\"b', 'cache-folder /a\\"b\n'),
        ("/é ", 'cache-folder "/é "\n'),
    ],
)
def test_quoting(value: str, line: str) -> None:
    assert edits.put("yarnrc", "", KEY, value) == line
    assert edits.get("yarnrc", line, KEY) == value


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ('/a b\\"c', "yarn cannot read"),
    ],
)
def test_values_that_are_refused(value: str, says: str) -> None:
    with pytest.raises(EditError, match=says):
        edits.put("yarnrc", "", KEY, value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('x 1\n  cache-folder "/a"\n', "Line 2: expected key"),
        ("cache-folder '/a'\n", "Line 1: expected key"),
        ('cache-folder\t"/a"\n', "Line 1: expected key"),
        ("foo\n", "Line 1: expected key"),
        ("foo:\n  bar 1\n", "Line 1: expected key"),
        ('a, cache-folder "/a"\n', "Line 1: expected key"),
        ('a "1" b "2"\n', "Line 1: expected key"),
        ('key"x"\n', "Line 1: expected key"),
        ("truely 1\n", "Line 1: expected key"),
        ('x "a\\\\\\"b"\n', "Line 1: expected key"),
        ('x "\\q"\n', "Line 1: expected key"),
        ("x 1\n  \n", "Line 2: expected key"),
        ("<<<<<<< HEAD\n", "Line 1: expected key"),
        ('--cache-folder "/a"\n', "Line 1: --cache-folder beats cache-folder"),
        ('x 1\n--*.cache-folder "/a"\n', "Line 2: --[*].cache-folder beats"),
    ],
)
def test_refused(text: str, says: str) -> None:
    with pytest.raises(EditError, match=says):
        edits.put("yarnrc", text, KEY, "/v")


@pytest.mark.parametrize(
    "name",
    [
        "--cache-folder",
        "true",
        "a b",
        "",
        "a:b",
        '"a"',
    ],
)
def test_names_that_no_reader_knows(name: str) -> None:
    with pytest.raises(EditError, match="is no name of"):
        edits.put("yarnrc", "", (name,), "/v")


def test_only_ours_goes() -> None:
    assert (
        edits.revert('# yarn lockfile v1\n\n\ncache-folder "/v"\nx 1\n', edits.entry("yarnrc", "", KEY, "/v"))
        == "# yarn lockfile v1\n\n\nx 1\n"
    )
