"""GitHub's workflow commands: findings become annotations of the changed lines.

A step shows ten errors, ten warnings and ten notices; the worst come first and one notice counts the rest.
"""

from __future__ import annotations

from collections import defaultdict

from envdoctor.i18n import _, plural
from envdoctor.model import Severity
from envdoctor.report.clean import Cleaner, valid, visible
from envdoctor.report.spots import Spot, inside, repository, spots
from envdoctor.report.value import Report, crashes

MOST = 10
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def text_of(report: Report, cleaner: Cleaner) -> str:
    """The commands, a line each; nothing if there is nothing to tell."""
    levels: dict[str, list[str]] = defaultdict(list)
    root = repository()
    for outcome in crashes(report.outcomes):
        title = _("{rule} crashed", rule=outcome.rule.code)
        place = {"file": cleaner.text(inside(outcome.path, root))} if outcome.path else {}
        levels["error"].append(_command("error", {**place, "title": title}, visible(cleaner.text(outcome.reason))))
    for spot in spots(report, cleaner):
        level = _LEVELS[spot.hit.severity]
        levels[level].append(_annotation(level, spot))
    return "".join(f"{line}\n" for line in _shown(levels))


def _shown(levels: dict[str, list[str]]) -> list[str]:
    lines = [line for level in ("error", "warning") for line in levels[level][:MOST]]
    notices = levels["notice"]
    every = sum(map(len, levels.values()))
    if len(lines) + len(notices) == every and len(notices) <= MOST:
        return lines + notices
    lines += notices[: MOST - 1]  # one is the notice that counts the rest
    more = plural(every - len(lines), "{n} more finding", "{n} more findings")
    said = _("{more}; all of them: envdoctor check --format concise", more=more)
    return [*lines, _command("notice", {"title": "envdoctor"}, said)]


def _annotation(level: str, spot: Spot) -> str:
    at, rule = spot.hit.finding.location, spot.hit.rule
    told: dict[str, object] = {"file": spot.path} if spot.path else {}
    if at.path is not None and at.line is not None:
        told |= {"line": at.line, "endLine": at.line}
        if at.column is not None:
            # One column alone means one character there: the end is a column that still belongs to it.
            last = max(at.column, (at.end_column or at.column + 1) - 1)
            told |= {"col": at.column, "endColumn": last}
    return _command(level, {**told, "title": f"{spot.hit.label} {rule.name}"}, spot.message)


def _command(level: str, told: dict[str, object], said: str) -> str:
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in told.items())
    return f"::{level} {properties}::{_data(said)}"


def _data(text: str) -> str:
    """Text in which a command cannot end, nor another begin."""
    return visible(text, keep="\r\n").replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(valid(text)).replace(":", "%3A").replace(",", "%2C")
