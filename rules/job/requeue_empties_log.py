"""A job that may be started again loses the log of its first run.

## Why is this bad?
After a failed node, or when a more urgent job takes the place, Slurm starts a job with `--requeue` from its first line,
under the same number. It opens the log anew and empties it, so what the first run printed, and why it ended, is gone.

## What to do
Add `#SBATCH --open-mode=append`. A program that is started again also has to find its last checkpoint: look for it at
the start, and write results into a folder that carries `$SLURM_RESTART_COUNT` if it must not overwrite those of before.

## Fix safety
Nothing is changed: the site may have set `JobFileAppend`, and then logs grow already.

## References
- sbatch(1), options `--requeue` and `--open-mode`; slurm.conf(5), `JobFileAppend`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Request
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at
from envdoctor.syntax.jobs.shape import wants


@rule(
    "JOB211",
    "requeue-empties-log",
    severity=Severity.NOTE,
    words=(
        "--req",
        "#PBS",
    ),
)
def requeue_empties_log(source: SourceFile, job: Request) -> Iterator[Finding]:
    """At most one finding a script."""
    if job.scheduler != "slurm" or job.requeue is None or job.requeue.directive.option != "requeue":
        return
    if wants(job, "open-mode") or (job.output is not None and job.output.text == "/dev/null"):
        return
    yield Finding(
        msg("after a restart the log begins anew and the old one is lost; add --open-mode=append"),
        place=source.path,
        key="requeue",
        location=at(source.path, job.requeue.directive.span),
    )
