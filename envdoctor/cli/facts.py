"""``envdoctor facts``."""

from __future__ import annotations

import click

from envdoctor.cli.common import Choice, argv, common
from envdoctor.cli.fix import own_cleaner
from envdoctor.cli.output import Common, own_home, style, write
from envdoctor.errors import Exit, UsageError
from envdoctor.i18n import _


@click.command(
    help=_(
        "What is known about this account and machine: the facts NAMES; without names, a list of them. "
        "script FILE: what the scheduler would read in a job script."
    )
)
@click.argument("names", nargs=-1)
@click.option("--home", metavar="DIR", help=_("Look at the home in this folder."))
@click.option("--all-tools", is_flag=True, help=_("Show also tools that are not in use."))
@click.option(
    "--scheduler", type=Choice(["slurm", "lsf", "pbs"]), default=None, help=_("Of script FILE: whose directives count.")
)
@click.option("--redact", is_flag=True, help=_("Leave out home, user and host, to show the output to others."))
@common
def facts(
    context: click.Context,
    common: Common,
    names: tuple[str, ...],
    home: str | None,
    all_tools: bool,
    scheduler: str | None,
    redact: bool,
) -> int:
    """Show facts."""
    from envdoctor import looking
    from envdoctor.report.facts import facts_json, facts_text, names_text

    if names[:1] == ("script",):
        return _script(context, common, names[1:], scheduler)
    request = looking.Request(**common.request("facts", argv(context)), home=home, all_tools=all_tools)
    if not names and not common.json:
        write(names_text(looking.fact_names(request), style(common)))
        return Exit.OK
    found = looking.facts(request, names)
    clean = own_cleaner(redact)
    if common.json:
        write(facts_json(found, names, own_home(), clean, all_tools=all_tools))
    else:
        write(facts_text(found, style(common, clean), all_tools=all_tools))
    return Exit.OK


def _script(context: click.Context, common: Common, files: tuple[str, ...], scheduler: str | None) -> int:
    from envdoctor.report.scripted import scripted_json, scripted_text
    from envdoctor.scripted import scripted
    from envdoctor.session import Request

    if len(files) != 1:
        raise UsageError(_("facts script takes one file: envdoctor facts script train.sbatch"))
    read = scripted(Request(**common.request("facts", argv(context))), files[0], scheduler or "")
    write(scripted_json(read) if common.json else scripted_text(read, style(common)))
    return Exit.OK
