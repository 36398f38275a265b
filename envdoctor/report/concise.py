"""A line a finding, as compilers write them: ``path:line:column: CODE [severity] message``."""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor.model import Hit
from envdoctor.report.clean import Cleaner, visible
from envdoctor.report.spots import message
from envdoctor.report.value import Report, crashes, in_order

ACCOUNT = "~"
"""Stands for the path of what is about the account as a whole."""


def text_of(report: Report, cleaner: Cleaner) -> str:
    """The findings, then the rules that crashed; nothing if there are none."""
    return "".join(f"{line}\n" for line in _lines(report, cleaner))


def _lines(report: Report, cleaner: Cleaner) -> Iterator[str]:
    for hit in in_order(report):
        yield f"{_place(hit, cleaner)}: {hit.label} [{hit.severity.word}] {message(hit, cleaner)}"
    for outcome in crashes(report.outcomes):
        where, why = visible(cleaner.text(outcome.path or ACCOUNT)), visible(cleaner.text(outcome.reason))
        yield f"{where}: {outcome.rule.code} [crashed] {why}"


def _place(hit: Hit, cleaner: Cleaner) -> str:
    """The path as it was named, so that an editor opens it from where the command ran."""
    at = hit.finding.location
    path = visible(cleaner.text(at.path or hit.finding.place or ACCOUNT))
    numbers = (at.line, at.column if at.line is not None else None) if at.path else ()
    return ":".join([path, *(str(number) for number in numbers if number is not None)])
