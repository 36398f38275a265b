"""``envdoctor init``."""

from __future__ import annotations

import click

from envdoctor.cli.common import argv, common
from envdoctor.cli.output import Common, say, write
from envdoctor.errors import Exit
from envdoctor.i18n import _

_HELP = _(
    """\
Print a first policy, with comments, or write it to a new file.

\b
    envdoctor init                      for this account
    envdoctor init --site               for a site: what its scheduler tells of queues and nodes
    envdoctor init --site --output site.yaml
"""
)


@click.command(help=_HELP)
@click.option("--site", is_flag=True, help=_("Ask Slurm, LSF or PBS; run it where their commands work."))
@click.option("--output", metavar="FILE", help=_("Write to this file, which must not be there yet."))
@common
def init(context: click.Context, common: Common, site: bool, output: str | None) -> int:
    """Write a policy to start from."""
    from envdoctor.session import Request, open_host
    from envdoctor.survey import account, ask

    request = Request(**common.request("init", argv(context)))
    if site:
        host, _here = open_host(request)
        try:
            text = ask.site_policy(host)
        finally:
            host.close()
    else:
        text = account.account_policy(request)
    if output is not None:
        ask.save(output, text)
        say(_("written to {path}; try it with: envdoctor check --config {path}", path=output))
    elif common.json:
        from envdoctor.report.json_ import SCHEMA, dump

        write(dump({"schema": SCHEMA, "policy": text}))
    else:
        write(text)
    return Exit.OK
