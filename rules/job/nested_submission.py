"""A job submits itself again, whatever happens.

## Why is this bad?
Each run puts the next one into the queue, also when the program failed in its first second. The chain does not end
until somebody cancels it, and it can fill the queue within minutes.

## What to do
Submit again only while there is work left: `[ -e finished ] || sbatch "$0"`, and only if the program ended well. A
job that is only to wait for the one before can be submitted at once, with `--dependency=afterok:ID`; a job array with
a limit (`--array=1-20%1`) runs one part after the other.

## Fix safety
Nothing is changed: when the chain is to end is known to its author only.

## References
- sbatch(1), options `--dependency` and `--array`; bsub(1), option `-w`; qsub(1), `-W depend`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Body, Request
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.body import Command
from envdoctor.syntax.jobs.pointing import at, line_at

LATER = ("--begin", "-b", "-a", "--test-only", "--parsable")
"""With one of these it is done on purpose, like a clock, or not done at all."""


@rule("JOB508", "nested-submission", severity=Severity.NOTE, words=("sbatch", "bsub", "qsub"))
def nested_submission(source: SourceFile, job: Request, body: Body) -> Iterator[Finding]:
    """At most one finding a script: no condition around the command, none on its line, no way out before it."""
    name = PurePosixPath(source.path).name
    if not job.scheduler or not body.whole:
        return
    for command in body.commands:
        if command.name in ("exit", "return") or (command.name == "set" and any("e" in arg for arg in command.args)):
            return
        if command.name in ("sbatch", "bsub", "qsub") and _itself(command, name) and _always(source.text, command):
            yield Finding(
                msg("every run submits the next one, also after a failure; nothing ends this chain"),
                place=source.path,
                key=command.name,
                location=at(source.path, command.span),
            )
            return


def _itself(command: Command, name: str) -> bool:
    named = [arg for arg in command.args if not arg.startswith("-")]
    named += [target for operator, target in command.redirects if operator == "<"]
    return bool(named) and (named[-1] in ("$0", "${0}") or named[-1].removeprefix("./") == name)


def _always(text: str, command: Command) -> bool:
    if set(command.inside) - {"substitution"} or any(arg.startswith(LATER[:1]) or arg in LATER for arg in command.args):
        return False
    line = line_at(text, command.span.start)
    return "&&" not in line and "||" not in line
