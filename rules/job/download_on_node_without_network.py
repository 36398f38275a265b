"""A job downloads something on a node that has no network.

## Why is this bad?
The command waits for a connection that never comes and fails after minutes, with the cards idle meanwhile; or the
script goes on without what it should have fetched.

## What to do
Run the command on the login node before you submit the job, into a folder that all nodes see; install packages there
too. For Hugging Face, `export HF_HUB_OFFLINE=1` in the job lets it use what is there.

## Fix safety
Nothing is changed: the command has to run elsewhere.

## References
- The policy's `scheduler.compute_network: false` says that compute nodes reach no network.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Body, Request
from envdoctor.facts.site import Site, speaks
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at
from envdoctor.syntax.jobs.shell.commands import python
from envdoctor.syntax.jobs.shell.fetches import KNOWN, called, fetches


@rule("JOB415", "download-on-node-without-network", severity=Severity.WARNING, signs=("compute_network",))
def download_on_node_without_network(source: SourceFile, job: Request, body: Body, site: Site) -> Iterator[Finding]:
    """One finding for each kind of command that surely needs the network, at the first of them."""
    if site.compute_network is not False or not speaks(job, site):
        return
    told = set[str]()
    for command in body.commands:
        if (command.name in KNOWN or python(command)) and fetches(command):
            shown = called(command)
            if shown in told:
                continue
            told.add(shown)
            yield Finding(
                msg("{command} needs the network, which compute nodes here do not have: run it before you submit"),
                place=source.path,
                key=shown,
                location=at(source.path, command.span),
                command=shown,
            )
