"""SARIF 2.1.0, as GitHub's code scanning reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from envdoctor import __version__
from envdoctor.i18n import plural
from envdoctor.model import Hit, Outcome, Rule, Severity, State
from envdoctor.report.clean import Cleaner, valid, visible
from envdoctor.report.spots import Spot, spots
from envdoctor.report.value import Report, crashes
from envdoctor.tally import told

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST = 25_000
"""Results of one run that GitHub takes; one more and it refuses the file."""
_LONGEST = 1024
"""Characters of a description that GitHub takes."""
_PROBLEM = {Severity.NOTE: "recommendation", Severity.WARNING: "warning", Severity.ERROR: "error"}


def text_of(report: Report, cleaner: Cleaner) -> str:
    """One log with one run, in ASCII. What could not be told stands in the invocation's notifications."""
    return limited(report, cleaner, MOST)


def limited(report: Report, cleaner: Cleaner, most: int) -> str:
    """:func:`text_of` with at most ``most`` results: the worst."""
    found = spots(report, cleaner)
    kept = _worst(found, most)
    rules = sorted({spot.hit.rule for spot in kept}, key=lambda rule: rule.code)
    number = {rule: at for at, rule in enumerate(rules)}
    run = {
        "tool": {"driver": {"name": "envdoctor", "version": __version__, "rules": [_rule(rule) for rule in rules]}},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not crashes(report.outcomes),
                "toolExecutionNotifications": list(_notifications(report, len(found) - len(kept), cleaner)),
            }
        ],
        "results": [_result(spot, number[spot.hit.rule], report, cleaner) for spot in kept],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _worst(found: list[Spot], most: int) -> Sequence[Spot]:
    if len(found) <= most:
        return found
    taken = sorted(range(len(found)), key=lambda at: -found[at].hit.severity)[:most]
    return [found[at] for at in sorted(taken)]


# ---- rules


def _rule(rule: Rule) -> dict[str, object]:
    page = valid(rule.page) if rule.module else ""
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": _why(page) or rule.summary},
        "help": {"text": page or rule.summary, "markdown": page or rule.summary},
        "defaultConfiguration": {"level": rule.severity.word},
        "properties": {"tags": [rule.code[:3].lower()], "problem.severity": _PROBLEM[rule.severity]},
    }


def _why(page: str) -> str:
    """The first section of a rule's page as one paragraph, cut at a word."""
    _head, _mark, rest = page.partition("## Why is this bad?")
    text = " ".join(rest.partition("\n## ")[0].split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 4].rpartition(" ")[0] + " ..."


# ---- results


def _result(spot: Spot, rule_index: int, report: Report, cleaner: Cleaner) -> dict[str, object]:
    hit = spot.hit
    fix = report.fixes.get(hit.subject)
    return {
        "ruleId": hit.rule.code,
        "ruleIndex": rule_index,
        "level": hit.severity.word,
        "message": {"text": _text(spot.message)},
        "locations": [_location(spot, cleaner)],
        "partialFingerprints": {"primaryLocationLineHash": f"{spot.mark}:{spot.number}"},
        "properties": {"member": hit.member, "fix": fix[1].value if fix else None},
    }


def _text(message: str) -> str:
    """Readers make links of ``[text](target)``, even in plain messages."""
    return message.replace("](", "] (")


def _location(spot: Spot, cleaner: Cleaner) -> dict[str, object]:
    if not spot.path:
        name = visible(cleaner.text(spot.hit.finding.place)) or "account"
        return {"logicalLocations": [{"name": name, "kind": "resource"}]}
    absolute = spot.path.startswith("/")
    uri = quote(_bytes(spot.path))
    artifact = {"uri": f"file://{uri}"} if absolute else {"uri": uri, "uriBaseId": "%SRCROOT%"}
    return {"physicalLocation": {"artifactLocation": artifact, **_region(spot.hit)}}


def _region(hit: Hit) -> dict[str, dict[str, int]]:
    """All four numbers, or GitHub shows no line; what is not known is an empty place at the line's start."""
    at = hit.finding.location
    if at.path is None:
        return {}
    line, column = at.line or 1, (at.column or 1) if at.line else 1
    end = max(at.end_column or column, column) if at.line else column
    return {"region": {"startLine": line, "startColumn": column, "endLine": line, "endColumn": end}}


def _bytes(path: str) -> bytes:
    """The file's name as the disk has it."""
    try:
        return path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a character, that no file's name holds
        return valid(path).encode()


# ---- what could not be told


def _notifications(report: Report, left: int, cleaner: Cleaner) -> Iterator[dict[str, object]]:
    for outcome in crashes(report.outcomes):
        yield _notification("error", f"{outcome.rule.code}: {outcome.reason}", cleaner)
    if left:
        yield _notification("warning", plural(left, "{n} finding is left out", "{n} findings are left out"), cleaner)
    yield from (_notification("note", text, cleaner) for text in (*_untold(report.outcomes), *report.notes))


def _untold(outcomes: Sequence[Outcome]) -> list[str]:
    """Each reason once, with the rules that could not be told because of it."""
    reasons: dict[str, set[str]] = {}
    for outcome in told(outcomes):
        if outcome.state in (State.SKIPPED, State.TIMED_OUT):
            reasons.setdefault(outcome.reason, set()).add(outcome.rule.code)
    return [f"{', '.join(sorted(codes))}: {reason}" for reason, codes in sorted(reasons.items())]


def _notification(level: str, text: str, cleaner: Cleaner) -> dict[str, object]:
    return {"level": level, "message": {"text": _text(visible(cleaner.text(text)))}}
