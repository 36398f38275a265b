"""A check as JSON, schema 1. Keys never change meaning within a schema; templates' arguments go along."""

from __future__ import annotations

import json
from collections.abc import Mapping

from envdoctor import __version__
from envdoctor.i18n import render
from envdoctor.model import Hit, Outcome, Severity, State
from envdoctor.report.clean import Cleaner, valid
from envdoctor.report.value import Report, count, in_order
from envdoctor.tally import told

SCHEMA = 1


def dump(value: Mapping[str, object]) -> str:
    """One JSON document in ASCII, with a line end."""
    return json.dumps(value, indent=2, allow_nan=False) + "\n"


def dump_clean(value: Mapping[str, object]) -> str:
    """:func:`dump` of a value without secrets, for what no cleaner of the command line was given for."""
    cleaned = Cleaner().value(dict(value))
    assert isinstance(cleaned, dict)
    return dump(cleaned)


def json_text(report: Report, cleaner: Cleaner) -> str:
    """The whole report.

    Of thousands of files ``outcomes`` leaves out that a rule passed one, ``summary`` counts it. ``notes`` are
    sentences, such as the one that a folder holds more files than were looked at.
    """
    outcomes = sorted(told(report.outcomes), key=lambda one: (one.rule.code, one.member or "", one.path or ""))
    return dump(
        {
            "schema": SCHEMA,
            "tool": {"name": "envdoctor", "version": __version__},
            "summary": {
                "findings": len(report.hits),
                "by_severity": {
                    severity.word: sum(hit.severity is severity for hit in report.hits) for severity in Severity
                },
                "passed": count(report.outcomes, State.PASSED),
                "skipped": count(outcomes, State.SKIPPED, State.TIMED_OUT),
                "crashed": count(outcomes, State.CRASHED),
            },
            "findings": [_finding(hit, report, cleaner) for hit in in_order(report)],
            "outcomes": [_outcome(outcome, cleaner) for outcome in outcomes],
            "notes": [_clean(note, cleaner) for note in report.notes],
        }
    )


def _finding(hit: Hit, report: Report, cleaner: Cleaner) -> dict[str, object]:
    finding, at = hit.finding, hit.finding.location
    fix = report.fixes.get(hit.subject)
    return {
        "rule": hit.rule.code,
        "name": hit.rule.name,
        "member": hit.member,
        "severity": hit.severity.word,
        "message": _clean(render(finding.template, finding.args), cleaner),
        "args": cleaner.value(finding.args),
        "subject": _clean(hit.subject, cleaner),
        "contexts": list(finding.contexts),
        "location": {
            "path": None if at.path is None else _clean(at.path, cleaner),
            "line": at.line,
            "column": at.column,
            "end_column": at.end_column,
        },
        "fix": None if fix is None else {"title": _clean(fix[0], cleaner), "safety": fix[1].value},
        "url": None,
    }


def _outcome(outcome: Outcome, cleaner: Cleaner) -> dict[str, object]:
    return {
        "rule": outcome.rule.code,
        "member": outcome.member,
        "path": None if outcome.path is None else _clean(outcome.path, cleaner),
        "outcome": outcome.state.value,
        "reason": _clean(outcome.reason, cleaner),
        "seconds": round(outcome.seconds, 6),
    }


def _clean(text: str, cleaner: Cleaner) -> str:
    return valid(cleaner.text(text))
