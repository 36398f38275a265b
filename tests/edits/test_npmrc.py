"""The npm settings file."""

from __future__ import annotations

import pytest

from envdoctor import edits
from envdoctor.errors import EditError

KEY = ("cache",)
TOKEN = "//r.example/:_authToken=${NPM_TOKEN}\n_auth = abc==\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "cache=/v\n"),
        (TOKEN, TOKEN + "cache=/v\n"),
        ("x=1", "x=1\ncache=/v"),
        ("x=1\r\n[s]\r\ncache=/no\r\n", "x=1\r\ncache=/v\r\n[s]\r\ncache=/no\r\n"),
        ("cache=/a\ncache = '/b'  \n", "cache=/a\ncache = /v  \n"),
        ("cache = /a ; why\n", "cache = /v\n"),
        ("cache=\n", "cache=/v\n"),
        ("cache=${HOME}/c\n", "cache=/v\n"),
        ("\ufeffcache=/a\n", "\ufeffcache=/v\n"),
        ("; \udcff\n", "; \udcff\ncache=/v\n"),
        ('"cache"=/a', '"cache"=/v'),
    ],
)
def test_put_and_back(before: str, after: str) -> None:
    assert edits.put("npmrc", before, KEY, "/v") == after
    assert edits.revert(after, edits.entry("npmrc", before, KEY, "/v")) == before


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("/a b", "cache=/a b\n"),
        ("/a;b", 'cache="/a;b"\n'),
        ("/a=b", 'cache="/a=b"\n'),
        ("/a ", 'cache="/a "\n'),
        ("/a\\b", 'cache="/a\\\\b"\n'),
        ("/${HOME}", 'cache="/\\\\${HOME}"\n'),
        ("/\\${HOME}", 'cache="/\\\\\\\\\\\\${HOME}"\n'),
        ("/$HOME", "cache=/$HOME\n"),
    ],
)
def test_quoting(value: str, line: str) -> None:
    assert edits.put("npmrc", "", KEY, value) == line
    assert edits.get("npmrc", line, KEY) == value


@pytest.mark.parametrize("text", ["cache=/v", 'cache = "/v" \n', "cache=/v ; c\n", "cache='/v'\n"])
def test_noop(text: str) -> None:
    assert edits.put("npmrc", text, KEY, "/v") == text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x=1\ncache[]=/a\n", "Line 2: expected cache=value"),
        ("cache\n", "Line 1: expected cache=value"),
        ("[cache]\n", "Line 1: .cache. hides"),
        ("x=1\rcache=/a\n", "lone carriage return"),
    ],
)
def test_refused(text: str, says: str) -> None:
    with pytest.raises(EditError, match=says):
        edits.put("npmrc", text, KEY, "/v")


@pytest.mark.parametrize(
    "name", ["_auth", "_authToken", "//r.example/:_authToken", "_password", "username", "a b", "a=b", ""]
)
def test_names_that_are_never_written(name: str) -> None:
    with pytest.raises(EditError):
        edits.put("npmrc", TOKEN, (name,), "/v")


def test_only_ours_goes() -> None:
    entry = edits.entry("npmrc", "", KEY, "/v")
    assert edits.revert("x=1\ncache=/v\n" + TOKEN, entry) == "x=1\n" + TOKEN
