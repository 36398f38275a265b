"""Memory is asked for without a unit, so it is bytes.

## Why is this bad?
`mem=16` asks for 16 bytes. The job is refused, or killed as soon as it starts.

## What to do
Write the unit: `mem=16gb`.

## Fix safety
Nothing is changed: whether megabytes or gigabytes are meant is known to you.

## References
- pbs_resources(7B), "Size": bytes if there is no suffix.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Pbs
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pbs.reader import flavour
from envdoctor.syntax.jobs.pbs.resources import chunks, resources
from envdoctor.syntax.jobs.pointing import Keys, at

SIZES = ("mem", "vmem", "pmem", "pvmem")
FEWEST = 1_000_000
"""Bytes; nobody asks for less, so another unit was meant."""


@rule("PBS115", "memory-in-bytes", severity=Severity.WARNING)
def memory_in_bytes(source: SourceFile, pbs: Pbs) -> Iterator[Finding]:
    """One finding for each size without a unit."""
    keys, kind = Keys(), None
    for resource in resources(pbs, source.text):
        if resource.name == "select":
            sizes = [(name, chunk.parts.get(name, "")) for chunk in chunks(resource.value) for name in SIZES]
        elif resource.name in SIZES:
            sizes = [(resource.name, resource.value)]
        else:
            continue
        for name, value in sizes:
            if value.isascii() and value.isdecimal() and 0 < int(value[:9]) < FEWEST:
                kind = kind or flavour(pbs) or "any"
                if kind == "nqsv":
                    return
                yield Finding(
                    msg("{name}={value} is {value} bytes; write the unit, gb or mb"),
                    place=source.path,
                    key=keys(name),
                    location=at(source.path, resource.span),
                    name=name,
                    value=value,
                )
