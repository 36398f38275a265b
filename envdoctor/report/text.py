"""A check as text: a line about the machine, a line a finding, what could not be told, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from envdoctor.facts.types import Disk
from envdoctor.i18n import _, plural
from envdoctor.model import Outcome, Safety, State
from envdoctor.report.findings import findings
from envdoctor.report.style import Style, cells, wrap, wrap_command
from envdoctor.report.value import Header, Report, count
from envdoctor.units import percent, size

MOST = 8
"""Members of a family that are named where nothing was found; of more only the number is told."""


def text(
    report: Report, style: Style, *, verbose: int = 0, quiet: bool = False, preview: str | None = "envdoctor fix"
) -> str:
    """The whole report.

    Args:
        report: what was found.
        style: how to lay it out.
        verbose: 1 adds evidence, origins and outcomes.
        quiet: the summary line only.
        preview: the command that shows the fixes of this very selection; None: there is none.
    """
    if report.unfit and not report.hits and not count(report.outcomes, State.CRASHED, State.TIMED_OUT):
        return _("Nothing here for envdoctor to check: not a shell start-up file") + "\n"
    if quiet:
        return _summary(report) + "\n"
    lines = list(_header(report.header, style)) if not report.paths else []
    lines += findings(report, style, verbose)
    lines += untold(report.outcomes, style)
    if verbose:
        lines += _outcomes(report, style)
    for note in report.notes:
        lines += wrap_command(style.said(note), style.width)
    lines += _end(report, style, preview)
    return "\n".join(lines) + "\n"


# ---- header


def _header(header: Header, style: Style) -> Iterator[str]:
    parts = [style.show(f"{header.user}@{header.hostname}" if header.hostname else header.user)]
    parts += [_disk(disk, style, first=number == 0) for number, disk in enumerate(header.disks)]
    line = parts[0]
    for part in parts[1:]:
        joined = f"{line} {style.dot} {part}"
        if style.width is not None and cells(joined) > style.width:
            yield style.paint(line, "bold")
            line = "  " + part
        else:
            line = joined
    yield style.paint(line, "bold")


def _disk(disk: Disk, style: Style, *, first: bool) -> str:
    name = f"{style.show(disk.point)} ({style.show(disk.kind)})" if first else style.show(disk.point)
    free = _("{size} free", size=size(disk.free))
    if first or disk.state in ("full", "near"):
        used = percent(disk.free, disk.total)
        return _("{name} {used} % full, {free}", name=name, used=used, free=free)
    return f"{name} {free}"


# ---- what could not be told


def untold(outcomes: Sequence[Outcome], style: Style, *states: State) -> Iterator[str]:
    """What crashed, timed out or was skipped (or only ``states``): one line a reason."""
    for state, word, colour in (
        (State.CRASHED, _("crashed"), "red"),
        (State.TIMED_OUT, _("timed out"), "yellow"),
        (State.SKIPPED, _("skipped"), "dim"),
    ):
        groups: dict[str, list[Outcome]] = {}
        for outcome in outcomes:
            if outcome.state is state and (not states or state in states):
                groups.setdefault(outcome.reason, []).append(outcome)
        for reason, some in sorted(groups.items()):
            what = _names(some, outcomes)
            line = f"{word}: {what} ({reason})" if reason else f"{word}: {what}"
            yield from (style.paint(part, colour) for part in wrap(style.show(line), style.width, hang="  "))


def _names(some: list[Outcome], every: Sequence[Outcome]) -> str:
    members: dict[str, set[str]] = {}
    for outcome in some:
        members.setdefault(outcome.rule.code, set()).update({outcome.member} - {None})  # type: ignore[arg-type]
    whole = {outcome.rule.code for outcome in every} - {
        outcome.rule.code for outcome in every if not any(outcome is one for one in some)
    }
    parts = [
        code if code in whole or not names else f"{code}[{', '.join(sorted(names))}]"
        for code, names in sorted(members.items())
    ]
    return ", ".join(parts)


def _outcomes(report: Report, style: Style) -> Iterator[str]:
    groups: dict[tuple[str, str, str], list[Outcome]] = {}
    for outcome in report.outcomes:
        if outcome.state in (State.PASSED, State.FOUND):
            word = _("found") if outcome.state is State.FOUND else _("passed")
            groups.setdefault((outcome.rule.code, outcome.path or "", word), []).append(outcome)
    for (code, path, word), outcomes in sorted(groups.items()):
        members = sorted(outcome.member for outcome in outcomes if outcome.member)
        told = ", ".join(members) if len(members) <= MOST else _("{n} of the catalogue", n=len(members))
        label = f"{code}[{told}]" if members else code
        where = f" {style.place(path)}" if path else ""
        spent = sum(outcome.seconds for outcome in outcomes) * 1000
        line = f"{word}: {style.show(label)}{where}, {spent:.1f} ms"
        yield from (style.paint(part, "dim") for part in wrap(line, style.width, hang="  "))


# ---- the end


def _tally(report: Report) -> dict[Safety, int]:
    counts = dict.fromkeys(Safety, 0)
    for hit in report.hits:
        if hit.subject in report.fixes:
            counts[report.fixes[hit.subject][1]] += 1
    return counts


def _summary(report: Report) -> str:
    passed = count(report.outcomes, State.PASSED)
    untold = count(report.outcomes, State.SKIPPED, State.TIMED_OUT)
    crashed = count(report.outcomes, State.CRASHED)
    if report.hits:
        counts = _tally(report)
        parts = [plural(len(report.hits), "{n} finding", "{n} findings")]
        parts += [_("{n} fixable", n=counts[Safety.SAFE])] if counts[Safety.SAFE] else []
        parts += [_("{n} fixable with --unsafe", n=counts[Safety.UNSAFE])] if counts[Safety.UNSAFE] else []
        parts += [_("{n} by hand", n=counts[Safety.MANUAL])] if counts[Safety.MANUAL] else []
    elif report.outcomes:
        parts = [_("No findings"), plural(passed, "{n} check passed", "{n} checks passed")]
        parts += [plural(untold, "{n} could not be told", "{n} could not be told")] if untold else []
    else:
        parts = [_("Nothing to check")]
    parts += [plural(crashed, "{n} check crashed", "{n} checks crashed")] if crashed else []
    return ", ".join(parts)


def _end(report: Report, style: Style, preview: str | None) -> Iterator[str]:
    counts = _tally(report)
    summary = _summary(report)
    command = style.show(preview or "")
    said, aside = "", _("(writes nothing; existing data is not moved)")
    if command and (counts[Safety.SAFE] or counts[Safety.UNSAFE]):
        said = _("Preview: {command}", command=command) + ("" if counts[Safety.SAFE] else " --unsafe")
    whole = f"{summary}. {said}   {aside}" if said else summary
    if style.width is None or cells(whole) <= style.width:
        yield whole
        return
    yield from wrap(f"{summary}.", style.width)
    if said and cells(said) + 3 + cells(aside) <= style.width:
        yield f"{said}   {aside}"
    elif said:
        # The command is to be copied: it stays in one piece.
        yield from (said, *wrap(aside, style.width, "  ", "  "))
