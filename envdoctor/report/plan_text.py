"""A plan as text: what would be written as a diff, what is withheld and why, and the next step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from envdoctor.i18n import _, msg, plural, render
from envdoctor.light import replace
from envdoctor.model import Safety, State
from envdoctor.plan.writable import diff
from envdoctor.report.clean import visible
from envdoctor.report.findings import findings
from envdoctor.report.recovered import recovered_lines
from envdoctor.report.style import Style, tilde, wrap, wrap_command
from envdoctor.report.text import untold
from envdoctor.report.value import Report
from envdoctor.steps import Change, Conflict, Plan, Withheld, WriteFile

if TYPE_CHECKING:
    from envdoctor.change import Applied

_VALUES = msg("{rules} want different values of {key} in {path}; leave one out with --ignore")
_LINES = msg("{rules} want {key} of {path} changed differently; leave one out with --ignore")
_LONGEST = 500  # characters of a line of a diff that is only looked at


def plan_text(plan: Plan, style: Style, report: Report, *, apply: str = "envdoctor fix --apply") -> str:
    """The preview that ``fix`` shows.

    Args:
        plan: what would be done.
        style: how to lay it out.
        report: the check that the plan is made from; its notes, crashes and late probes stand below.
        apply: the command that applies exactly this plan.
    """
    lines = [*_changes(plan, style), *_left_out(plan, style)]
    lines += untold(report.outcomes, style, State.CRASHED, State.TIMED_OUT)
    for note in report.notes:
        lines += wrap_command(style.said(note), style.width)
    lines += _patches(plan, style)
    if plan.changes:
        counted = _count(plan)
        lines += [*_gap(lines), *wrap(_("{counted}. Nothing is written yet.", counted=counted), style.width)]
        lines += [_("Apply: {command}   (undo with: envdoctor undo)", command=style.show(apply))]
    else:
        lines += [*_gap(lines), _nothing(plan)]
    return "\n".join(lines) + "\n"


def applied_text(done: Applied, style: Style, *, check: str = "envdoctor check") -> str:
    """What ``fix --apply`` did. ``check``: the command that shows what remains in the files."""
    lines = list(recovered_lines(done.recovered, style))
    if done.run_id is not None:
        lines += _steps(done.plan, style)
        lines.append(_("{changes} made, run {run}", changes=_count(done.plan), run=done.run_id))
    lines += _left_out(done.plan, style)
    lines += untold(done.outcomes, style, State.CRASHED)
    lines += _patches(done.plan, style)
    if done.problem:
        return "\n".join([*lines, *_refused(done, style)]) + "\n"
    lines += _in_files(done, style, check) if done.files else _in_account(done, style)
    for step in done.next_steps:
        lines += wrap_command(style.said(step), style.width)
    if done.run_id is None:
        lines.append(_("Nothing was changed.") if done.plan.changes else _nothing(done.plan))
    return "\n".join(lines) + "\n"


def _nothing(plan: Plan) -> str:
    """That nothing is changed, without a contradiction to what stands above."""
    if not plan.withheld and not plan.conflicts:
        return _("Nothing to change.")
    if not plan.conflicts and all(one.safety is Safety.UNSAFE for one in plan.withheld):
        return _("Nothing to change without --unsafe.")
    return _("Nothing that fix can change as things are, see above.")


def _in_account(done: Applied, style: Style) -> Iterator[str]:
    for title, subjects in ((_("resolved"), done.resolved), (_("remaining"), done.remaining), (_("new"), done.new)):
        said = dict.fromkeys(style.show(_short(subject, done.places, style)) for subject in subjects)
        yield from (f"{title}: {subject}" for subject in said)


def _in_files(done: Applied, style: Style, check: str) -> Iterator[str]:
    """How many findings are gone and left, which may be hundreds; those that are new in full."""
    left, gone = len(done.remaining) + len(done.new), len(done.resolved)
    parts = [_("{n} resolved", n=gone)] if gone else []
    if left:
        parts.append(plural(left, "{n} remains: {command}", "{n} remain: {command}", command=style.show(check)))
    if parts:
        yield ", ".join(parts)
    if done.new and done.after is not None:
        yield style.paint(_("new: {n}", n=len(done.new)), "bold")
        hits = tuple(hit for hit in done.after.hits if hit.subject in done.new)
        yield from findings(replace(done.after, hits=hits), style, 0)


def _refused(done: Applied, style: Style) -> Iterator[str]:
    """Why nothing was changed; then, last and in one piece, what to do."""
    yield from wrap(style.paint(style.said(done.problem), "red"), style.width)
    if done.frees:
        command = style.show(done.frees)
        yield _(
            "Nothing was changed. Free space first: {command}   Then run again: envdoctor fix --apply", command=command
        )
    else:
        yield _("Nothing was changed.")


def _gap(lines: Sequence[str]) -> list[str]:
    return [""] if lines and lines[-1] else []


def _count(plan: Plan) -> str:
    # As the journal counts: a file that several fixes edit is changed once.
    return plural(len({change.path for change in plan.changes}), "{n} change", "{n} changes")


def _short(subject: str, places: Mapping[str, str], style: Style) -> str:
    if subject in places:
        label, _space, place = places[subject].partition(" ")
        return f"{label} {tilde(place, style.home)}".rstrip()
    head, _colon, rest = subject.partition(":")
    place = rest.rpartition(":")[0] or rest  # what follows tells findings of one place apart; it is not for people
    return f"{head} {tilde(place.rstrip(':'), style.home)}".rstrip()


# ---- changes


def _changes(plan: Plan, style: Style) -> Iterator[str]:
    """Folders in one sentence, then each file once, with all that want it changed and the whole of its change."""
    folders = [change.path for change in plan.changes if change.kind == "make folder"]
    yield from _folders(folders, style)
    yield from (_step(change, style) for change in plan.changes if not change.diff and change.path not in folders)
    files = dict.fromkeys(change.path for change in plan.changes if change.diff)
    written = {step.path: step for step in plan.steps if isinstance(step, WriteFile)}
    for number, path in enumerate(files):
        if number or any(not change.diff for change in plan.changes):
            yield ""
        ours = [change for change in plan.changes if change.path == path and change.diff]
        yield from (style.paint(line, "bold") for line in wrap(_head(ours, style), style.width, "", "  "))
        whole = [_whole(written[path], ours[0])] if path in written else list(dict.fromkeys(one.diff for one in ours))
        for diff_ in whole:
            yield from _diff(diff_, style, _LONGEST)


def _folders(paths: Sequence[str], style: Style) -> list[str]:
    """The folders that are made, in one sentence; those above them go without saying."""
    deepest = [path for path in dict.fromkeys(paths) if not any(other.startswith(path + "/") for other in paths)]
    if not deepest:
        return []
    text = _("make folder {paths}") if len(deepest) == 1 else _("make folders {paths}")
    return wrap(text.replace("{paths}", ", ".join(map(style.place, deepest))), style.width, "", "  ")


def _whole(step: WriteFile, change: Change) -> str:
    """All that is done to a file, under the names that the diff of one ``change`` gives it."""
    before, after = (
        None if data is None else data.decode("utf-8", "surrogateescape") for data in (step.before, step.after)
    )
    names, body = change.diff.split("\n", 2)[:2], diff(step.path, before, after or "").split("\n", 2)
    return "\n".join([*names, *body[2:]])


def _head(changes: Sequence[Change], style: Style) -> str:
    labels = ", ".join(dict.fromkeys(_label(change, style) for change in changes))
    return f"{style.show(_(changes[0].kind))} {style.place(changes[0].path)}  ({labels})"


def _steps(plan: Plan, style: Style) -> Iterator[str]:
    """Folders in one sentence, and a line for each other path, with all that wanted it changed."""
    yield from _folders([change.path for change in plan.changes if change.kind == "make folder"], style)
    by_path: dict[str, list[Change]] = {}
    for change in plan.changes:
        if change.kind != "make folder":
            by_path.setdefault(change.path, []).append(change)
    for changes in by_path.values():
        yield _head(changes, style)


def _step(change: Change, style: Style) -> str:
    return f"{style.show(_(change.kind))} {style.place(change.path)}  ({_label(change, style)})"


def _label(change: Change, style: Style) -> str:
    label = f"{change.rule}[{change.member}]" if change.member else change.rule
    return style.show(label) + (_(" (unsafe)") if change.safety is Safety.UNSAFE else "")


def _diff(diff: str, style: Style, longest: int | None = None) -> Iterator[str]:
    for line in style.cleaner.text(diff).removesuffix("\n").split("\n"):
        shown = _shortened(visible(line, keep="\t"), longest)
        if line.startswith(("---", "+++")):
            yield style.paint(shown, "bold")
        elif line.startswith("@@"):
            yield style.paint(shown, "cyan")
        elif line.startswith("+"):
            yield style.paint(shown, "green")
        else:
            yield style.paint(shown, "red") if line.startswith("-") else shown


def _shortened(line: str, longest: int | None) -> str:
    if longest is None or len(line) <= longest:
        return line
    head, tail = line[: longest // 2], line[-longest // 4 :]
    left = len(line) - len(head) - len(tail)
    return head + plural(left, " ... ({n} character left out) ... ", " ... ({n} characters left out) ... ") + tail


# ---- what is not in it


def _left_out(plan: Plan, style: Style) -> Iterator[str]:
    if plan.changes and (plan.withheld or plan.conflicts):
        yield ""
    for safety, title in (
        (Safety.UNSAFE, _("withheld, opt in with --unsafe")),
        (Safety.SAFE, _("withheld")),
        (Safety.MANUAL, _("by hand")),
    ):
        some = [one for one in plan.withheld if one.safety is safety]
        if some:
            yield style.paint(f"{title}: {len(some)}", "bold")
            yield from _withheld(some, style)
    if plan.conflicts:
        yield style.paint(_("conflicts: {n}", n=len(plan.conflicts)), "bold")
        for conflict in plan.conflicts:
            yield from _conflict(conflict, style)


def _withheld(some: Sequence[Withheld], style: Style) -> Iterator[str]:
    """A row for each place in a file; of the account each reason once, with all that it holds for and commands."""
    groups: dict[str, list[Withheld]] = {}
    for one in some:
        if not one.path:
            groups.setdefault(one.reason, []).append(one)
    listed = sorted((one for one in some if one.path), key=lambda one: (one.path, one.line or 0))
    for ones in (*groups.values(), *([one] for one in listed)):
        labels = dict.fromkeys(f"{one.rule}[{one.member}]" if one.member else one.rule for one in ones)
        where = style.place(ones[0].path) + (f":{ones[0].line}" if ones[0].line else "") + "  " if ones[0].path else ""
        said = ", ".join(labels) + (f"  {ones[0].reason}" if ones[0].reason else "")
        yield from wrap(where + style.said(said), style.width, "  ", "    ")
        commands = dict.fromkeys(command for one in ones if not _is_patch(one) for command in one.commands)
        yield from (f"      {style.show(command)}" for command in commands)


def _is_patch(one: Withheld) -> bool:
    return bool(one.commands) and one.commands[0].startswith("--- ")


def _patches(plan: Plan, style: Style) -> Iterator[str]:
    """Diffs that the person applies, each once and not indented, so that they can be copied."""
    for lines in dict.fromkeys(one.commands for one in plan.withheld if _is_patch(one)):
        yield ""
        yield from _diff("\n".join(lines), style)


def _conflict(conflict: Conflict, style: Style) -> Iterator[str]:
    said = render(
        _VALUES if conflict.line is None else _LINES,
        {"rules": _(" and ").join(conflict.rules), "key": conflict.key, "path": tilde(conflict.path, style.home)},
    )
    yield from wrap(style.show(said), style.width, "  ", "    ")
