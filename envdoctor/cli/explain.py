"""``envdoctor explain``."""

from __future__ import annotations

import sys

import click

from envdoctor.cli.common import argv, common
from envdoctor.cli.output import Common, style, write
from envdoctor.errors import Exit
from envdoctor.i18n import _


class Asking(click.Command):
    """Takes a text that begins with a dash, as many an error does (``-bash: ...``), for a text."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments, with such a text behind ``--``."""
        texts = [arg for arg in args if arg.startswith("-") and " " in arg] if "--" not in args else []
        rest = [arg for arg in args if arg not in texts]
        return super().parse_args(ctx, [*rest, "--", *texts] if texts else args)


@click.command(
    cls=Asking,
    help=_(
        "What a rule finds and what to do (RULE: code or name); what an error text means (TEXT, or - for a log on "
        "standard input); where a tool writes (TOOL); commands for this machine (PAGE). Without an argument: what can "
        "be asked."
    ),
)
@click.argument("what", required=False, metavar="[RULE|TEXT|TOOL|PAGE|-]")
@common
def explain(context: click.Context, common: Common, what: str | None) -> int:
    """Show a rule's page, what is known of an error text, or a page of advice."""
    from envdoctor import asked
    from envdoctor.looking import Request

    request = Request(**common.request("explain", argv(context)))
    pasted = what == "-"
    if pasted:
        what = sys.stdin.buffer.read().decode("utf-8", "replace")
    write(asked.answer(request, what, style(common), pasted=pasted, json=common.json))
    return Exit.OK
