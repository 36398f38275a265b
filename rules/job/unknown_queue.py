"""A job names a queue that this site does not have.

## Why is this bad?
The scheduler refuses a job for a partition or queue that it does not know. Scripts that come from another cluster, or
from a guide, carry that cluster's names.

## What to do
Take one of the site's queues. `sinfo -s` (Slurm), `bqueues` (LSF) or `qstat -Q` (PBS) lists them with their limits.

## Fix safety
Nothing is changed: which queue a job belongs in is its author's choice.

## References
- sbatch(1), option `--partition`; bsub(1), option `-q`; qsub(1), option `-q`.
- The queues are those of the policy's `scheduler.queues`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Request
from envdoctor.facts.site import Site, names_of, speaks
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at

OTHER = re.compile(r"[{}<>$@%`]|[MRS]\d+\Z")
"""Templates, and PBS's names of reservations."""
NEAR = msg("no queue is called {queue} here; perhaps {near}")
NONE = msg("no queue is called {queue} here; there are {known}")
MOST = 6


@rule("JOB401", "unknown-queue", severity=Severity.ERROR, signs=("queues",))
def unknown_queue(source: SourceFile, job: Request, site: Site) -> Iterator[Finding]:
    """One finding for each name that the policy does not have. Without queues in the policy, nothing is known."""
    if not site.queues or job.queue is None or not speaks(job, site) or "@" in job.queue.text:
        return
    by, keys = job.queue.directive, Keys()
    for name in names_of(job):
        if name in site.queues or OTHER.search(name):
            continue
        near = get_close_matches(name, site.queues, 1)
        known = sorted(site.queues)
        yield Finding(
            NEAR if near else NONE,
            place=source.path,
            key=keys(name),
            location=at(source.path, by.value_span or by.span),
            queue=name,
            near=near[0] if near else "",
            known=", ".join(known[:MOST]) + (", .." if len(known) > MOST else ""),
        )
