"""Findings with texts that nobody would write, for the tests of the formats that other programs read."""

from __future__ import annotations

from dataclasses import replace

from report_sample import HEADER, REPORT, SHL, STO, TMP, hit

from envdoctor.i18n import msg
from envdoctor.model import Finding, Hit, Location, Outcome, State
from envdoctor.report.value import Report

TEXTS = (
    "%0A::error::x",
    "line\nbreak\r\n::set-output name=a::b",
    "]]>",
    '<b a="1">&amp;\'',
    "\x00\x01\x1b[31mred\x7f\x9b",
    "\udcff\udc80 bytes",
    "\ud800 half",
    "\ufffe\uffff\U0001fffe",
    "\u202eright to left\u2028",
    "[click](https://example.org)",
    "{0} {{x}} {value}",
    "名字 ☃ 😀",
)


def hits_of(text: str) -> tuple[Hit, ...]:
    """``text`` in each place that a finding has: its file's name, its path, its key, its message."""
    say = msg("said: {value}")
    job, data = f"jobs/{text}.sh", f"/data1/{text}"
    return (
        hit(SHL, Finding(say, place=job, key=text, location=Location(job, 3, 2, 5), value=text)),
        hit(TMP, Finding(say, place=text, key="k", value=text)),
        hit(STO, Finding(say, place=data, location=Location(data), value=text), "pip-cache"),
    )


def report_of(text: str) -> Report:
    """A report of files in which everything is ``text``."""
    outcomes = (
        Outcome(SHL, None, f"jobs/{text}.sh", State.FOUND),
        Outcome(STO, "npm", f"jobs/{text}.sh", State.CRASHED, text),
        Outcome(TMP, None, f"jobs/{text}.sh", State.SKIPPED, text),
    )
    return Report(HEADER, hits_of(text), outcomes, paths=True, notes=(text,))


HOSTILE = {f"text {number}": report_of(text) for number, text in enumerate(TEXTS)}
REPORTS = {"nothing ran": Report(HEADER), "account": REPORT, "files": replace(REPORT, paths=True), **HOSTILE}
