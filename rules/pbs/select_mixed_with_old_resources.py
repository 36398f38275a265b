"""A job asks for chunks with `select` and for the same things the old way.

## Why is this bad?
PBS Professional takes `-l select=..:ncpus=..:mem=..` or `-l nodes=..`, `-l ncpus=..`, `-l mem=..`, not both: it answers
that they cannot be used with select or place, and refuses the job. `place` without `select` is refused as well.

## What to do
Delete the old line and say all of it in `select`: `-l select=2:ncpus=8:mem=32gb`. `-l walltime=..` stays beside it.
`mem` and `ncpus` of the old form are for the whole job, those in `select` for each of its chunks.

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
from envdoctor.syntax.jobs.fill_ins import unknown
from envdoctor.syntax.jobs.pbs.resources import Resource, chunks, resources
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.jobs.values import number_of

CHUNK = frozenset(("ncpus", "mem", "vmem", "mpiprocs", "ompthreads", "nodes", "hbmem"))
MIXED = msg("PBS refuses {name}= beside select=: delete it and say it in select=, as in select=1:ncpus=8:mem=32gb")
MERGED = msg("PBS refuses {name}= beside select=: delete it and write select={meant}")
TWICE = msg("PBS refuses {name}= beside select=: delete it, select={meant} says it already")
ALONE = msg("place cannot stand beside {name}: PBS takes it with select only")

SIZES = frozenset(("mem", "vmem", "hbmem"))
FEWEST = 1_000_000
"""Bytes; who writes less means another unit."""
IN_CHUNKS = {"ppn": "ncpus", "gpus": "ngpus", "ngpus": "ngpus"}
"""Parts of `nodes=` and what they are called in `select=`."""


def _lacks(select: Resource, resource: Resource) -> str | None:
    """What `select=` has to say more so that `resource` can go: ":ncpus=8", or nothing; None if it can't be told."""
    found = chunks(select.value)
    if len(found) != 1 or found[0].copies < 1 or unknown(select.value) or unknown(resource.value):
        return None
    parts = found[0].parts
    if resource.name != "nodes":
        wanted = {resource.name: resource.value} if found[0].copies == 1 else None
    else:
        nodes = chunks(resource.value)
        known = len(nodes) == 1 and nodes[0].copies == found[0].copies and set(nodes[0].parts) <= set(IN_CHUNKS)
        wanted = {IN_CHUNKS[name]: value for name, value in nodes[0].parts.items()} if known else None
    if wanted is None or any(parts.get(name, value) != value for name, value in wanted.items()):
        return None
    return "".join(f":{name}={_sized(name, value)}" for name, value in wanted.items() if name not in parts)


def _sized(name: str, value: str) -> str:
    """``16gb`` for memory of ``16``, which would be bytes; so few are never meant."""
    few = name in SIZES and value.isascii() and value.isdecimal() and number_of(value) < FEWEST
    return f"{value}gb" if few else value


@rule("PBS108", "select-mixed-with-old-resources", severity=Severity.ERROR)
def select_mixed_with_old_resources(source: SourceFile, pbs: Pbs) -> Iterator[Finding]:
    """One finding for each resource in the way of `select`, or of `place` without it."""
    found = resources(pbs, source.text)
    names = {resource.name for resource in found}
    old = [resource for resource in found if resource.name in CHUNK and resource.value]
    if not old or not names & {"select", "place"}:
        return
    keys = Keys()
    selects = [resource for resource in found if resource.name == "select"]
    for resource in old if selects else [item for item in found if item.name == "place"]:
        lacks = _lacks(selects[0], resource) if len(selects) == 1 else None
        mixed = MIXED if lacks is None else MERGED if lacks else TWICE
        yield Finding(
            mixed if selects else ALONE,
            place=source.path,
            key=keys(resource.name),
            location=at(source.path, resource.span),
            name=resource.name if selects else old[0].name,
            meant=selects[0].value + (lacks or "") if selects else "",
        )
