"""A job number is given to a command that takes process numbers.

## Why is this bad?
`skill` and `kill` end processes, and a job number is no process number. On a node where a process of that number
happens to run under your account, that one is ended; otherwise nothing happens, and the job goes on.

## What to do
`scancel ID` ends a job: its processes get SIGTERM, and SIGKILL half a minute later. If it is still there, use
`scancel -s KILL -f ID`; in LSF `bkill`, then `bkill -r`; in PBS `qdel`, then `qdel -W force`.

## Fix safety
Nothing is changed: which job is meant, and how gently it should end, is for you to say.

## References
- scancel(1); skill(1); kill(1); bkill(1); qdel(1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.shell_code import Body
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.body import Command
from envdoctor.syntax.jobs.pointing import Keys, at

JOBS = re.compile(r"\$\{?(?:SLURM_(?:ARRAY_)?JOB_?ID|LSB_JOBID|PBS_JOBID)\b")
ENDS = {"SLURM": "scancel JOBID", "LSB": "bkill JOBID", "PBS": "qdel JOBID"}
PLAIN = re.compile(r"\d+\Z")


@rule("JOB501", "skill-kills-by-pid", severity=Severity.WARNING, words=("kill",))
def skill_kills_by_pid(source: SourceFile, shell_code: Body) -> Iterator[Finding]:
    """One finding a command; ``-0`` only asks whether a process is there."""
    keys = Keys()
    for command in shell_code.called("skill", "kill"):
        job = _job(command)
        if job is not None and "-0" not in command.args:
            known = next((answer for name, answer in ENDS.items() if name in job), ENDS["SLURM"])
            yield Finding(
                msg("{command} takes process numbers, not job numbers; end a job with {instead}"),
                place=source.path,
                key=keys(command.name),
                location=at(source.path, command.span),
                command=command.name,
                instead=known,
            )


def _job(command: Command) -> str | None:
    """The argument that is a job's number; for ``skill`` also a plain number, which no script can know beforehand."""
    for word in command.words[1:]:
        if word.text.startswith("-"):
            continue
        if JOBS.match(word.text) or (command.name == "skill" and word.certain and PLAIN.match(word.text)):
            return word.text
    return None
