"""A job asks for memory on a cluster where memory is not configured.

## Why is this bad?
Where the administrators did not tell Slurm how much memory the nodes have, `sinfo -Nl` shows MEMORY 1 and every job
that asks for more than one megabyte is refused: `Memory specification can not be satisfied`.

## What to do
Leave the option out. Nothing limits a job's memory on such a cluster, so look at what the program takes: the node
has to hold the other jobs' memory as well.

## Fix safety
Safe: the option, or its line where nothing else stands on it, is taken out; with it no job is ever accepted here.

## References
- sbatch(1), options `--mem`, `--mem-per-cpu`, `--mem-per-gpu`; slurm.conf(5), `RealMemory`.
- The policy's `scheduler.memory_configured: false` says that this site is so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, ReplaceSpan, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Request
from envdoctor.facts.site import Site, speaks
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at, swap
from envdoctor.syntax.jobs.values import Directive

OPTIONS = ("mem", "mem-per-cpu", "mem-per-gpu")
WHOLE = frozenset("0 0K 0M 0G 0T 0KB 0MB 0GB 0TB".split())
"""All of the node, which is always there."""

UNIT = re.compile(r"[ \t]+[KMGT](?:i?B)?(?![^\s#])", re.I)
"""A unit that stands apart from its number goes with it."""


def _without(source: SourceFile, directive: Directive) -> ReplaceSpan | None:
    text, span, value = source.text, directive.span, directive.value_span
    if value is not None and value.line != span.line:
        return None
    end = max(span.end, value.end if value is not None else span.end)
    if unit := UNIT.match(text, end):
        end = unit.end()
    begin = text.rfind("\n", 0, span.start) + 1
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop + 1
    first = text[begin : span.start].strip() == "#SBATCH"
    if first and not text[end:stop].strip():
        return swap(source.path, text, begin, stop, "")
    start = span.start
    if first:
        while text[end] in " \t":
            end += 1
    else:
        while text[start - 1] in " \t":
            start -= 1
    return swap(source.path, text, start, end, "")


@rule("JOB405", "memory-refused", severity=Severity.ERROR, fix=Safety.SAFE, signs=("memory_configured",))
def memory_refused(source: SourceFile, job: Request, site: Site) -> Iterator[Finding]:
    """One finding for each option that asks for memory."""
    if site.memory_configured is not False or job.scheduler != "slurm" or not speaks(job, site):
        return
    keys = Keys()
    for directive in job.directives:
        if directive.option not in OPTIONS or directive.scheduler != "slurm":
            continue
        if directive.value is None or directive.value.upper() in WHOLE:
            continue
        yield Finding(
            msg("{option} is refused: this cluster has no memory configured; leave it out"),
            place=source.path,
            key=keys(directive.option),
            location=at(source.path, directive.span),
            wish=_without(source, directive),
            option=source.text[directive.span.start : directive.span.end],
        )
