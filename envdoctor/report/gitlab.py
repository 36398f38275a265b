"""GitLab's code quality report, the part of the Code Climate format that it reads."""

from __future__ import annotations

import json
from hashlib import sha256

from envdoctor.model import Severity
from envdoctor.report.clean import Cleaner, valid
from envdoctor.report.spots import Spot, spots
from envdoctor.report.value import Report

_SEVERITIES = {Severity.NOTE: "info", Severity.WARNING: "minor", Severity.ERROR: "major"}


def text_of(report: Report, cleaner: Cleaner) -> str:
    """One array; empty without findings. Rules that crashed have no place in it, the exit code tells."""
    return json.dumps([_issue(spot) for spot in spots(report, cleaner)], indent=2) + "\n"


def _issue(spot: Spot) -> dict[str, object]:
    at, rule = spot.hit.finding.location, spot.hit.rule
    return {
        "description": f"{spot.hit.label} {rule.name}: {spot.message}",
        "check_name": rule.code,
        "fingerprint": _fingerprint(spot),
        "severity": _SEVERITIES[spot.hit.severity],
        # GitLab drops what has no path or line; "~" stands for the account.
        "location": {"path": valid(spot.path) or "~", "lines": {"begin": at.line if at.path and at.line else 1}},
    }


def _fingerprint(spot: Spot) -> str:
    """Of several issues with one fingerprint GitLab would show the first alone."""
    return spot.mark if spot.number == 1 else sha256(f"{spot.mark}:{spot.number}".encode()).hexdigest()
