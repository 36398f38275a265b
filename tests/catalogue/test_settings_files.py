"""Settings files of one setting a line: what each tool reads out of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envdoctor.catalogue import settings_files
from envdoctor.catalogue.parsers import Malformed

SET = {"HOME": "/h", "EMPTY": "", "X": "/x"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A=/a\nB=/b=c\n", {"A": "/a", "B": "/b=c"}),
        ("A=/a\nA=/b", {"A": "/b"}),
        ("A= /a \r\n", {"A": " /a \r"}),
        (" A=/a\na=/a\n# A=/a\nA\n=x\n", {}),
        ('A="/a" # b\n', {"A": '"/a" # b'}),
        ("A=\udcff\n", {"A": "\udcff"}),
    ],
)
def test_goenv(text: str, found: dict[str, str]) -> None:
    assert {name: line.value for name, line in settings_files.goenv(text).items()} == found


def test_lines_are_counted_from_one() -> None:
    assert settings_files.goenv("\nA=/a\n")["A"].line == 2
    assert settings_files.ccacheconf("# x\n\ncache_dir = /a\n")["cache_dir"].line == 3
    assert settings_files.renviron("x\nA=/a\n")[0][1].line == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A=/a\nA=/b\n", [("A", "/a"), ("A", "/b")]),
        ("  A = /a  \r\n", [("A", "/a")]),
        ("#A=/a\nA\n=/a\n\n", []),
        ("A=\n", [("A", "")]),
        ("export A=/a\n", [("export A", "/a")]),
    ],
)
def test_renviron(text: str, found: list[tuple[str, str]]) -> None:
    assert [(name, line.value) for name, line in settings_files.renviron(text)] == found


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("/a", "/a"),
        ("${HOME}/a", "/h/a"),
        ("$HOME/a", "$HOME/a"),
        ("$HOME/${HOME}", "$HOME/${HOME}"),
        ("${NOPE}/a", "/a"),
        ("${NOPE-/d}", "/d"),
        ("${EMPTY-/d}", "/d"),
        ("${EMPTY:-/d}", "/d"),
        ("${HOME:-/d}", "/h"),
        ("${NOPE-${X}}", "/x"),
        ("${NOPE-${NOPE-${X}}}/y", "/x/y"),
        ("${NOPE-a${X}}", "a${X}"),
        ("${NOPE", "${NOPE"),
        ("${}/a", "/a"),
        ("'/a b'", "/a b"),
        ('"/a"b', "/ab"),
        ("${NOPE-'%U'}", "%U"),
        (r"/a\b", "/ab"),
        (r"/a\\b", r"/a\b"),
        (r"'/a\b'", r"/a\b"),
    ],
)
def test_renviron_value(raw: str, value: str) -> None:
    assert settings_files.renviron_value(raw, SET.get) == value


def test_renviron_values_have_an_end() -> None:
    with pytest.raises(Malformed, match="nested"):
        settings_files.renviron_value("${A-" * 200 + "x" + "}" * 200, SET.get)
    with pytest.raises(Malformed, match="longer"):
        settings_files.renviron_value("x" * 5000, SET.get)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cache_dir = /a\n", {"cache_dir": "/a"}),
        ("  cache_dir=/a  \r\ncache_dir = /b # c\n", {"cache_dir": "/b # c"}),
        ("# cache_dir = /a\n\n \n", {}),
        ("cache_dir =\n", {"cache_dir": ""}),
        ("\ufeffcache_dir = /a\n", {"\ufeffcache_dir": "/a"}),
    ],
)
def test_ccacheconf(text: str, found: dict[str, str]) -> None:
    assert {name: line.value for name, line in settings_files.ccacheconf(text).items()} == found


def test_ccacheconf_without_an_equal_sign() -> None:
    with pytest.raises(Malformed, match="line 2"):
        settings_files.ccacheconf("max_size = 1G\ncache_dir\n")


@pytest.mark.parametrize(("raw", "value"), [("$HOME/a", "/h/a"), ("${X}a", "/xa"), ("~/a", "~/a"), ("a$EMPTY", "a")])
def test_ccache_value(raw: str, value: str) -> None:
    assert settings_files.ccache_value(raw, SET.get) == value


@pytest.mark.parametrize("raw", ["$NOPE/a", "${NOPE}", "${HOME", "$$x", "x" * 5000])
def test_ccache_stops_at_a_value(raw: str) -> None:
    with pytest.raises(Malformed):
        settings_files.ccache_value(raw, SET.get)


anything = st.text(st.characters(codec=None), max_size=300)


@given(anything)
def test_any_text_is_read_or_refused(text: str) -> None:
    settings_files.goenv(text)
    for _name, line in settings_files.renviron(text):
        settings_files.renviron_value(line.value, SET.get)
    try:
        for line in settings_files.ccacheconf(text).values():
            settings_files.ccache_value(line.value, SET.get)
    except Malformed as error:
        assert str(error)
