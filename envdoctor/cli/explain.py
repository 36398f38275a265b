"""``envdoctor explain``."""

from __future__ import annotations

import click

from envdoctor.cli.common import Common, argv, common, style, write
from envdoctor.errors import Exit
from envdoctor.i18n import _


@click.command(help=_("What the rule RULE (code or name) finds, why that is bad and what to do."))
@click.argument("rule")
@common
def explain(context: click.Context, common: Common, rule: str) -> int:
    """Show a rule's page."""
    from envdoctor import looking
    from envdoctor.report.page import page_json, page_text

    found = looking.find_rule(looking.Request(**common.request("explain", argv(context))), rule)
    write(page_json(found) if common.json else page_text(found, style(common)))
    return Exit.OK
