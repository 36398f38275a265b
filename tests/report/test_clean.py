from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envdoctor.host.secrets import without_secrets
from envdoctor.report.clean import Cleaner, valid, visible

BIDI = ("LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI")
ANY = st.text(alphabet=st.characters(exclude_categories=()))


@given(ANY)
def test_visible_text_is_printable_and_encodable(text: str) -> None:
    shown = visible(text)
    assert not [char for char in shown if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")]
    assert not [char for char in shown if unicodedata.bidirectional(char) in BIDI]
    shown.encode()
    assert visible(shown) == shown


@given(ANY)
def test_valid_text_is_encodable_and_else_the_same(text: str) -> None:
    valid(text).encode()
    assert valid(text) == text or not text.isascii()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ~/.cache", "plain ~/.cache"),
        ("数据 é", "数据 é"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("a\tb\r\n", "a\\tb\\r\\n"),
        ("\udc80\udcff", "\\x80\\xff"),
        ("\u202e\u2066\u200f\ufeff\u2028", "\\u202e\\u2066\\u200f\\ufeff\\u2028"),
        ("\x85\x9b", "\\x85\\x9b"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_tabs_stay_where_they_are_wanted() -> None:
    assert visible("\ta\r", keep="\t") == "\ta\\r"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("https://u:p@h/x", "https://***@h/x"),
        ("https://token@h", "https://***@h"),
        ("git+ssh://git@h:r and http://a:b@c/", "git+ssh://***@h:r and http://***@c/"),
        ("socks5://u:p%40@h:1", "socks5://***@h:1"),
        ("http://u:p@ss@h/", "http://***@h/"),
        ("http://h/p?mail=a@b", "http://h/p?mail=a@b"),
        ("a@b://c", "a@b://c"),
        ("mail zhang@gpu3", "mail zhang@gpu3"),
    ],
)
def test_secrets_in_addresses(text: str, clean: str) -> None:
    assert without_secrets(text) == clean


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("/home/li/.bashrc", "~/.bashrc"),
        ("/home/li", "~"),
        ("/home/li2/x", "/home/li2/x"),
        ("/home/li.old", "/home/USER.old"),
        ("/data1/li/cache and /data1/li_old", "/data1/USER/cache and /data1/USER_old"),
        ("a list of limits", "a list of limits"),
        ("li@gpu3: gpu3.lab.example.org!", "USER@HOST: HOST!"),
        ("gpu30 is not gpu3.", "gpu30 is not HOST."),
        ("PATH=/home/li/bin:/home/li:/x", "PATH=~/bin:~:/x"),
    ],
)
def test_redaction(text: str, clean: str) -> None:
    assert Cleaner("/home/li", "li", "gpu3.lab.example.org", True).text(text) == clean
    assert Cleaner("/home/li", "li", "gpu3", True).text(text) == clean
    assert Cleaner("/home/li", "li", "gpu3").text(text) == text


def test_a_home_of_root_or_none_does_not_eat_every_slash() -> None:
    assert Cleaner("/", "", "", True).text("/a/b") == "/a/b"
    assert Cleaner("", "", "", True).text("/a/b") == "/a/b"
