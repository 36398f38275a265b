"""``explain`` for error texts: the table is sound, real outputs are recognised, and no text can hurt."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envdoctor.advice import Symptom, match, plain
from envdoctor.collect import collect, collect_advice
from envdoctor.i18n import Template

SYMPTOMS, PAGES = collect_advice(installed=False)
CODES = {rule.code for rule in collect(installed=False).rules}


def best(text: str) -> str:
    """The id of the most telling symptom; empty: none."""
    found = match(text, SYMPTOMS)
    return found[0].id if found else ""


@pytest.mark.parametrize("symptom", SYMPTOMS, ids=lambda symptom: symptom.id)
def test_a_symptom_is_whole(symptom: Symptom) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", symptom.id)
    assert symptom.steps
    assert symptom.facts
    assert all(isinstance(text, Template) for text in (symptom.title, symptom.means, *symptom.steps))
    assert set(symptom.rules) <= CODES
    assert all(len(plain(piece)) >= 3 for pattern in symptom.patterns for piece in pattern.split("*") if piece)


@pytest.mark.parametrize("symptom", SYMPTOMS, ids=lambda symptom: symptom.id)
def test_every_pattern_finds_its_symptom(symptom: Symptom) -> None:
    for pattern in symptom.patterns:
        text = "Traceback: " + pattern.replace("*", " something else ") + " at line 3"
        assert symptom in match(text, SYMPTOMS), pattern


def test_there_are_many_and_ids_are_unique() -> None:
    assert len({symptom.id for symptom in SYMPTOMS}) == len(SYMPTOMS) >= 50


CAPTURES = Path(__file__).parent / "captures/errors.txt"
PRINTED = [
    (block.partition("\n")[2].strip(), block.partition("\n")[0])
    for block in CAPTURES.read_text("utf-8").split("\n== ")[1:]
]


@pytest.mark.parametrize(("text", "found"), PRINTED)
def test_what_tools_print_is_recognised(text: str, found: str) -> None:
    assert best(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("OSError: AF_UNIX path too long", "socket-path-too-long"),
        ("\x1b[31mOSError\x1b[0m: [Errno 28] No space\nleft   on device", "no-space-left"),
        ("no space left", "no-space-left"),
        ("quota", "disk-quota-exceeded"),
        ("killed", "killed"),
        ("bus error in the data loader", "shared-memory"),
        ("hello world, all is well today", ""),
        ("", ""),
    ],
)
def test_what_people_type_is_recognised(text: str, found: str) -> None:
    assert best(text) == found


def test_the_end_of_a_long_log_counts() -> None:
    log = "step 1 loss 0.5\n" * 100_000 + "OSError: [Errno 28] No space left on device\n"
    start = time.perf_counter()
    assert best(log) == "no-space-left"
    assert time.perf_counter() - start < 5  # alone it takes a tenth of that


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.text(max_size=400), st.binary(max_size=400).map(lambda data: data.decode("utf-8", "surrogateescape")))
)
def test_no_text_hurts(text: str) -> None:
    assert set(match(text, SYMPTOMS)) <= set(SYMPTOMS)


def test_pages_have_names_of_their_own() -> None:
    assert [page.name for page in PAGES] == sorted({page.name for page in PAGES})
    assert {"offline", "offline-pip", "offline-torch", "offline-conda", "offline-huggingface"} <= {
        page.name for page in PAGES
    }
    assert not {page.name for page in PAGES} & {rule.name for rule in collect(installed=False).rules}
