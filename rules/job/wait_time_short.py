"""DPDispatcher waits for a shorter time than this site found enough.

## Why is this bad?
DPDispatcher submits jobs one after the other and looks for them at once. Where the scheduler is slow, or where a job
first has to look for a free slice, the next job comes too early: two take the same slice, or a job counts as lost.

## What to do
Set `wait_time`, in seconds, to what the site found enough.

## Fix safety
Nothing is changed: a longer wait makes every submission slower, so it is for you to weigh.

## References
- DPDispatcher's documentation, "resources", `wait_time` (default 0). The policy's `scheduler.wait_time`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.site import Site
from envdoctor.facts.specs import Dispatch
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at

SHORT = msg("wait_time is {have} s; this site found {wanted} s to be enough")
NONE = msg("no wait_time, so DPDispatcher does not wait; this site found {wanted} s to be enough")


@rule("JOB421", "wait-time-short", severity=Severity.NOTE, signs=("wait_time",))
def wait_time_short(source: SourceFile, dispatch: Dispatch, site: Site) -> Iterator[Finding]:
    """One finding for each set of resources for the policy's scheduler."""
    if site.wait_time is None:
        return
    keys = Keys()
    for part in dispatch.resources:
        kind = dispatch.batch_type(part)
        if part.legacy or (kind and site.kind and not kind.startswith(site.kind)):
            continue
        found = part.value("wait_time")
        have = found[0] if found is not None else 0
        if isinstance(have, bool) or not isinstance(have, int | float) or have >= site.wait_time:
            continue
        yield Finding(
            SHORT if found is not None else NONE,
            place=source.path,
            key=keys(part.called("wait_time")),
            location=at(source.path, found[1] if found is not None else part.where("wait_time")),
            have=have,
            wanted=site.wait_time,
        )
