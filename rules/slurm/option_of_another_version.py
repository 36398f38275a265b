"""A directive holds an option that other versions of Slurm have.

## Why is this bad?
An option that is gone, or not there yet, is unknown: `sbatch` refuses the whole script. A script that works on one
cluster then fails on the next.

## What to do
Use the option that took its place, or take the line out. `sbatch --version` tells the version; the policy's
`scheduler.version` tells it to envdoctor. Where the version is not known, an option that only some versions have is a
note.

## Fix safety
Safe: an option that only has another name now is written with it: `--workdir` becomes `--chdir`, `--share`
becomes `--oversubscribe`. Nothing else is changed.

## References
- Slurm's change logs; sbatch(1) of each version.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.site import Target
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at, causes, option_at, span_of, swap

REPLACED = msg("{option} is gone since Slurm {until}; use {near}")
GONE = msg("{option} is gone since Slurm {until}: newer ones refuse the script")
RENAMED = msg("{option} is called {near} now: sbatch refuses the old name")
LONG_GONE = msg("{option} is gone: sbatch refuses the script")
FUTURE = msg("{option} came with Slurm {since}: older ones refuse the script")
UNTIL = {"power": "24.05"}
"""Options that the oldest versions in use have, and the first version that refuses them."""


def _going(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """Options that an older version takes and a newer one refuses."""
    keys = Keys()
    for directive in slurm.directives:
        if directive.option not in UNTIL or directive.scheduler != "slurm":
            continue
        start, end = option_at(source.text, directive.span)
        told: dict[str, Any] = {"until": UNTIL[directive.option], "near": "", "since": ""}
        yield Finding(
            GONE,
            place=source.path,
            key=keys(directive.option),
            location=at(source.path, span_of(source.text, start, end)),
            severity=Severity.NOTE,
            option=source.text[start:end],
            **told,
        )


@rule("SLU103", "option-of-another-version", severity=Severity.ERROR, fix=Safety.SAFE)
def option_of_another_version(source: SourceFile, slurm: Slurm, target: Target) -> Iterator[Finding]:
    """One finding for each such option; a note where the target's version is not known."""
    path, text = source.path, source.text
    if target.version is None:
        yield from _going(source, slurm)
    for fault, key in causes(slurm, "gone-option", "future-option"):
        start, end = option_at(text, fault.span)
        near, until = fault.args.get("near", "").lstrip("-"), fault.args.get("until", "")
        gone = (REPLACED if near else GONE) if until else RENAMED if near else LONG_GONE
        yield Finding(
            gone if fault.kind == "gone-option" else FUTURE,
            place=path,
            key=key,
            location=at(path, span_of(text, start, end)),
            severity=None if fault.fatal else Severity.NOTE,
            wish=swap(path, text, start, end, f"--{near}") if near and gone is RENAMED else None,
            option=text[start:end],
            until=until,
            near=f"--{near}",
            since=fault.args.get("since", ""),
        )
