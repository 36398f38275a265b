"""A check as text: a line about the machine, a line a finding, what could not be told, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from envdoctor.facts.types import Disk
from envdoctor.i18n import _, plural, render
from envdoctor.model import Advise, Hit, Outcome, Safety, Severity, State
from envdoctor.report.style import Style, cells, pad, tilde, wrap
from envdoctor.report.value import Header, Report, count, in_order
from envdoctor.units import percent, size

_LETTERS = {Severity.ERROR: ("E", "red"), Severity.WARNING: ("W", "yellow"), Severity.NOTE: ("N", "cyan")}


@dataclass(frozen=True, slots=True)
class Line:
    """One finding, ready to be laid out. ``head`` is letter and label (files: place first), ``tail`` its fix."""

    hit: Hit
    head: str
    place: str
    message: str
    tail: str


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
    if quiet:
        return _summary(report) + "\n"
    lines = list(_header(report.header, style)) if not report.paths else []
    lines += _findings(report, style, verbose)
    for note in report.notes:
        lines += wrap(style.show(note), style.width, hang="  ")
    lines += untold(report, style)
    if verbose:
        lines += _outcomes(report, style)
    lines += _end(report, style, preview)
    return "\n".join(lines) + "\n"


# ---- header


def _header(header: Header, style: Style) -> Iterator[str]:
    parts = [style.show(f"{header.user}@{header.hostname}")]
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


# ---- findings


def _findings(report: Report, style: Style, verbose: int) -> Iterator[str]:
    lines = [_line(hit, report, style) for hit in in_order(report)]
    if not lines:
        return
    head = max(cells(line.head) for line in lines)
    place = max(cells(line.place) for line in lines)
    message = max(cells(line.message) for line in lines)
    tail = max(cells(line.tail) for line in lines)
    broad = head + (place + 2 if place else 0) + message + tail + 4
    fits = style.width is None or broad <= style.width
    said: tuple[str, ...] = ()
    for line in lines:
        if fits:
            yield _row(line, head, place, message, style)
        else:
            yield from _block(line, head, style)
        advice = tuple(_advice(line.hit, report, style))
        yield from (advice if advice != said else ())
        said = advice
        if verbose:
            yield from _more(line.hit, report, style)


def _line(hit: Hit, report: Report, style: Style) -> Line:
    place, at = hit.finding.place, hit.finding.location
    if at.path is not None and (report.paths or place in ("", at.path)):
        place = ":".join(str(part) for part in (tilde(at.path, style.home), at.line, at.column) if part is not None)
    letter = _LETTERS[hit.severity][0]
    return Line(hit, f"{letter} {hit.label}", style.place(place), _message(hit, style), _tail(hit, report))


def _message(hit: Hit, style: Style) -> str:
    args = {
        name: tilde(value, style.home) if isinstance(value, str) else value for name, value in hit.finding.args.items()
    }
    said = style.show(render(hit.finding.template, args))
    if "batch" in hit.finding.contexts and len(hit.finding.contexts) > 1:
        said = _("{said}, also in batch jobs", said=said)
    return said


def _tail(hit: Hit, report: Report) -> str:
    if hit.subject not in report.fixes:
        return ""
    safety = report.fixes[hit.subject][1]
    if safety is Safety.SAFE:
        return _("fixable")
    return _("fixable with --unsafe") if safety is Safety.UNSAFE else _("by hand")


def _head(line: Line, style: Style, width: int) -> str:
    letter, colour = _LETTERS[line.hit.severity]
    return style.paint(letter, colour, "bold") + pad(line.head, width)[len(letter) :]


def _tint(tail: str, style: Style) -> str:
    return style.paint(tail, "green") if tail == _("fixable") else style.paint(tail, "dim")


def _row(line: Line, head: int, place: int, message: int, style: Style) -> str:
    parts = [_head(line, style, head)]
    if place:
        parts.append(pad(line.place, place))
    parts.append(pad(line.message, message) if line.tail else line.message)
    return "  ".join([*parts, _tint(line.tail, style)]).rstrip()


def _block(line: Line, head: int, style: Style) -> Iterator[str]:
    assert style.width is not None
    first = f"{_head(line, style, head)}  {line.place}"
    room = style.width - head - 2 - cells(line.place)
    if line.tail and cells(line.tail) + 2 <= room:
        yield first + " " * (room - cells(line.tail)) + _tint(line.tail, style)
        yield from wrap(line.message, style.width, "    ", "    ")
        return
    yield first.rstrip()
    yield from wrap(line.message, style.width, "    ", "    ")
    if line.tail:
        yield "    " + _tint(line.tail, style)


def _advice(hit: Hit, report: Report, style: Style) -> Iterator[str]:
    _title, safety, reason = report.fixes.get(hit.subject, ("", Safety.SAFE, ""))
    if reason and safety is not Safety.SAFE:
        yield from wrap(style.show(reason), style.width, "    ", "    ")
    wish = hit.finding.wish
    if isinstance(wish, Advise):
        advice = style.show(render(wish.text, wish.args))
        if advice and advice != style.show(reason):
            yield from wrap(advice, style.width, "    ", "    ")
        yield from (f"      {style.show(command)}" for command in wish.commands)


def _more(hit: Hit, report: Report, style: Style) -> Iterator[str]:
    rows = [_("{rule} {name}: envdoctor explain {rule}", rule=hit.rule.code, name=hit.rule.name)]
    at = hit.finding.location
    if at.path is not None and not report.paths and hit.finding.place not in ("", at.path):
        line = f":{at.line}" if at.line is not None else ""
        rows.append(_("decided by {place}", place=tilde(at.path, style.home) + line))
    if hit.finding.contexts:
        rows.append(_("in: {contexts}", contexts=", ".join(hit.finding.contexts)))
    title, safety, reason = report.fixes.get(hit.subject, ("", Safety.SAFE, ""))
    rows += [_("fix ({safety}): {title}", safety=safety.value, title=title)] if title else []
    rows += [reason] if reason and safety is Safety.SAFE else []
    rows += hit.finding.evidence
    for row in rows:
        yield from (style.paint(part, "dim") for part in wrap(style.show(row), style.width, "    ", "      "))


# ---- what could not be told


def untold(report: Report, style: Style, *states: State) -> Iterator[str]:
    """What crashed, timed out or was skipped (or only ``states``): one line a reason."""
    for state, word, colour in (
        (State.CRASHED, _("crashed"), "red"),
        (State.TIMED_OUT, _("timed out"), "yellow"),
        (State.SKIPPED, _("skipped"), "dim"),
    ):
        groups: dict[str, list[Outcome]] = {}
        for outcome in report.outcomes:
            if outcome.state is state and (not states or state in states):
                groups.setdefault(outcome.reason, []).append(outcome)
        for reason, outcomes in sorted(groups.items()):
            what = _names(outcomes, report.outcomes)
            line = f"{word}: {what} ({reason})" if reason else f"{word}: {what}"
            yield from (style.paint(part, colour) for part in wrap(style.show(line), style.width, hang="  "))


def _names(some: list[Outcome], every: tuple[Outcome, ...]) -> str:
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
    for outcome in sorted(report.outcomes, key=lambda one: (one.rule.code, one.member or "", one.path or "")):
        if outcome.state in (State.PASSED, State.FOUND):
            label = f"{outcome.rule.code}[{outcome.member}]" if outcome.member else outcome.rule.code
            where = f" {style.place(outcome.path)}" if outcome.path else ""
            word = _("passed") if outcome.state is State.PASSED else _("found")
            yield style.paint(f"{word}: {label}{where} {outcome.seconds * 1000:.1f} ms", "dim")


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
        parts = [_("no findings"), plural(passed, "{n} check passed", "{n} checks passed")]
        parts += [plural(untold, "{n} could not be told", "{n} could not be told")] if untold else []
    else:
        parts = [_("nothing to check")]
    parts += [plural(crashed, "{n} check crashed", "{n} checks crashed")] if crashed else []
    return ", ".join(parts)


def _end(report: Report, style: Style, preview: str | None) -> Iterator[str]:
    counts = _tally(report)
    summary = _summary(report)
    command = style.show(preview or "")
    if not command:
        summary += "."
    elif counts[Safety.SAFE]:
        summary += _(". Preview: {command}   (writes nothing; existing data is not moved)", command=command)
    elif counts[Safety.UNSAFE]:
        summary += _(". Preview: {command} --unsafe   (writes nothing)", command=command)
    yield from wrap(summary, style.width)
