"""The script calls `conda activate`, and nothing before it defines that.

## Why is this bad?
`conda activate` is a function that `conda init` puts into `~/.bashrc`. A job's shell reads no `~/.bashrc`, and a
function does not travel with the variables that Slurm and LSF pass on. So conda answers "Run 'conda init' before
'conda activate'" or is not found at all, and the script goes on with whatever `python` stands first on `PATH`.

## What to do
Put `eval "$(conda shell.bash hook)"` before it, or `source /path/to/miniconda3/etc/profile.d/conda.sh` where `conda`
is not on `PATH` in jobs. Nothing is said where a module, another file or `eval` may have defined it, where `||` names
another way, nor of PBS, whose jobs run in a login shell.

## Fix safety
Safe: one line is put before the first call, or before the statement or function around it, so that it runs before
every call. It runs nothing but `conda`; where that is not on `PATH`, the script fails as before. Where no such place
is sure, and for `mamba`, whose hook is another one in each version, it is left to you.

## References
- conda's guide, "Managing environments": activating an environment; `conda shell.bash hook`.
- sbatch(1), option `--export`; bash(1), "Invocation".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Body, Request
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, swap
from envdoctor.syntax.jobs.shell.conda import hook_line, undefined

UNKNOWN = msg('{call} is not defined in a job\'s shell; put eval "$(conda shell.bash hook)" before it')
OTHER = msg("{call} is not defined in a job's shell; run its shell hook before it")
HOW = msg("put the shell hook of {tool} before this line; {tool} shell hook --help shows it")


@rule("JOB301", "conda-without-hook", severity=Severity.WARNING, fix=Safety.SAFE, words=("activate",))
def conda_without_hook(source: SourceFile, job: Request, body: Body) -> Iterator[Finding]:
    """At the first call of a script; what comes after it fails likewise."""
    command = undefined(body, source.text) if "activate" in source.text and job.scheduler in ("slurm", "lsf") else None
    if command is None:
        return
    start, line = hook_line(source.text, body, command)
    alone = job.export is not None and job.export.text.upper() in ("NONE", "NIL")
    yield Finding(
        UNKNOWN if command.name == "conda" else OTHER,
        place=source.path,
        key=command.name,
        location=at(source.path, command.span),
        severity=Severity.ERROR if alone else None,
        wish=swap(source.path, source.text, start, start, line) if line else Advise(HOW, {"tool": command.name}),
        call=f"{command.name} activate",
    )
