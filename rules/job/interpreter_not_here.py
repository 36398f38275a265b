"""The first line of a script names a program that is not on this machine.

## Why is this bad?
The kernel starts a script with the program that its first line names. If it is not there, the script ends at once with
`No such file or directory`, which seems to speak of the script itself. Paths of one's own Python are different on each
cluster.

## What to do
Write `#!/bin/bash`. For another interpreter, `#!/usr/bin/env python3` takes the one that the environment has. If the
program is there on the nodes where the job runs, all is well.

## Fix safety
Nothing is changed: which interpreter is meant is known to the author only.

## References
- execve(2), "Interpreter scripts".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.scripts import Interpreter
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at


@rule("JOB513", "interpreter-not-here", severity=Severity.NOTE, signs=("missing",))
def interpreter_not_here(source: SourceFile, interpreter: Interpreter) -> Iterator[Finding]:
    """At most one finding a script."""
    if interpreter.missing and interpreter.span is not None:
        yield Finding(
            msg("{program} is not on this machine; the script does not start where it is missing"),
            place=source.path,
            key="interpreter",
            location=at(source.path, interpreter.span),
            program=interpreter.path,
        )
