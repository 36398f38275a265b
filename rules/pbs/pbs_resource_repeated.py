"""A resource is asked for twice with different values.

## Why is this bad?
Only one of the two counts. OpenPBS keeps the first of a script, so a line that was added further down changes nothing.

## What to do
Keep the line that is meant. A line that is kept for later is better written `##PBS`.

## Fix safety
Nothing is changed: which of the two is meant is known to you.

## References
- OpenPBS, `set_resource.c`: a resource of the script that is there already is not set again.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Pbs
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.fill_ins import unknown
from envdoctor.syntax.jobs.pbs.resources import Resource, resources
from envdoctor.syntax.jobs.pointing import Keys, at

LISTS = frozenset(("software", "storage", "filesystems", "gres", "feature", "resc", "other"))
"""Resources of sites that may be given several times."""


@rule("PBS116", "pbs-resource-repeated", severity=Severity.WARNING)
def pbs_resource_repeated(source: SourceFile, pbs: Pbs) -> Iterator[Finding]:
    """One finding for each later value that differs."""
    first: dict[str, Resource] = {}
    keys = Keys()
    for resource in resources(pbs, source.text):
        if not resource.value or resource.name in LISTS or unknown(resource.value):
            continue
        earlier = first.setdefault(resource.name, resource)
        if earlier.value == resource.value:
            continue
        yield Finding(
            msg("{name} was {value} in line {line} already; only one of the two counts, in OpenPBS the first"),
            place=source.path,
            key=keys(resource.name),
            location=at(source.path, resource.span),
            name=resource.name,
            value=earlier.value,
            line=earlier.span.line,
        )
