"""Where a line can be put before a command, and what follows where it fails."""

from __future__ import annotations

import time

import pytest

from envdoctor.syntax.jobs.shell.places import adds_only, fallbacks, place_before
from envdoctor.syntax.jobs.shell.reader import read

HEAD = "#!/bin/bash\n"


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("ls\n  here\n", "  here"),
        ("if a; then here; fi\n", "if a; then here; fi"),
        ("if a\nthen\n here\nfi\n", " here"),
        ("while here; do :; done\n", "while here; do :; done"),
        ("A=1 here >log 2>&1 &\n", "A=1 here >log 2>&1 &"),
        ("f() {\n\there\n}\n", "\there"),
        ("a |\n here\n", "a |"),
        ("a; here\n", None),
        ("a; \\\nhere\n", None),
        ('x "1\n2"; here\n', None),
        ("bash -c 'here'\n", None),
    ],
)
def test_place(code: str, line: str | None) -> None:
    text = HEAD + code
    [command] = read(text).called("here")
    place = place_before(text, command)
    assert (None if place is None else text[place:].split("\n")[0]) == line


def test_the_rest_of_the_script_stays() -> None:
    body = read(f"{HEAD}a\nb | c\n")
    assert adds_only(body, f"{HEAD}a\nnew\nb | c\n", 1)
    assert not adds_only(body, f"{HEAD}a\nnew\n(b | c)\n", 1)
    assert not adds_only(body, f"{HEAD}a\nif new\nb | c\n", 1)


@pytest.mark.parametrize(
    ("code", "want"),
    [("here || b\n", ["b"]), ("a && here || b || c\n", ["b", "c"]), ("a || here\n", []), ("here && b\n", [])],
)
def test_fallbacks(code: str, want: list[str]) -> None:
    text = HEAD + code
    [command] = read(text).called("here")
    assert [code.replace("|", "").strip() for code in fallbacks(text, command)] == want


def test_a_long_chain_takes_no_long_time() -> None:
    text = HEAD + "a &&\n" * 20_000 + "here\n"
    [command] = read(text).called("here")
    began = time.monotonic()
    assert place_before(text, command) == len(HEAD)
    assert time.monotonic() - began < 5
