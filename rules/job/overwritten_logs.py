"""Several runs or array tasks write into one log.

## Why is this bad?
Slurm empties the log when a job starts. With a fixed name the next run takes the place of the last one's log, and
with a job array the tasks write over each other: what remains belongs to none of them. An array gets a warning.

## What to do
Put the job's number into the name: `--output=%x-%j.out`, for arrays `--output=%x-%A_%a.out`. Without `--output` Slurm
does this by itself. `--open-mode=append` keeps what a fixed name held.

It is said of Slurm only. LSF's `-o` appends, and `-oo` says that it overwrites; its arrays have a rule of their own,
LSF119. A name that is a folder's is left to SLU136, and by a policy one that only its node sees to JOB418. What PBS
does with an older log, and with those of an array, depends on its kind and version.

## Fix safety
Nothing is changed: other scripts may look for the log under its name.

## References
- sbatch(1), "filename pattern" and option `--open-mode`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Advise, Finding, Safety, Severity, msg, rule
from envdoctor.facts.job_files import is_folder, node_log
from envdoctor.facts.jobs import Request
from envdoctor.facts.site import Site
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, templated
from envdoctor.syntax.jobs.values import Asked

TASKS = msg("all array tasks write into one file, {log}; put %a into its name: %A_%a")
RUNS = msg("each run writes over the log of the last one, {log}; put %j into its name")
HOW = msg("put %j into the name, %A_%a for an array")


ONE_TASK = re.compile(r"(\d+)(?:-\1)?(?::\d+)?(?:%\d+)?")


def _fixed(asked: Asked, *patterns: str) -> bool:
    """None of the patterns, padded or not, is in a name that is surely a file's."""
    text = asked.text
    if not text or text.startswith(("/dev/", "[")) or "$" in text or templated(text):
        return False
    plain = text.replace("%%", "")
    letters = {part.lstrip("0123456789")[:1] for part in plain.split("%")[1:]}
    return "\\" in text or not letters & set(patterns)


@rule("JOB306", "overwritten-logs", severity=Severity.NOTE, fix=Safety.MANUAL)
def overwritten_logs(source: SourceFile, job: Request, site: Site) -> Iterator[Finding]:
    """One finding a log of a Slurm job."""
    appends = any(directive.option == "open-mode" for directive in job.directives)
    if job.scheduler != "slurm" or appends or "array" in job.unsure:
        return
    tasks = job.array is not None and not ONE_TASK.fullmatch(job.array.text)
    told: set[str] = set()
    for option, asked in (("output", job.output), ("error", job.error)):
        if asked is None or option in job.unsure or asked.text in told:
            continue
        shared = tasks and _fixed(asked, "a", "j", "J")
        if not shared and not _fixed(asked, "j", "J", "A", "a"):
            continue
        if is_folder(asked) or node_log(asked, job, site):
            continue
        told.add(asked.text)
        yield Finding(
            TASKS if shared else RUNS,
            place=source.path,
            key=option,
            location=at(source.path, asked.directive.value_span or asked.directive.span),
            severity=Severity.WARNING if shared else Severity.NOTE,
            wish=Advise(HOW),
            log=asked.text,
        )
