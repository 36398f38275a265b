"""``envdoctor rules``."""

from __future__ import annotations

import click

from envdoctor.cli.common import argv, common
from envdoctor.cli.output import Common, style, words, write
from envdoctor.errors import Exit
from envdoctor.i18n import _


@click.command(help=_("List all rules."))
@click.option(
    "--select", multiple=True, metavar="RULES", help=_("Only these: codes, prefixes or names, comma-separated.")
)
@click.option("--ignore", multiple=True, metavar="RULES", help=_("Leave these out."))
@common
def rules(context: click.Context, common: Common, select: tuple[str, ...], ignore: tuple[str, ...]) -> int:
    """Show the list."""
    from envdoctor import looking
    from envdoctor.report.page import rules_json, rules_text

    asked = looking.Request(**common.request("rules", argv(context)), select=words(select), ignore=words(ignore))
    found = looking.rules(asked)
    write(rules_json(found) if common.json else rules_text(found, style(common)))
    return Exit.OK
