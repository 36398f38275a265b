"""A job asks for chunks with `select` and for the same things the old way.

## Why is this bad?
PBS Professional takes `-l select=..:ncpus=..:mem=..` or `-l nodes=..`, `-l ncpus=..`, `-l mem=..`, not both: it answers
that they cannot be used with select or place, and refuses the job. `place` without `select` is refused as well.

## What to do
Put everything into the chunks: `-l select=2:ncpus=8:mem=32gb`, and `-l walltime=..` beside it.

## Fix safety
Nothing is changed: memory and CPUs of the job have to be divided among its chunks.

## References
- "Requesting Resources" in the user's guide of PBS Professional; OpenPBS, `req_quejob.c`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Pbs
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pbs_resources import resources
from envdoctor.syntax.jobs.pointing import Keys, at

CHUNK = frozenset(("ncpus", "mem", "vmem", "mpiprocs", "ompthreads", "nodes", "hbmem"))
MIXED = msg("{name} cannot stand beside select: PBS refuses the job; put it into the chunks")
ALONE = msg("place cannot stand beside {name}: PBS takes it with select only")


@rule("PBS108", "select-mixed-with-old-resources", severity=Severity.ERROR)
def select_mixed_with_old_resources(source: SourceFile, pbs: Pbs) -> Iterator[Finding]:
    """One finding for each resource in the way of `select`, or of `place` without it."""
    found = resources(pbs, source.text)
    names = {resource.name for resource in found}
    old = [resource for resource in found if resource.name in CHUNK and resource.value]
    if not old or not names & {"select", "place"}:
        return
    keys = Keys()
    for resource in old if "select" in names else [item for item in found if item.name == "place"]:
        yield Finding(
            MIXED if "select" in names else ALONE,
            place=source.path,
            key=keys(resource.name),
            location=at(source.path, resource.span),
            name=resource.name if "select" in names else old[0].name,
        )
