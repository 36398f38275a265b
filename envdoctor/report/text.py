"""A check as text: a line about the machine, a line a finding, what could not be told, and what to do next."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence

from envdoctor.facts.types import Disk
from envdoctor.i18n import _, plural
from envdoctor.model import Outcome, Safety, State
from envdoctor.report.findings import findings
from envdoctor.report.style import Style, cells, wrap, wrap_command
from envdoctor.report.value import Header, Report, count, in_order
from envdoctor.tally import told as known
from envdoctor.units import percent, size

MOST = 8
"""Members of a family that are named where nothing was found; of more only the number is told."""


LETTERS = {"E": (State.CRASHED, State.TIMED_OUT), "s": (State.SKIPPED,), "p": (State.PASSED,), "f": (State.FOUND,)}
"""What the letters of ``-r`` tell of beside the findings; ``A`` is all of them, ``a`` all but ``p``, ``N`` none."""


def text(
    report: Report,
    style: Style,
    *,
    verbose: int = 0,
    quiet: bool = False,
    preview: str | None = "envdoctor fix",
    tell: str = "Es",
    aside: Iterable[str] = (),
) -> str:
    """The whole report.

    Args:
        report: what was found.
        style: how to lay it out.
        verbose: 1 adds evidence, origins and outcomes.
        quiet: the summary line only; of files also what was not looked at, without which it would say too much.
        preview: the command that shows the fixes of this very selection; None: there is none.
        tell: letters for outcomes, see ``LETTERS``; what crashed is always told.
        aside: lines to stand above the last ones.
    """
    if report.unfit and not report.hits:
        lines = [_("Nothing here for envdoctor to check: no job script, container spec or shell start-up file")]
        lines += [style.said(note) for note in (*report.notes, *(report.asides if verbose else ()))]
        return "\n".join(lines) + "\n"
    if quiet:
        cut = [style.said(note) for note in report.notes] if report.paths else []
        return "\n".join([*aside, *cut, _summary(report)]) + "\n"
    lines = list(_header(report.header, style)) if not report.paths else []
    lines += findings(report, style, verbose)
    states = {state for letter in told(tell) + ("pf" if verbose else "") for state in LETTERS[letter]}
    lines += untold(report.outcomes, style, State.CRASHED, *states)
    lines += _outcomes(report, style, states)
    notes = [*report.notes, *(_asides(report) if verbose else ())]
    for note in notes:
        lines += wrap_command(style.said(note), style.width)
    lines += [*aside, *_end(report, style, preview)]
    return "\n".join(lines) + "\n"


def told(letters: str) -> str:
    """The letters of ``LETTERS`` that ``letters`` stand for."""
    found = ""
    for letter in letters:
        found = {"A": "Esfp", "a": "Esf", "N": ""}.get(letter, found + letter)
    return found


def _asides(report: Report) -> Iterator[str]:
    yield from report.asides
    if report.other:
        yield plural(
            report.other,
            "{n} check is about files of another kind",
            "{n} checks are about files of another kind",
        )


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
        for outcome in known(outcomes):
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
    these = {id(outcome) for outcome in some}
    whole = {outcome.rule.code for outcome in every} - {one.rule.code for one in every if id(one) not in these}
    parts = [
        code if code in whole or not names else f"{code}[{', '.join(sorted(names))}]"
        for code, names in sorted(members.items())
    ]
    return ", ".join(parts)


def _outcomes(report: Report, style: Style, states: Container[State]) -> Iterator[str]:
    """What passed or found something: of the account a line a rule, of files a line a file."""
    groups: dict[tuple[str, str, str], list[Outcome]] = {}
    for outcome in report.outcomes:
        if outcome.state in states and outcome.state in (State.PASSED, State.FOUND):
            word = _("found") if outcome.state is State.FOUND else _("passed")
            code = "" if report.paths else outcome.rule.code
            groups.setdefault((code, outcome.path or "", word), []).append(outcome)
    for (code, path, word), outcomes in sorted(groups.items()):
        spent = sum(outcome.seconds for outcome in outcomes) * 1000
        where = f" {style.place(path)}" if path else ""
        if code:
            members = sorted(outcome.member for outcome in outcomes if outcome.member)
            told = ", ".join(members) if len(members) <= MOST else _("{n} of the catalogue", n=len(members))
            line = f"{word}: {style.show(f'{code}[{told}]' if members else code)}{where}, {spent:.1f} ms"
        else:
            codes = ", ".join(dict.fromkeys(outcome.rule.code for outcome in outcomes))
            line = f"{word}:{where}: {style.show(codes)}, {spent:.1f} ms"
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
        rest = len(report.hits) - sum(counts.values())
        parts += [_("{n} to change yourself", n=rest)] if rest else []
    elif report.outcomes:
        parts = [_("No findings")]
        if passed or not (report.silenced or report.known):
            parts.append(plural(passed, "{n} check passed", "{n} checks passed"))
        parts += [plural(untold, "{n} could not be told", "{n} could not be told")] if untold else []
    else:
        parts = [_("Nothing to check")]
    parts += [_("{n} silenced by comments", n=report.silenced)] if report.silenced else []
    parts += [_("{n} known from the baseline", n=report.known)] if report.known else []
    parts += [plural(crashed, "{n} check crashed", "{n} checks crashed")] if crashed else []
    return ", ".join(parts)


def _worst(report: Report) -> str:
    """The code of the worst finding that nothing mends; of equals the first."""
    left = [hit for hit in in_order(report) if hit.subject not in report.fixes]
    return max(left, key=lambda hit: hit.severity).rule.code


def _end(report: Report, style: Style, preview: str | None) -> Iterator[str]:
    counts = _tally(report)
    summary = _summary(report)
    command = style.show(preview or "")
    said, aside = "", _("(writes nothing)") if report.paths else _("(writes nothing; existing data is not moved)")
    if command and (counts[Safety.SAFE] or counts[Safety.UNSAFE]):
        said = _("Preview: {command}", command=command) + ("" if counts[Safety.SAFE] else " --unsafe")
    elif len(report.hits) > sum(counts.values()):
        said, aside = _("More: envdoctor explain {rule}", rule=_worst(report)), ""
    whole = f"{summary}. {said}   {aside}".rstrip() if said else summary
    if style.width is None or cells(whole) <= style.width:
        yield whole
        return
    yield from wrap(f"{summary}.", style.width)
    if said and cells(said) + 3 + cells(aside) <= style.width:
        yield f"{said}   {aside}".rstrip()
    elif said:
        # The command is to be copied: it stays in one piece.
        yield from (said, *wrap(aside, style.width, "  ", "  "))
