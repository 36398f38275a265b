"""A PBS script holds directives of another scheduler.

## Why is this bad?
`qsub` reads `#PBS` lines only. A `#SBATCH --gres=gpu:1` or `#BSUB -W 24:00` among them is a comment, without a word:
the job runs without what the line asks for.

## What to do
Say it in the words of PBS: `#PBS -l select=1:ngpus=1` for `--gres=gpu:1`, `#PBS -l walltime=24:00:00` for 24 hours.
Delete the line if PBS is told already. If the script is for Slurm, `#SBATCH` lines have to be its own: `sbatch` reads
`#PBS` lines as well.
Where the finding is wrong about whose script it is, give the file the ending `.slurm` or `.lsf`, or set
`scheduler.kind` in the policy.

## Fix safety
Nothing is changed: whether the line is meant, only you know.

## References
- qsub(1B) of OpenPBS, "PBS Directives".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, rule
from envdoctor.facts.jobs import Pbs
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.strangers import strangers


@rule("PBS122", "lines-of-another-scheduler", severity=Severity.WARNING, words=("#SBATCH", "#BSUB"))
def lines_of_another_scheduler(source: SourceFile, pbs: Pbs) -> Iterator[Finding]:
    """One finding for each other scheduler; a note where so many lines stand there that both are meant."""
    yield from strangers(source.path, source.text, pbs, "qsub")
