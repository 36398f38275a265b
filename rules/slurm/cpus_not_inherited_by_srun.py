"""srun does not take over --cpus-per-task from the script.

## Why is this bad?
From Slurm 22.05 to 23.02 `srun` ignores the `--cpus-per-task` of the batch script: each task gets one CPU. Eight loader
workers then share one core, and the cards wait for them. Up to 21.08 and from 23.11 on it is taken over; where it is
not known which Slurm runs the script, this is a note.

## What to do
Put this line before the first `srun`: `export SRUN_CPUS_PER_TASK=$SLURM_CPUS_PER_TASK`. It is right for every version.

## Fix safety
Nothing is changed: where the line belongs in your script, only you know.

## References
- Slurm's change logs: 22.05 ("srun no longer inherits SLURM_CPUS_PER_TASK") and 23.11 (back as before).
- srun(1), option `--cpus-per-task`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Body, Slurm
from envdoctor.facts.site import Target
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.body import Command
from envdoctor.syntax.jobs.pointing import at, last_of
from envdoctor.syntax.jobs.values import number_of

FIRST, BACK = (22, 5), (23, 11)
WORD = "CPUS_PER_TASK"


TINY = frozenset(
    "hostname echo date nvidia-smi mkdir cp rm rsync cat ls env printenv true sleep tar touch chmod".split()
)
"""Programs for which one CPU is enough."""


def _says(command: Command) -> bool:
    """This srun has its own number of CPUs, options that cannot be told, or a program that needs no more than one."""
    if any(word.text in TINY for word in command.words[1:]):
        return True
    for word in command.words[1:]:
        if word.text.startswith(("-c", "--cpus-per-task", "--cpus-per-t", "--exclusive", "--whole", "--overcommit")):
            return True
        if not word.certain and word.text.startswith("$"):
            return True
    return False


@rule("SLU131", "cpus-not-inherited-by-srun", severity=Severity.WARNING, fix=Safety.MANUAL, words=("srun",))
def cpus_not_inherited_by_srun(source: SourceFile, slurm: Slurm, body: Body, target: Target) -> Iterator[Finding]:
    """At most one finding a script: at the first srun without its own number."""
    if target.version is not None and not FIRST <= target.version < BACK:
        return
    asked = last_of(slurm).get("cpus-per-task")
    if asked is None or not (asked.value or "").isdecimal() or number_of(asked.value or "0") < 2:
        return
    if f"SRUN_{WORD}" in source.text:
        return
    first = next((command for command in body.called("srun") if not _says(command)), None)
    if first is None:
        return
    yield Finding(
        msg("from Slurm 22.05 to 23.02 this srun gets 1 CPU a task, not {cpus}; export SRUN_CPUS_PER_TASK before it"),
        place=source.path,
        key="srun",
        location=at(source.path, first.words[0].span),
        severity=None if target.version else Severity.NOTE,
        wish=Advise(
            msg("put this line before the first srun"),
            commands=("export SRUN_CPUS_PER_TASK=$SLURM_CPUS_PER_TASK",),
        ),
        cpus=asked.value,
    )
