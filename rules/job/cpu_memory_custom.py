"""A job's CPUs and memory are unlike what this site found to fit together.

## Why is this bad?
By custom a site gives so much memory with each CPU, and jobs of a usual size. A job with much memory and few CPUs
leaves CPUs that nobody can use; one with far fewer CPUs than usual often waits for its data.

## What to do
Compare with what a finished job really took (`seff ID`, `bhist -l ID`). No limit fits all: video and augmentation need
more CPUs, big data sets more memory. If you know that this job is so, leave it.

## Fix safety
Nothing is changed: this is a custom, and what a program needs is known to its author only.

## References
- The policy's `scheduler.memory_per_cpu` and `scheduler.cpus`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Request
from envdoctor.facts.site import Site, amount, speaks
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at
from envdoctor.syntax.jobs.shape import shape

FEW = msg("{cpus} CPUs: jobs here usually take {low} to {high}; loading data may hold the GPUs up")
FEW_ONE = msg("one CPU: jobs here usually take {low} to {high}; loading data may hold the GPUs up")
MANY = msg("{cpus} CPUs: jobs here usually take {low} to {high}")
MEMORY_ONE = msg("{memory} for one CPU: by this site's custom {fits} CPUs go with that much")
MEMORY = msg("{memory} for {cpus} CPUs: by this site's custom {fits} CPUs go with that much")


@rule(
    "JOB419",
    "cpu-memory-custom",
    severity=Severity.NOTE,
    signs=(
        "cpus",
        "memory_per_cpu",
    ),
)
def cpu_memory_custom(source: SourceFile, job: Request, site: Site) -> Iterator[Finding]:
    """One finding each for CPUs and memory, for jobs with cards that say how many CPUs they want."""
    found = shape(job)
    by = found.cpus_by
    if by is None or found.cpus < 1 or not speaks(job, site):
        return
    cpus = found.cpus // found.nodes
    if site.cpus is not None and found.cards > 0 and not site.cpus[0] <= cpus <= site.cpus[1]:
        low, high = site.cpus
        yield Finding(
            MANY if cpus > high else FEW if cpus > 1 else FEW_ONE,
            place=source.path,
            key="cpus",
            location=at(source.path, by.span),
            cpus=cpus,
            low=low,
            high=high,
        )
    if site.memory_per_cpu is not None and job.memory is not None and job.memory.number > cpus * site.memory_per_cpu:
        yield Finding(
            MEMORY if cpus > 1 else MEMORY_ONE,
            place=source.path,
            key="memory",
            location=at(source.path, job.memory.directive.span),
            memory=amount(job.memory.number),
            cpus=cpus,
            fits=-(-job.memory.number // site.memory_per_cpu),
        )
