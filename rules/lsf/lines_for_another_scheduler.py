"""An LSF script holds directives of another scheduler.

## Why is this bad?
`bsub` reads `#BSUB` lines only. A `#SBATCH --gres=gpu:1` or `#PBS -l walltime=..` among them is a comment, without a
word: the job runs without what the line asks for.

## What to do
Say it in LSF's words: `#BSUB -gpu "num=1"` for `--gres=gpu:1`, `#BSUB -W 24:00` for 24 hours. Delete the line if LSF is
told already. If the script is for Slurm, `#SBATCH` lines have to be its own: `sbatch` reads `#BSUB` lines as well.
Where the finding is wrong about whose script it is, give the file the ending `.slurm` or `.pbs`, or set
`scheduler.kind` in the policy.

## Fix safety
Nothing is changed: whether the line is meant, only you know.

## References
- bsub(1) of IBM Spectrum LSF 10.1, "Submit jobs by using embedded options".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, rule
from envdoctor.facts.jobs import Lsf
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.strangers import strangers


@rule("LSF124", "lines-for-another-scheduler", severity=Severity.WARNING, words=("#SBATCH", "#PBS"))
def lines_for_another_scheduler(source: SourceFile, lsf: Lsf) -> Iterator[Finding]:
    """One finding for each other scheduler; a note where so many lines stand there that both are meant."""
    yield from strangers(source.path, source.text, lsf, "bsub")
