"""``envdoctor uninstall``."""

from __future__ import annotations

import click

from envdoctor.cli.common import argv, common
from envdoctor.cli.output import Common, cleaner, say, style, write
from envdoctor.errors import Exit
from envdoctor.i18n import _


@click.command(help=_("Undo every run and remove every trace of envdoctor but the program itself."))
@click.option("--dry-run", is_flag=True, help=_("Only show what would be done."))
@common
def uninstall(context: click.Context, common: Common, dry_run: bool) -> int:
    """Take everything back."""
    from envdoctor import change
    from envdoctor.report.undo_text import runs_json, standing, standing_text, undo_json, undo_text

    request = change.Request(**common.request("uninstall", argv(context)))
    if dry_run:
        listed = change.undo_list(request)
        runs = standing(listed.runs)
        write(runs_json(runs, cleaner()) if common.json else standing_text(runs, style(common)))
        for note in listed.notes:
            say(note)
        return Exit.OK
    report = change.uninstall(request)
    write(undo_json(report, cleaner()) if common.json else undo_text(report, style(common)))
    return Exit.OK if report.whole else Exit.FOUND
