"""A job installs software.

## Why is this bad?
Every run installs anew, while the cards that it holds wait, and on another day it gets other versions. On nodes
without network it fails; where the policy says that compute nodes have none, JOB415 speaks instead. Where several
tasks or the members of an array install into one environment at the same time, they write over each other and leave it
broken; that is a warning.

## What to do
Install once, at a prompt, and only activate the environment in the job. An environment on the node's own disk that
lives as long as the job (`virtualenv $SLURM_TMPDIR/env`) is fine.

## Fix safety
Nothing is changed: the line may be needed the first time.

## References
- pip(1), "install"; conda(1), "install".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Body, Request
from envdoctor.facts.site import Site, speaks
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.body import Command
from envdoctor.syntax.jobs.pointing import at
from envdoctor.syntax.jobs.shape import shape
from envdoctor.syntax.jobs.shell.commands import python
from envdoctor.syntax.jobs.shell.fetches import fetches

CONDAS = frozenset(("conda", "mamba", "micromamba"))
MAKES = frozenset(("install", "create", "update", "upgrade"))
MADE_BY = ("install", "create", "update", "upgrade", "sync")
OWN = re.compile(r"TMP|/tmp\b|SCRATCH|/dev/shm|LOCAL", re.I)
"""Words of a path on the node's own disk."""
ASIDE = frozenset("--no-index --target -t --prefix --root --dry-run --help -h --clone --download-only".split())
BOXES = frozenset("docker podman singularity apptainer shifter ssh enroot udocker charliecloud ch-run".split())
SEVERAL = re.compile(r"[-,](?!.*%1\s*$)")
"""An array of more than one member, of which several may run at a time."""
PLAIN = msg("{command} runs in every job, while what it holds waits; install once, at a prompt")
RACE = msg("{command} runs in every task at once and they write over each other; install once, at a prompt")


@rule("JOB502", "install-in-job", severity=Severity.NOTE, words=MADE_BY)
def install_in_job(source: SourceFile, job: Request, body: Body, site: Site) -> Iterator[Finding]:
    """One finding a script, at the first such command; those that several tasks run come first."""
    found = [(command, called) for command in body.commands if (called := _installs(command))]
    if not found or any(_own(command) for command in body.commands):
        return
    if site.compute_network is False and speaks(job, site):
        found = [pair for pair in found if not fetches(pair[0])]
        if not found:
            return
    many = job.array is not None and SEVERAL.search(job.array.text) is not None
    tasks = shape(job).tasks
    raced = [pair for pair in found if _raced(pair[0], many, tasks)]
    command, called = (raced or found)[0]
    yield Finding(
        RACE if raced else PLAIN,
        place=source.path,
        key="install",
        location=at(source.path, command.span),
        severity=Severity.WARNING if raced else Severity.NOTE,
        command=called,
    )


def _own(command: Command) -> bool:
    """An environment is made on the node's own disk."""
    makes = command.name == "virtualenv" or command.args[:2] == ("-m", "venv") or command.args[:1] == ("create",)
    return makes and OWN.search(" ".join(command.args)) is not None


def _raced(command: Command, array: bool, tasks: int) -> bool:
    if any(name in ("if", "case") or name.startswith("function ") for name in command.inside):
        return False
    return array or ("srun" in command.wrapped and tasks > 1)


def _installs(command: Command) -> str:
    """What it is called, ``pip install``; "" if it installs nothing or not for good."""
    name, args = command.name, command.args
    if BOXES & set(command.wrapped) or any(arg.partition("=")[0] in ASIDE for arg in args):
        return ""
    if python(command) and args[:2] == ("-m", "pip"):
        name, args = "pip", args[2:]
    if name in ("pip", "pip3") or re.match(r"pip3\.\d+\Z", name):
        return f"{name} install" if args[:1] == ("install",) else ""
    if name in CONDAS and args[:1] == ("env",):
        return f"{name} env {args[1]}" if args[1:2] and args[1] in MAKES else ""
    if name in CONDAS:
        return f"{name} {args[0]}" if args[:1] and args[0] in MAKES else ""
    if name == "uv":
        return "uv pip install" if args[:2] == ("pip", "install") else "uv sync" if args[:1] == ("sync",) else ""
    if name in ("npm", "poetry") and args[:1] == ("install",):
        return f"{name} install"
    return ""
