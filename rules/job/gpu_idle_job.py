"""A job holds GPUs for work that uses none.

## Why is this bad?
While a job copies files, downloads, installs or sleeps, its cards compute nothing, and nobody else can have them.

## What to do
Run such work on a login node or in a job without cards. To look at a node that you hold, ask for an interactive job
(`srun --pty bash`); it ends when you leave it.

## Fix safety
Nothing is changed: the job may have been made for something that is not in the script.

## References
- sbatch(1), option `--gres`; srun(1), option `--pty`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Body, Request
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at
from envdoctor.syntax.jobs.shape import shape
from envdoctor.syntax.jobs.shell.commands import FETCHES, FILES, python, unknown

ASIDE = frozenset("mkdir cat ls touch df du rm tee stat".split())
WORK = (FILES | FETCHES | {"sleep", "conda", "mamba"}) - ASIDE
QUICK = frozenset("activate deactivate list info config show freeze check init".split())
"""First words with which conda and pip do next to nothing."""
TOOLS = frozenset("nvcc nvidia-smi".split())
"""Where one of these runs, the job looks at the cards or builds for them."""


@rule("JOB209", "gpu-idle-job", severity=Severity.NOTE)
def gpu_idle_job(source: SourceFile, job: Request, body: Body) -> Iterator[Finding]:
    """At most one finding a script, and only where every command is known."""
    found = shape(job)
    if found.cards_by is None or found.cards < 1 or unknown(body) or body.called(*TOOLS):
        return
    work = [command for command in body.commands if command.name in WORK and not QUICK & set(command.args[:1])]
    if not work or any(python(command) for command in body.commands):
        return
    span = found.cards_by.span
    yield Finding(
        msg("the job holds a GPU, but only runs {commands}"),
        place=source.path,
        key=found.cards_by.option,
        location=at(source.path, span),
        commands=", ".join(dict.fromkeys(command.name for command in work)),
    )
