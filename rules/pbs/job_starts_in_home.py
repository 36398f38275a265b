"""A job uses relative paths and never goes to the folder it was submitted from.

## Why is this bad?
PBS starts every job in your home folder. `python train.py` then looks for `~/train.py` and dies, or writes its results
into a home that is small. Some sites start jobs where they were submitted; there the line below does no harm.

## What to do
Put `cd "$PBS_O_WORKDIR"` before the first command.

## Fix safety
Nothing is changed: the file may lie in your home on purpose.

## References
- qsub(1B), "PBS_O_WORKDIR": the folder where qsub ran.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Body, Pbs
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.body import Command
from envdoctor.syntax.jobs.pbs.reader import flavour
from envdoctor.syntax.jobs.pointing import at

INTERPRETERS = frozenset("python python2 python3 bash sh zsh perl Rscript julia ruby".split())
SCRIPTS = (".py", ".sh", ".pl", ".R", ".r", ".jl", ".rb")
MOVERS = frozenset(("cd", "pushd", "popd", "chdir"))
PLACED = frozenset("dwD")
"""Options that say where the job starts, in one PBS or the other."""


@rule("PBS113", "job-starts-in-home", severity=Severity.NOTE)
def job_starts_in_home(source: SourceFile, pbs: Pbs, body: Body) -> Iterator[Finding]:
    """At most one finding a script, at the first program by a relative path."""
    if not pbs.directives or not body.whole or flavour(pbs) == "nqsv" or _moves(source.text, pbs, body):
        return
    for command in body.commands:
        if command.name in MOVERS or command.name in ("source", ".", "eval"):
            return
        if (path := _relative(command)) and not command.inside:
            yield Finding(
                msg('PBS starts jobs in your home, so {path} is looked for there; cd "$PBS_O_WORKDIR" first'),
                place=source.path,
                key=path,
                location=at(source.path, command.span),
                path=path,
            )
            return


def _moves(text: str, pbs: Pbs, body: Body) -> bool:
    """Something may bring the job elsewhere, or the script is run in another way as well."""
    if "O_WORKDIR" in text or "wdir" in text or "chdir" in text:
        return True
    for directive in pbs.directives:
        if directive.option in PLACED or (directive.option == "W" and "sandbox" in (directive.value or "")):
            return True
        if directive.option == "l" and (directive.value or "").split(",")[0] == "wd":
            return True
    return any(command.name in MOVERS for command in body.commands)


def _relative(command: Command) -> str:
    """The program or script that a command names by a relative path; "" where it names none."""
    if not command.words or command.name in ("", "echo", "rm", "mkdir", "cp", "mv", "ls", "cat"):
        return ""
    first = command.words[0]
    if first.certain and first.text.startswith(("./", "../")):
        return first.text
    if command.name not in INTERPRETERS or len(command.words) < 2:
        return ""
    script = command.words[1]
    text = script.text
    return text if script.certain and text.endswith(SCRIPTS) and not text.startswith(("/", "-", "~", "$")) else ""
