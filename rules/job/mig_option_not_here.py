"""A job asks LSF for a slice by `mig=`, which does not work at this site.

## Why is this bad?
The option is in LSF's documentation, but this site's LSF is too old for it or is not set up for it: the job is refused,
or gets a card without the slice.

## What to do
Take `mig=` out and ask for a slice the way this site does, see `envdoctor explain slice-without-picker`.

## Fix safety
Nothing is changed: without `mig=` the job asks for something else.

## References
- bsub(1), option `-gpu`. The policy's `scheduler.mig_option: false`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Request
from envdoctor.facts.site import Site, speaks
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at, span_of

MIG = re.compile(r"(?<![\w.])mig\s*=\s*[^\s:\"']*")


@rule("JOB414", "mig-option-not-here", severity=Severity.ERROR, signs=("mig_option",))
def mig_option_not_here(source: SourceFile, job: Request, site: Site) -> Iterator[Finding]:
    """One finding for each `-gpu` with it."""
    if site.mig_option is not False or job.scheduler != "lsf" or not speaks(job, site):
        return
    keys = Keys()
    for directive in job.directives:
        span = directive.value_span
        if directive.option != "gpu" or span is None:
            continue
        found = MIG.search(source.text, span.start, span.end)
        if found:
            yield Finding(
                msg("{option} does not work at this site; ask for a slice the site's way"),
                place=source.path,
                key=keys("mig"),
                location=at(source.path, span_of(source.text, *found.span())),
                option=found[0],
            )
