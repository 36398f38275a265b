"""What ``undo`` and ``uninstall`` did, and the list of runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from envdoctor.i18n import _, plural
from envdoctor.journal import Run
from envdoctor.report.clean import Cleaner
from envdoctor.report.json_ import SCHEMA, dump
from envdoctor.report.recovered import kept_lines, recovered_lines, recovered_value
from envdoctor.report.style import Style, pad, wrap, wrap_command
from envdoctor.undo import UndoReport


def undo_text(report: UndoReport, style: Style) -> str:
    """What was put back, and what was not and why."""
    lines = list(recovered_lines(report.recovered, style))
    restored = _("changed again {path}") if report.again else _("restored {path}")
    lines += [restored.replace("{path}", style.place(path)) for path in report.restored]
    lines += [_("took our changes out of {path}", path=style.place(path)) for path in report.cleaned]
    lines += [_("removed {path}", path=style.place(path)) for path in report.removed]
    for path, reason in (*report.kept, *report.own):
        lines += kept_lines(path, reason, style)
    lines += wrap(_ending(report), style.width)
    if report.uninstalled:
        lines += wrap(_outcome(report, style), style.width)
    for step in report.next_steps:
        lines += wrap_command(style.said(step), style.width)
    return "\n".join(lines) + "\n"


def _ending(report: UndoReport) -> str:
    touched = {*report.restored, *report.cleaned, *report.removed}
    kept = {path for path, _reason in report.kept}
    done, partly = len(touched - kept), len(touched & kept)
    if not touched:
        if report.recovered is not None and not report.undone:
            return _("Nothing else was changed.")
        said = _("Nothing was put back.") if report.kept or report.own else _("Nothing to undo.")
        return f"{_before(report.earlier)} {said}" if report.earlier else said
    first = done or partly
    if report.again:
        said = plural(first, "{n} change done again", "{n} changes done again")
    else:
        said = plural(first, "{n} change taken back", "{n} changes taken back")
    if partly:
        said += _(", {n} in part", n=partly) if done else _(" in part")
    if left := len(kept - touched):
        said += _(", {n} not", n=left)
    if report.run is None:
        return said + "."
    if report.again:
        return said + _(". To take it back: envdoctor undo {run}", run=report.run.id)
    return said + _(". To redo: envdoctor undo {run}", run=report.run.id)


def _before(earlier: Run) -> str:
    when = earlier.started[:16].replace("T", " ")
    return _("Run {run} was undone already, on {when} UTC.", run=earlier.undoes or "", when=when)


def _outcome(report: UndoReport, style: Style) -> str:
    import sys

    if report.kept:
        said = _("What could not be put back stays, with the journal it needs. ")
    else:
        said = _("envdoctor's journal, cache and settings are removed. ")
    return said + _("The program itself stays, in {path}.", path=style.place(sys.prefix))


def undo_json(report: UndoReport, cleaner: Cleaner) -> str:
    """The same as JSON, schema 1."""
    value = {
        "schema": SCHEMA,
        "run": report.run.id if report.run else None,
        "undone": [run.id for run in report.undone],
        "restored": report.restored,
        "cleaned": report.cleaned,
        "removed": report.removed,
        "kept": [{"path": path, "reason": reason} for path, reason in report.kept],
        "own": [{"path": path, "reason": reason} for path, reason in report.own],
        "recovered": recovered_value(report.recovered),
        "next_steps": report.next_steps,
    }
    cleaned = cleaner.value(value)
    assert isinstance(cleaned, dict)
    return dump(cleaned)


def standing(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Runs whose changes still stand, newest first: what ``uninstall`` would take back."""
    found = [run for run in runs if run.applied and not run.undone_by and run.kind == "fix"]
    return tuple(sorted(found, key=lambda run: run.started, reverse=True))


def standing_text(runs: Sequence[Run], style: Style) -> str:
    """What ``uninstall`` would do."""
    lines = [_("Nothing is changed. uninstall would put these back as they were:")] if runs else []
    for run in runs:
        lines.append("  " + _("{run}, {when} UTC", run=style.show(run.id), when=run.started[:16].replace("T", " ")))
        files = dict.fromkeys(step.path for step in run.steps if step.action != "folder")
        lines += [f"    {style.place(path)}" for path in files]
    folders = dict.fromkeys(step.path for run in runs for step in run.steps if step.action == "folder")
    lines += [_("It would remove, if empty:")] if folders else []
    lines += [f"    {style.place(path)}" for path in folders]
    lines += wrap(_("It would then remove envdoctor's journal, cache and settings."), style.width)
    return "\n".join(lines) + "\n"


def runs_text(runs: Sequence[Run], style: Style) -> str:
    """One line a run, newest first as given."""
    if not runs:
        return _("No runs yet.") + "\n"
    return "\n".join(_runs(runs, style)) + "\n"


def _runs(runs: Sequence[Run], style: Style) -> Iterator[str]:
    kinds = max(len(run.kind) for run in runs)
    for run in runs:
        if run.problem:
            yield from wrap(f"{style.show(run.id)}  {style.show(run.problem)}", style.width, hang="  ")
            continue
        note = _("undone by {run}", run=run.undone_by) if run.undone_by else "" if run.applied else run.state
        changes = plural(len({step.path for step in run.steps}), "{n} change", "{n} changes")
        said = "  ".join(part for part in (style.show(" ".join(run.argv)), changes, note) if part)
        when = run.started[:19].replace("T", " ")
        yield f"{style.show(run.id)}  {pad(style.show(run.kind), kinds)}  {style.show(when)} UTC  {said}"


def runs_json(runs: Sequence[Run], cleaner: Cleaner) -> str:
    """The same as JSON, schema 1."""
    value = {
        "schema": SCHEMA,
        "runs": [
            {
                "run": run.id,
                "kind": run.kind,
                "started": run.started,
                "host": run.host,
                "version": run.version,
                "argv": run.argv,
                "state": run.state,
                "changes": len(run.steps),
                "undoes": run.undoes,
                "undone_by": run.undone_by,
                "problem": run.problem,
            }
            for run in runs
        ],
    }
    cleaned = cleaner.value(value)
    assert isinstance(cleaned, dict)
    return dump(cleaned)
