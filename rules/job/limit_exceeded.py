"""A job asks for more time or more cards than its queue allows.

## Why is this bad?
Depending on how the site is set up, the scheduler refuses such a job, or takes it and never starts it: in Slurm it then
waits with the reason `PartitionTimeLimit`. Waiting longer does not help.

## What to do
Ask for what the queue allows, and let the program save and go on from where it was: several jobs one after the other
(`--dependency=afterany:ID`) do what one long job would. Or choose a queue with a longer limit.

## Fix safety
Nothing is changed: envdoctor never writes a time limit.

## References
- sbatch(1), options `--time` and `--dependency`; squeue(1), "JOB REASON CODES".
- bsub(1), option `-W`; bqueues(1), `RUNLIMIT`. The limits are those of the policy's `scheduler.queues`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Request
from envdoctor.facts.site import UNLIMITED, Site, most, queues_of, spell
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at
from envdoctor.syntax.jobs.shape import shape

TIME = msg("{value} is {asked}, the limit of {queue} is {limit}: the job is refused or never starts")
ENDLESS = msg("{value} is no limit, that of {queue} is {limit}: the job is refused or never starts")
CARDS = msg("{asked} GPUs, but one job may hold {limit} in {queue}: the job is refused or never starts")


@rule("JOB402", "limit-exceeded", severity=Severity.ERROR, signs=("queues",))
def limit_exceeded(source: SourceFile, job: Request, site: Site) -> Iterator[Finding]:
    """Where a job names several queues, the most generous one counts."""
    queues = queues_of(job, site)
    names = ", ".join(queue.name for queue in queues)
    limit = most(queues, "minutes")
    asked = job.minutes
    if limit is not None and limit != UNLIMITED and asked and (asked.number > limit or asked.number == UNLIMITED):
        by = asked.directive
        yield Finding(
            ENDLESS if asked.number == UNLIMITED else TIME,
            place=source.path,
            key=by.option,
            location=at(source.path, by.span),
            value=asked.text or by.value or by.option,
            asked=spell(asked.number),
            limit=spell(limit),
            queue=names,
        )
    found, cards = shape(job), most(queues, "most_gpus")
    if cards is not None and found.cards_by is not None and found.cards > cards:
        yield Finding(
            CARDS,
            place=source.path,
            key="gpus",
            location=at(source.path, found.cards_by.span),
            asked=found.cards,
            limit=cards,
            queue=names,
        )
