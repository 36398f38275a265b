"""A job script runs `conda init`.

## Why is this bad?
`conda init` sets up `~/.bashrc` for the shells that you open later. It changes nothing for the shell that runs the
script, so a `conda activate` behind it still fails. Where `~/.bashrc` is set up already, it does nothing at all;
where it is not, or another conda calls it, it rewrites the file from within a job, and many array tasks may do so at
once.

## What to do
Delete the line. Where `conda activate` is needed, put `eval "$(conda shell.bash hook)"` in its place.

## Fix safety
Nothing is changed: the line may stand in a script that is meant to set up an account once.

## References
- conda's command reference, `conda init`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Advise, Finding, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Body, JobText
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.jobs.shell.conda import TOOLS

WRITES = msg("{call} sets up ~/.bashrc for later and does nothing for this script; use the shell hook instead")
HOW = msg('replace it by eval "$(conda shell.bash hook)", or delete it')
INSTALLS = re.compile(r"Mini(?:conda|forge)\d?-\S*\.sh|Mambaforge-\S*\.sh")
"""A script that installs conda sets up an account."""
QUIET = ("--help", "-h", "--dry-run", "-d", "--reverse")


@rule("JOB303", "conda-init-in-script", severity=Severity.WARNING, fix=Safety.MANUAL, words=(" init",))
def conda_init_in_script(source: SourceFile, job_text: JobText, body: Body) -> Iterator[Finding]:
    """At each call."""
    if " init" not in job_text or INSTALLS.search(job_text):
        return
    keys = Keys()
    for command in body.called(*TOOLS):
        words = command.args
        starts = words[:1] == ("init",) or words[:2] == ("shell", "init")
        if starts and not any(word in QUIET for word in words):
            yield Finding(
                WRITES,
                place=source.path,
                key=keys(command.name),
                location=at(source.path, command.span),
                wish=Advise(HOW),
                call=f"{command.name} init",
            )
