"""``envdoctor rules``."""

from __future__ import annotations

import click

from envdoctor.cli.common import Common, argv, common, style, write
from envdoctor.errors import Exit
from envdoctor.i18n import _


@click.command(help=_("List all rules."))
@common
def rules(context: click.Context, common: Common) -> int:
    """Show the list."""
    from envdoctor import looking
    from envdoctor.report.page import rules_json, rules_text

    found = looking.rules(looking.Request(**common.request("rules", argv(context))))
    write(rules_json(found) if common.json else rules_text(found, style(common)))
    return Exit.OK
