"""What became of a run that had been stopped half way, as text and for JSON."""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor.i18n import _
from envdoctor.recover import Recovery
from envdoctor.report.style import Style, wrap


def recovered_lines(recovery: Recovery | None, style: Style) -> Iterator[str]:
    """A sentence, and a line for each path that was left alone because somebody had changed it."""
    if recovery is None:
        return
    run = style.show(recovery.run.id)
    if recovery.finished:
        said = _("The interrupted run {run} was finished", run=run)
    else:
        said = _("The interrupted run {run} was taken back", run=run)
    yield from wrap(said, style.width)
    for path, reason in recovery.problems:
        yield from kept_lines(path, reason, style, "  ")


def kept_lines(path: str, reason: str, style: Style, indent: str = "") -> list[str]:
    """A path that was left alone and why; most reasons begin with the path, which is not said twice."""
    why = reason[len(path) :].lstrip(" :") if reason.startswith((path + " ", path + ":")) else reason
    line = _("kept {path}: {reason}", path=style.place(path), reason=style.said(why))
    return wrap(line, style.width, indent, indent + "  ")


def recovered_value(recovery: Recovery | None) -> dict[str, object] | None:
    """The same for JSON."""
    if recovery is None:
        return None
    problems = [{"path": path, "reason": reason} for path, reason in recovery.problems]
    return {"run": recovery.run.id, "finished": recovery.finished, "problems": problems}
