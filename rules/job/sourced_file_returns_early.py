"""The script reads a `~/.bashrc` that turns back before it sets up conda.

## Why is this bad?
Your `~/.bashrc` has a line that ends it where nobody sits at a prompt. A job is such a place, so `source ~/.bashrc`
does nothing for what stands below that line. Here this is the set-up of conda, and `conda activate` then fails.

## What to do
Put `eval "$(conda shell.bash hook)"` before `conda activate`, or source conda's own `etc/profile.d/conda.sh` in place
of `~/.bashrc`. Or move the block of conda in `~/.bashrc` above the line that turns back.

## Fix safety
Safe: one line is put before the call, or before the statement around it; `~/.bashrc` and the line that reads it stay as
they are.

## References
- bash(1), "Invocation": a script's shell is not interactive.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Safety, Severity, msg, rule
from envdoctor.facts.job_files import OwnBashrc
from envdoctor.facts.jobs import Body, Request
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, swap
from envdoctor.syntax.jobs.shell.conda import after_bashrc, hook_line

EARLY = msg("{call} does nothing here: ~/.bashrc:{line} returns early in jobs")
HOW = msg("put the shell hook of {tool} before this line; {tool} shell hook --help shows it")


@rule(
    "JOB302",
    "sourced-file-returns-early",
    severity=Severity.ERROR,
    fix=Safety.SAFE,
    words=("activate",),
    signs=("guard",),
)
def sourced_file_returns_early(
    source: SourceFile, job: Request, body: Body, own_bashrc: OwnBashrc
) -> Iterator[Finding]:
    """One finding a script, at the call that fails."""
    found = after_bashrc(body, source.text) if own_bashrc.guard is not None and own_bashrc.conda_behind else None
    if found is None or job.scheduler == "pbs":
        return
    command = found[1]
    start, line = hook_line(source.text, body, command)
    yield Finding(
        EARLY,
        place=source.path,
        key=command.name,
        location=at(source.path, command.span),
        wish=swap(source.path, source.text, start, start, line) if line else Advise(HOW, {"tool": command.name}),
        call=f"{command.name} activate",
        line=own_bashrc.guard,
    )
