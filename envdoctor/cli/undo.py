"""``envdoctor undo``."""

from __future__ import annotations

import click

from envdoctor.cli.common import argv, common
from envdoctor.cli.output import Common, cleaner, say, style, write
from envdoctor.errors import Exit, UsageError
from envdoctor.i18n import _


@click.command(help=_("Put back what the last run of fix changed, or the run RUN. An undo can be undone."))
@click.argument("run_id", metavar="[RUN]", required=False)
@click.option("--list", "list_", is_flag=True, help=_("List the runs; change nothing."))
@common
def undo(context: click.Context, common: Common, run_id: str | None, list_: bool) -> int:
    """Undo a run, or list them."""
    from envdoctor import change
    from envdoctor.report.undo_text import runs_json, runs_text, undo_json, undo_text

    request = change.Request(**common.request("undo", argv(context)))
    if list_:
        if run_id:
            raise UsageError(_("--list takes no run; leave out {run}", run=run_id))
        listed = change.undo_list(request)
        write(runs_json(listed.runs, cleaner()) if common.json else runs_text(listed.runs, style(common)))
        for note in listed.notes:
            say(note)
        return Exit.OK
    report = change.undo(request, run_id)
    write(undo_json(report, cleaner()) if common.json else undo_text(report, style(common)))
    return Exit.OK if report.whole else Exit.FOUND
