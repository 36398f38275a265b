"""What every format promises that another program reads."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from unicodedata import category
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_hostile import REPORTS, report_of
from report_sample import HEADER, SHL, hit

from envdoctor.i18n import msg
from envdoctor.model import Finding, Location
from envdoctor.report.clean import Cleaner
from envdoctor.report.value import Report

FORMATS = ("concise", "junit", "sarif", "github", "gitlab")
each_format = pytest.mark.parametrize("name", FORMATS)
TOKEN = "hf_" + "Q" * 34


def text_of(name: str, report: Report, cleaner: Cleaner | None = None) -> str:
    text = import_module(f"envdoctor.report.{name}").text_of(report, cleaner or Cleaner())
    assert isinstance(text, str)
    return text


def valid(name: str, text: str) -> None:
    """The text is well-formed, as its reader sees it, and can be written in any encoding that holds it."""
    text.encode("utf-8")
    if name in ("sarif", "gitlab"):
        json.loads(text)
    elif name == "junit":
        ElementTree.fromstring(text)
    lines = text.split("\n")
    assert lines.pop() == ""
    assert {category(char) for line in lines for char in line}.isdisjoint({"Cc", "Cs", "Zl", "Zp"})


@each_format
@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_well_formed_whatever_stands_in_it(name: str, report: Report) -> None:
    valid(name, text_of(name, report))


@each_format
@given(text=st.text(st.characters(exclude_categories=())))
def test_well_formed_with_any_text(name: str, text: str) -> None:
    valid(name, text_of(name, report_of(text.replace("\0", ""))))


@each_format
def test_the_order_of_findings_and_outcomes_does_not_matter(name: str) -> None:
    for report in REPORTS.values():
        other = replace(report, hits=report.hits[::-1], outcomes=report.outcomes[::-1])
        assert text_of(name, report) == text_of(name, other)


@each_format
def test_no_secret_leaves(name: str) -> None:
    assert TOKEN not in text_of(name, report_of(f"token {TOKEN} in a text"))


@each_format
def test_names_leave_on_request(name: str) -> None:
    place = "/home/zhang/jobs/a.sh"
    report = Report(HEADER, (hit(SHL, Finding(msg("on gpu3"), place=place, location=Location(place, 1, 1, 2))),))
    text = text_of(name, report, Cleaner("/home/zhang", "zhang", "gpu3", redact=True))
    assert "zhang" not in text
    assert "gpu3" not in text
    assert "jobs/a.sh" in text


@each_format
def test_names_stay_otherwise(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    place = "jobs/zhang.sh"
    report = Report(HEADER, (hit(SHL, Finding(msg("on gpu3"), place=place, location=Location(place, 1, 1, 2))),))
    assert "jobs/zhang.sh" in text_of(name, report)
    assert "on gpu3" in text_of(name, report)
    assert os.listdir(tmp_path) == []
