"""A space cuts a list of a `#PBS` line in two.

## Why is this bad?
`-l nodes=1, walltime=1:00:00` gives `-l` the value `nodes=1,` and leaves a word over: `qsub` answers that the value is
illegal and refuses the job.

## What to do
Write the list without spaces: `-l nodes=1,walltime=1:00:00`, or use one `#PBS -l` for each.

## Fix safety
Safe: only the spaces between the two pieces are taken out.

## References
- qsub(1B), option `-l`; the words of a line are divided at spaces.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Pbs
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at, shown, swap


@rule("PBS111", "space-in-resource-list", severity=Severity.ERROR, fix=Safety.SAFE, signs=("split-list",))
def space_in_resource_list(source: SourceFile, pbs: Pbs) -> Iterator[Finding]:
    """One finding for each gap."""
    keys = Keys()
    for fault in pbs.faults:
        if fault.kind != "split-list":
            continue
        yield Finding(
            msg("{option} takes one word: the space before {value} cuts its list in two"),
            place=source.path,
            key=keys(fault.args["option"]),
            location=at(source.path, fault.span),
            wish=swap(source.path, source.text, fault.span.start, fault.span.end, ""),
            option=fault.args["option"],
            value=shown(source.text, fault.span.end, fault.args["value"]),
        )
