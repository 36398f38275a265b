"""The start script is a symbolic link, which this site does not start.

## Why is this bad?
The link works in a terminal, but the platform looks for the script on another machine or through another path, where
the link leads nowhere: it reports that the start file is not found.

## What to do
Hand over the file itself: name the path that the link leads to, or put a copy in its place.

## Fix safety
Nothing is changed: a copy would no longer follow the file that it was made from.

## References
- readlink(1), cp(1). The policy's `scheduler.symlinks: false`.
"""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from envdoctor import Advise, Finding, Location, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Body
from envdoctor.facts.site import Site, StartFile
from envdoctor.facts.types import SourceFile


@rule("JOB417", "linked-script", severity=Severity.ERROR, fix=Safety.MANUAL, signs=("symlinks",))
def linked_script(source: SourceFile, body: Body, start_file: StartFile, site: Site) -> Iterator[Finding]:
    """At most one finding; ``body`` is asked for because only scripts are meant."""
    if site.symlinks is not False or not start_file.link or not (body.commands or body.interpreter):
        return
    yield Finding(
        msg("the script is only a symbolic link to {link}, and this site starts no links; submit the file itself"),
        place=source.path,
        key="link",
        location=Location(source.path, 1, 1, 1),
        wish=Advise(msg("submit the file that this shows"), {}, (f"readlink -f -- {quote(source.path)}",)),
        link=start_file.link,
    )
