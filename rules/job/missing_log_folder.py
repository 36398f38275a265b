"""The folder for the job's log does not exist here.

## Why is this bad?
Slurm opens the log before the script runs, so a `mkdir` in the script comes too late, and is named. Before Slurm 23.02
a job whose folder is missing dies at once and leaves no log that would say why; later versions make the folder.

## What to do
Make the folder before you submit. A relative one counts from the folder in which `sbatch` is called. Whether it is
there can only be told for this machine, and for the folder of the script and the one you are in; a fresh checkout of
a repository never has empty folders. So it is a warning only where Slurm is known to be older than 23.02;
`sbatch -V` prints its version.

LSF and PBS usually put the log into its folder when the job has ended. A folder that the script makes is early enough
there; where nobody makes it, LSF mails the output or drops it, and PBS leaves it behind on the node. LSF makes a folder
itself only where nothing stands behind the last slash: `-o logs/`.

A name that is a folder's is left to SLU136, and by a policy one that only its node sees to JOB418.

## Fix safety
Nothing is changed: only you know where you will submit from.

## References
- sbatch(1), option `--output`; Slurm's release notes for 23.02.
- bsub(1) of IBM Spectrum LSF 10.1, options `-o`, `-e`; qsub(1B), option `-o`.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from envdoctor import Advise, Finding, Safety, Severity, msg, rule
from envdoctor.facts.job_files import LogFolders, is_folder, mkdir_line, node_log
from envdoctor.facts.jobs import Body, Request
from envdoctor.facts.site import Site, Target
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at

MAKES = (23, 2)
"""The first Slurm that makes the folder."""
DIES = msg("no folder {folder} here: the job dies and leaves no log; make it before you submit")
MAY_DIE = msg("no folder {folder} here: before Slurm 23.02 (see sbatch -V) the job dies without a log; make it first")
LATE = msg(
    "no folder {folder} here, and the mkdir in line {line} comes too late: the job dies and leaves no log; "
    "make it before you submit"
)
MAY_BE_LATE = msg(
    "no folder {folder} here: before Slurm 23.02 (see sbatch -V) the mkdir in line {line} comes too late and the job "
    "dies without a log; make it first"
)
MAKERS = ("mkdir", "install ", "makedirs")
"""What may make the folder while the job runs."""
LOST = {
    "lsf": msg("no folder {folder} here, and LSF makes none: the output is mailed or lost; make it before you submit"),
    "pbs": msg("no folder {folder} here, and PBS makes none: the log stays behind on the node; make it first"),
}
HOW = msg("make the folder")


@rule("JOB305", "missing-log-folder", severity=Severity.NOTE, fix=Safety.MANUAL, signs=("missing",))
def missing_log_folder(
    source: SourceFile, job: Request, body: Body, target: Target, site: Site, log_folders: LogFolders
) -> Iterator[Finding]:
    """One finding a folder. An absolute one may well be there on the cluster, and so may any with a newer Slurm."""
    slurm = job.scheduler == "slurm"
    if slurm and target.version is not None and target.version >= MAKES:
        return
    if not slurm and any(command in source.text for command in MAKERS):
        return
    sure = slurm and target.version is not None
    told: set[str] = set()
    for option, asked in (("output", job.output), ("error", job.error)):
        folder = log_folders.missing.get(option)
        if asked is None or folder is None or folder in told:
            continue
        if is_folder(asked) or node_log(asked, job, site):
            continue
        told.add(folder)
        line = mkdir_line(body, source.text, folder) if slurm else 0
        early, late = (DIES, LATE) if sure else (LOST.get(job.scheduler, MAY_DIE), MAY_BE_LATE)
        directive = asked.directive
        yield Finding(
            late if line else early,
            place=source.path,
            key=folder,
            location=at(source.path, directive.value_span or directive.span),
            severity=Severity.WARNING if sure and not folder.startswith("/") else Severity.NOTE,
            wish=Advise(HOW, commands=(f"mkdir -p -- {shlex.quote(folder)}",)),
            folder=folder,
            line=line,
        )
