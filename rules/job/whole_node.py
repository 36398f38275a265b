"""A job takes every GPU of a node.

## Why is this bad?
It is allowed, but a whole free node is rare: such a job waits until all of a node's jobs have ended, and while it runs
nobody else fits beside it.

## What to do
If the program does nearly as well with half the cards, ask for half: it starts sooner. If it needs them all, leave it.

## Fix safety
Nothing is changed: how many cards a program needs is known to its author only.

## References
- The policy's `scheduler.whole_node: true` asks for this note.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Request
from envdoctor.facts.site import Site, most, queues_of
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at
from envdoctor.syntax.jobs.shape import shape


@rule("JOB420", "whole-node", severity=Severity.NOTE, signs=("whole_node",))
def whole_node(source: SourceFile, job: Request, site: Site) -> Iterator[Finding]:
    """At most one finding; on nodes with a single card it would say nothing."""
    if not site.whole_node:
        return
    queues = queues_of(job, site)
    gpus, found = most(queues, "gpus"), shape(job)
    if gpus is None or gpus < 2 or found.cards_by is None or found.on_node_cards != gpus:
        return
    yield Finding(
        msg("all {cards} GPUs of a node: a whole free node is rare, so this waits longest"),
        place=source.path,
        key="gpus",
        location=at(source.path, found.cards_by.span),
        cards=gpus,
    )
