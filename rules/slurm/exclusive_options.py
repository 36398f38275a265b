"""Options that exclude each other stand in one script.

## Why is this bad?
`--mem`, `--mem-per-cpu` and `--mem-per-gpu` say the same thing in three ways; `--ntasks-per-gpu` does not go with
`--gpus-per-task`. `sbatch` refuses the script.

## What to do
Keep one of them. For a job with cards, `--mem` (memory of a node) or `--mem-per-gpu` is the clearest.

## Fix safety
Nothing is changed: which of them is meant, only you know.

## References
- sbatch(1), option `--mem`: "mutually exclusive".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, causes

EXCLUDE = msg("{options} exclude each other: sbatch refuses the script; keep one")
NODES = msg("--nodelist names more nodes than --nodes asks for: some versions of Slurm refuse the script")


@rule("SLU119", "exclusive-options", severity=Severity.ERROR)
def exclusive_options(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding for each group, at its last option; a note where only some versions refuse it."""
    for fault, key in causes(slurm, "exclusive-options"):
        options = fault.args.get("options", "").split()
        yield Finding(
            NODES if options == ["nodes", "nodelist"] else EXCLUDE,
            place=source.path,
            key=key,
            location=at(source.path, fault.span),
            severity=None if fault.fatal else Severity.NOTE,
            evidence=tuple(filter(None, (fault.args.get("reason", ""),))),
            options=", ".join(f"--{option}" for option in options),
        )
