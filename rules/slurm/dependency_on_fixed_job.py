"""A script waits for one certain job, whenever it is submitted.

## Why is this bad?
Every job gets a new number. `#SBATCH --dependency=afterok:8591` was right once; the next time it waits for a job that
is long over. Slurm forgets jobs after some minutes and then starts at once, although the work to wait for is not done,
or it never starts because that job failed.

## What to do
Give the number on the command line: `sbatch --dependency=afterok:$(sbatch --parsable first.sbatch) second.sbatch`. If
the jobs only must not run side by side, `--dependency=singleton` waits for those of the same name.

## Fix safety
Nothing is changed: which job is meant this time, only you know.

## References
- sbatch(1), options `--dependency`, `--parsable`; slurm.conf(5), `MinJobAge`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.late import pattern
from envdoctor.syntax.jobs.pointing import at, last_of

FIXED = pattern(r"(?:^|[,?])(?:after\w*:)?(?P<job>[1-9]\d{0,9})(?=$|[_+:,?])", re.I | re.ASCII)


@rule("SLU138", "dependency-on-fixed-job", severity=Severity.NOTE, words=("-d",))
def dependency_on_fixed_job(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """At most one finding a script, at its first job's number."""
    asked = last_of(slurm).get("dependency")
    found = FIXED.search(asked.value or "") if asked else None
    if asked is None or found is None:
        return
    yield Finding(
        msg("waits for job {job}, whenever it is submitted; give the number on the command line"),
        place=source.path,
        key="dependency",
        location=at(source.path, asked.value_span or asked.span),
        job=found["job"],
    )
