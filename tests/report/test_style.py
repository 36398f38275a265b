from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envdoctor.report.style import Style, cells, coloured, cut, tilde, wrap, wrap_command


@pytest.mark.parametrize(
    ("mode", "terminal", "env", "on"),
    [
        ("auto", True, {}, True),
        ("auto", False, {}, False),
        ("auto", True, {"TERM": "dumb"}, False),
        ("auto", True, {"NO_COLOR": "1"}, False),
        ("auto", True, {"NO_COLOR": ""}, True),
        ("auto", False, {"FORCE_COLOR": "1"}, True),
        ("auto", True, {"FORCE_COLOR": "0"}, False),
        ("auto", True, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ("auto", False, {"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        ("always", False, {"NO_COLOR": "1", "TERM": "dumb"}, True),
        ("never", True, {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour(mode: str, terminal: bool, env: dict[str, str], on: bool) -> None:
    assert coloured(mode, terminal, env) is on


@pytest.mark.parametrize(
    ("path", "shown"),
    [("/h/a", "~"), ("/h/a/x", "~/x"), ("/h/ab", "/h/ab"), ("/x/h/a", "/x/h/a"), ("", "")],
)
def test_tilde(path: str, shown: str) -> None:
    assert tilde(path, "/h/a") == tilde(path, "/h/a/") == shown
    assert tilde(path, "") == path


def test_a_home_of_root_is_not_a_tilde() -> None:
    assert tilde("/etc/x", "/") == "/etc/x"


@given(st.text(alphabet="ab 数", max_size=80), st.integers(20, 60))
def test_wrapping_keeps_every_word_and_the_width(text: str, width: int) -> None:
    lines = wrap(text, width, "  ", "    ")
    assert " ".join(" ".join(lines).split()) == " ".join(text.split())
    longest = max((cells(word) for word in text.split()), default=0)
    assert all(cells(line) <= max(width, longest + 4) for line in lines)


def test_wrapping() -> None:
    assert wrap("one two three", 9, "- ", "  ") == ["- one two", "  three"]
    assert wrap("one two three", None, "- ", "  ") == ["- one two three"]
    assert wrap("", 9) == [""]


def test_a_command_at_the_end_stays_in_one_piece() -> None:
    text = 'This shell: eval "$(envdoctor env)"'
    assert wrap_command(text, 80) == [text]
    assert wrap_command(text, 20) == ["This shell:", '    eval "$(envdoctor env)"']
    assert wrap_command("no command at all here", 12) == ["no command", "  at all", "  here"]


def test_paint() -> None:
    assert Style(colour=True).paint("x", "red", "bold") == "\033[31;1mx\033[0m"
    assert Style(colour=True).paint("", "red") == ""
    assert Style().paint("x", "red") == "x"


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("/a/b", 4, "/a/b"),
        ("/abcdefghij", 9, "/ab...hij"),
        ("/abcdefghij", 10, "/ab...ghij"),
        ("/数据数据数据数据", 10, "/数...数据"),
        ("", 5, ""),
    ],
)
def test_cut(text: str, width: int, shown: str) -> None:
    assert cut(text, width) == shown
    assert cells(shown) <= width
