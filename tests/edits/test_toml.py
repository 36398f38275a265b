"""uv.toml."""

from __future__ import annotations

import pytest

from envdoctor import edits
from envdoctor.errors import EditError

KEY = ("cache-dir",)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'cache-dir = "/v"\n'),
        ("# only", 'cache-dir = "/v"\n# only'),
        ("\ufeff# bom\r\n", '\ufeffcache-dir = "/v"\r\n# bom\r\n'),
        ("# c\n\nx = 1 # y\n\n# of the table\n[t]\n", '# c\n\nx = 1 # y\ncache-dir = "/v"\n\n# of the table\n[t]\n'),
        ("[t]\nx = 1", 'cache-dir = "/v"\n[t]\nx = 1'),
        ("x = 1", 'x = 1\ncache-dir = "/v"'),
        ("a = [\n  1, # ]\n]\n[t]\n", 'a = [\n  1, # ]\n]\ncache-dir = "/v"\n[t]\n'),
        ("cache-dir = '/old'  # mine\r\n[t]\r\n", 'cache-dir = "/v"  # mine\r\n[t]\r\n'),
        ("\"cache-dir\"='''\n/o'''\n", '"cache-dir"="/v"\n'),
        ('pip.x = "[t]"\n[t]\ncache-dir = 1\n', 'pip.x = "[t]"\ncache-dir = "/v"\n[t]\ncache-dir = 1\n'),
    ],
)
def test_put_and_back(before: str, after: str) -> None:
    assert edits.put("toml", before, KEY, "/v") == after
    assert edits.revert(after, edits.entry("toml", before, KEY, "/v")) == before


@pytest.mark.parametrize("text", ["cache-dir = '/v'", 'cache-dir = """/v""" # c\n'])
def test_noop(text: str) -> None:
    assert edits.put("toml", text, KEY, "/v") == text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a = 1\na = 2\n", "Line 2 is no TOML"),
        ("x = \n", "Line 1 is no TOML"),
        ("cache-dir = 1\n", "is no text here"),
        ("[cache-dir]\n", "is no text here"),
        ("x = '\udcff'\n", "not UTF-8"),
        ("x = 1\ry = 2\n", "lone carriage return"),
    ],
)
def test_refused(text: str, says: str) -> None:
    with pytest.raises(EditError, match=says):
        edits.put("toml", text, KEY, "/v")


def test_a_comment_added_since_stays() -> None:
    entry = edits.entry("toml", "cache-dir = '/old'\n", KEY, "/v")
    assert edits.revert('x = 2\ncache-dir = "/v" # new\n', entry) == "x = 2\ncache-dir = '/old' # new\n"


@pytest.mark.parametrize("value", ['/q"q', "/b\\s", "/'''", '/"""', "/é漢", "/#"])
def test_quoting(value: str) -> None:
    assert edits.get("toml", edits.put("toml", "", KEY, value), KEY) == value
