"""The folder for the job's log is there, but this account may not write to it.

## Why is this bad?
The scheduler opens the log under your account. Slurm cannot, so the job fails at once, without having run and without a
log that would say why; `scontrol show job` says `JobLaunchFailure`. LSF mails the output or drops it, and PBS leaves it
behind on the node.

## What to do
Let the log go to a folder of your own: scripts of others often name theirs. Where the folder is shared with your group,
its owner can open it: `chmod g+w FOLDER`.

## Fix safety
Nothing is changed: where logs belong is for you to say. It is said only of a folder that is here, and not of a log that
is there already, which may be open to you by itself.

## References
- sbatch(1), options `--output`, `--error`; bsub(1), options `-o`, `-e`; qsub(1B), options `-o`, `-e`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Safety, Severity, msg, rule
from envdoctor.facts.job_files import LogFolders
from envdoctor.facts.jobs import Request
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at

TEXTS = {
    "slurm": msg("you may not write to {folder} here: the job fails at once and leaves no log"),
    "lsf": msg("you may not write to {folder} here: the output is mailed or lost"),
    "pbs": msg("you may not write to {folder} here: the log stays behind on the node"),
}
HOW = msg("let the log go to a folder of your own")


@rule("JOB515", "log-folder-not-writable", severity=Severity.WARNING, fix=Safety.MANUAL, signs=("closed",))
def log_folder_not_writable(source: SourceFile, job: Request, log_folders: LogFolders) -> Iterator[Finding]:
    """One finding a folder."""
    told: set[str] = set()
    for option, asked in (("output", job.output), ("error", job.error)):
        folder = log_folders.closed.get(option)
        if asked is None or folder is None or folder in told or job.scheduler not in TEXTS:
            continue
        told.add(folder)
        yield Finding(
            TEXTS[job.scheduler],
            place=source.path,
            key=folder,
            location=at(source.path, asked.directive.value_span or asked.directive.span),
            wish=Advise(HOW),
            folder=folder,
        )
