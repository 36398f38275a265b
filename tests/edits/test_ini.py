"""pip.conf."""

from __future__ import annotations

import pytest

from envdoctor import edits
from envdoctor.errors import EditError

KEY = ("global", "cache-dir")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "[global]\ncache-dir = /v\n"),
        ("[global]", "[global]\ncache-dir = /v"),
        ("[global]\r\n", "[global]\r\ncache-dir = /v\r\n"),
        ("[install]\nuser = yes\n", "[install]\nuser = yes\n\n[global]\ncache-dir = /v\n"),
        ("[install]\nuser = yes", "[install]\nuser = yes\n\n[global]\ncache-dir = /v"),
        ("[global]\n# c\ntimeout = 9\n", "[global]\ncache-dir = /v\n# c\ntimeout = 9\n"),
        ("[global]\n  timeout = 9\n", "[global]\n  cache-dir = /v\n  timeout = 9\n"),
        ("[global]\n\n  [install]\n", "[global]\n  cache-dir = /v\n\n  [install]\n"),
        ("[global]\nCache_Dir:/old ; x  \nb = 1\n", "[global]\nCache_Dir:/v  \nb = 1\n"),
        ("[global]\ncache-dir =\n    /a\n\n    b\nb = 1\n", "[global]\ncache-dir =/v\nb = 1\n"),
        ("[global]\ncache-dir =\n", "[global]\ncache-dir =/v\n"),
        ("[DEFAULT]\ncache-dir = /d\n[global]\n", "[DEFAULT]\ncache-dir = /d\n[global]\ncache-dir = /v\n"),
        ("[global]\nx = \udcff\n", "[global]\ncache-dir = /v\nx = \udcff\n"),
    ],
)
def test_put_and_back(before: str, after: str) -> None:
    assert edits.put("ini", before, KEY, "/v") == after
    assert edits.revert(after, edits.entry("ini", before, KEY, "/v")) == before


@pytest.mark.parametrize(
    "text", ["[global]\ncache-dir = /v\n", "[global]\ncache_dir: /v", "[global]\ncache-dir =\n  /v\n"]
)
def test_noop(text: str) -> None:
    if "=\n" in text:
        assert edits.get("ini", text, KEY) == "\n/v"
    else:
        assert edits.put("ini", text, KEY, "/v") == text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[global]\n[a]\n[global]\n", "Line 3: section .global. stands there twice"),
        ("[global]\ncache-dir=/a\ncache_dir=/b\n", "Line 3: cache-dir is set twice"),
        ("x = 1\n", "Line 1: expected a section"),
        ("\ufeff[global]\n", "byte order mark"),
        ("[global]\nnonsense\n", "Line 2: pip expects"),
        ("[global]\rx = 1\n", "Line 1 holds a lone carriage return"),
        ("[global]\nx = \0\n", "Line 2 holds a NUL"),
    ],
)
def test_refused(text: str, says: str) -> None:
    with pytest.raises(EditError, match=says):
        edits.put("ini", text, KEY, "/v")


def test_trailing_space_would_be_lost() -> None:
    with pytest.raises(EditError, match="would not read"):
        edits.put("ini", "", KEY, "/v ")


@pytest.mark.parametrize(
    ("theirs", "left"),
    [
        ("[global]\ncache-dir = /v\ntimeout = 9\n", "[global]\ntimeout = 9\n"),
        ("[global]\n# mine\ncache-dir = /v\n", "[global]\n# mine\n"),
        ("[global]\ncache-dir = /v\n# mine\n", "[global]\n# mine\n"),
        ("# top\n[global]\ncache-dir = /v\n\n[x]\na = 1\n", "# top\n\n[x]\na = 1\n"),
    ],
)
def test_only_ours_goes_where_the_user_went_on(theirs: str, left: str) -> None:
    assert edits.revert(theirs, edits.entry("ini", "", KEY, "/v")) == left


def test_two_keys_of_a_section_we_made_go_newest_first() -> None:
    one = edits.put("ini", "", KEY, "/v")
    first, second = edits.entry("ini", "", KEY, "/v"), edits.entry("ini", one, ("global", "log"), "/l")
    both = edits.put("ini", one, ("global", "log"), "/l")
    assert edits.revert(edits.revert(both, second), first) == ""
