"""``envdoctor check``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from envdoctor.cli.checking import checked
from envdoctor.cli.common import Choice, FormatOption, Whole, argv, selecting, without_format
from envdoctor.cli.formats import FORMATS, Target
from envdoctor.cli.output import Chosen, Common
from envdoctor.i18n import _

if TYPE_CHECKING:
    pass


@click.command(
    help=_(
        "Find what is wrong with this account, or with the files and folders PATHS; - is a script on standard input."
    )
)
@click.argument("paths", nargs=-1)
@click.option("--home", metavar="DIR", help=_("Check the home in this folder; nothing of it is executed."))
@selecting
@click.option("--lf", "--last-failed", "last_failed", is_flag=True, help=_("Only what found something last time."))
@click.option("-x", "--exitfirst", "first", is_flag=True, help=_("Stop at the first finding that counts."))
@click.option(
    "--maxfail",
    type=Whole(),
    default=0,
    metavar="N",
    help=_("Stop after N findings that count, see --fail-level."),
)
@click.option("--co", "--collect-only", "collect", is_flag=True, help=_("Only list what would run."))
@click.option("--redact", is_flag=True, help=_("Leave out home, user and host, to show the output to others."))
@click.option("-v", "--verbose", count=True, help=_("Say more: evidence, where values come from, what passed."))
@click.option("-q", "--quiet", is_flag=True, help=_("Only the last line, and what was not looked at."))
@click.option(
    "-r",
    "tell",
    metavar="LETTERS",
    help=_("Tell of what (f)ound, (E) crashed, was (s)kipped, (p)assed, (A)ll of them."),
)
@click.option("--statistics", is_flag=True, help=_("Add how often each rule found something."))
@click.option("--durations", type=Whole(), metavar="N", help=_("Add the N slowest checks; 0: all."))
@click.option(
    "--fail-level",
    type=Choice(["note", "warning", "error"]),
    default="warning",
    help=_("Exit with 1 from this severity on (default: warning)."),
)
@click.option("--exit-zero", is_flag=True, help=_("Exit with 0 also if something is found."))
@click.option("--baseline", metavar="FILE", help=_("Report only findings that are not in this file."))
@click.option("--write-baseline", metavar="FILE", help=_("Write all findings into this file; they are known then."))
@click.option("--hook", is_flag=True, help=_("For pre-commit: passes over other files, and tells no notes."))
@click.option(
    "--format",
    "formats",
    type=FormatOption(),
    multiple=True,
    metavar="FORMAT[:FILE]",
    help=_("{known}; into a file, or one on standard output. Twice: both.", known=", ".join(FORMATS)),
)
@without_format
def check(
    context: click.Context,
    common: Common,
    chosen: Chosen,
    paths: tuple[str, ...],
    formats: tuple[Target, ...],
    **flags: Any,
) -> int:
    """Run the check and show it."""
    return checked(common, chosen, paths, formats, argv(context), flags)
