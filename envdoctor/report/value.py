"""What a check found, as the value that every format renders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from envdoctor.errors import Exit
from envdoctor.facts.types import Disk
from envdoctor.light import dataclass, field
from envdoctor.model import Hit, Outcome, Safety, Severity, State
from envdoctor.tally import Outcomes, told


@dataclass(frozen=True, slots=True)
class Header:
    """Whose account on which machine, and the disks to show, home's first. ``home`` is shown as ``~``."""

    user: str
    hostname: str
    disks: tuple[Disk, ...] = ()
    home: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """One check.

    Attributes:
        fixes: subject -> (title of the fix, its safety, why it is not safe or what stands in its way).
        paths: files were checked, not the account.
        notes: sentences shown below the findings, such as the commands that free a full disk.
        unfit: files were checked, and no rule reads any of them.
        files: how many were. other: how often a rule had nothing to say of a file of another kind.
        silenced: findings that comments silence. known: findings that the baseline holds.
        asides: what ``-v`` tells of the files.
        threshold: findings from this severity on make the check fail.
    """

    header: Header
    hits: tuple[Hit, ...] = ()
    outcomes: Sequence[Outcome] = ()
    fixes: Mapping[str, tuple[str, Safety, str]] = field(default_factory=dict)
    paths: bool = False
    notes: tuple[str, ...] = ()
    unfit: bool = False
    files: int = 0
    other: int = 0
    silenced: int = 0
    known: int = 0
    asides: tuple[str, ...] = ()
    threshold: Severity = Severity.WARNING


def in_order(report: Report) -> tuple[Hit, ...]:
    """The findings as they are shown; see :func:`ordered`."""
    return ordered(report.hits, files=report.paths)


def ordered(hits: Iterable[Hit], *, files: bool) -> tuple[Hit, ...]:
    """Of files by place, of the account worst first; ties by code, member, subject."""

    def by_place(hit: Hit) -> tuple[object, ...]:
        at = hit.finding.location
        return (at.path or "", at.line or 0, at.column or 0, hit.rule.code, hit.member or "", hit.subject)

    def by_weight(hit: Hit) -> tuple[object, ...]:
        at = hit.finding.location
        return (-hit.severity, hit.rule.code, hit.member or "", hit.subject, at.path or "", at.line or 0)

    return tuple(sorted(hits, key=by_place if files else by_weight))


def count(outcomes: Sequence[Outcome], *states: State) -> int:
    """How many outcomes have one of ``states``."""
    if isinstance(outcomes, Outcomes):
        return outcomes.number(*states)
    return sum(outcome.state in states for outcome in outcomes)


def crashes(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """The outcomes of rules that crashed."""
    return tuple(outcome for outcome in told(outcomes) if outcome.state is State.CRASHED)


def ending(outcomes: Sequence[Outcome], failed: bool = False) -> Exit:
    """How every command that runs rules ends: a crash beats all else, since what it would have said is not known."""
    if crashes(outcomes):
        return Exit.INTERNAL
    return Exit.FOUND if failed else Exit.OK


def exit_code(report: Report, threshold: Severity = Severity.WARNING, *, zero: bool = False) -> Exit:
    """How ``check`` ends.

    Args:
        report: what was found. Where no rule could tell anything, all skipped or late, that is no good news: NOTHING.
        threshold: findings count from this severity on.
        zero: findings do not count, crashes still do.
    """
    found = any(hit.severity >= threshold for hit in report.hits) and not zero
    end = ending(report.outcomes, found)
    known = count(report.outcomes, State.PASSED, State.FOUND)
    return Exit.NOTHING if end is Exit.OK and not known else end
