"""``envdoctor env``."""

from __future__ import annotations

import click

from envdoctor.cli.common import Choice, argv, common
from envdoctor.cli.output import Common, write
from envdoctor.errors import Exit
from envdoctor.i18n import _

_HELP = _(
    """\
Print what new shells set, for the shell that is open now:

\b
    eval "$(envdoctor env)"
    envdoctor env --shell fish | source
    eval "`envdoctor env --shell tcsh`"
"""
)


@click.command(help=_HELP)
@click.option(
    "--shell", type=Choice(["bash", "zsh", "dash", "fish", "tcsh"]), help=_("For this shell; default: yours.")
)
@common
def env(context: click.Context, common: Common, shell: str | None) -> int:
    """Print shell code."""
    from envdoctor import looking

    code = looking.env(looking.Request(**common.request("env", argv(context))), shell)
    if common.json:
        from envdoctor.report.clean import valid
        from envdoctor.report.json_ import SCHEMA, dump

        write(dump({"schema": SCHEMA, "shell": shell, "code": valid(code)}))
    else:
        write(code if not code or code.endswith("\n") else code + "\n")
    return Exit.OK
