"""A directive holds an option of srun, which sbatch refuses.

## Why is this bad?
`--mpi`, `--cpu-bind`, `--overlap`, `--pty`, `--label` and others say how `srun` starts tasks. In a directive they are
unknown: `sbatch` refuses the whole script.

## What to do
Move the option to the `srun` line of the script: `srun --mpi=pmix ./program`.

## Fix safety
Nothing is changed: which `srun` line it belongs to, only you know.

## References
- srun(1) and sbatch(1), "OPTIONS".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, causes, option_at, span_of


@rule("SLU102", "srun-option", severity=Severity.ERROR, signs=("srun-option",))
def srun_option(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding for each such option."""
    path, text = source.path, source.text
    for fault, key in causes(slurm, "srun-option"):
        start, end = option_at(text, fault.span)
        yield Finding(
            msg("sbatch refuses {option}: it is an option of {program}; give it there"),
            place=path,
            key=key,
            location=at(path, span_of(text, start, end)),
            option=text[start:end],
            program=fault.args.get("takes") or "srun",
        )
