"""A script calls a file that may not be executed.

## Why is this bad?
The line ends with "Permission denied", and the script goes on without it, or ends there under `set -e`. Files lose the
right to be executed when they are downloaded, copied from Windows or a chat, or put into git by a web page.

## What to do
`chmod +x run.sh` once, or start it with its program: `bash run.sh`, `python run.py`. In git:
`git update-index --chmod=+x run.sh`.

## Fix safety
Nothing is changed: whether it is a program at all, and of which language, is for you to say. It is said only of a file
that is here, beside the script or where it goes with `cd`, and that nobody may execute. It is a warning and no error,
since a copy through zip or a Windows share, or a checkout with `core.fileMode=false`, holds no such right, and the
original on the cluster may have it.

## References
- chmod(1); execve(2), "EACCES"; git-update-index(1), option `--chmod`.
"""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from envdoctor import Advise, Finding, Safety, Severity, msg, rule
from envdoctor.facts.programs import Unstarted
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at

HOW = msg("let it be executed")


@rule("JOB514", "script-not-executable", severity=Severity.WARNING, fix=Safety.MANUAL, signs=("unstarted",))
def script_not_executable(source: SourceFile, unstarted: Unstarted) -> Iterator[Finding]:
    """One finding a file, at its first call."""
    told: set[str] = set()
    for word in unstarted.all:
        if word.text not in told:
            told.add(word.text)
            yield Finding(
                msg('{file} is not executable: "Permission denied"; chmod +x it, or start it with its interpreter'),
                place=source.path,
                key=word.text,
                location=at(source.path, word.span),
                wish=Advise(HOW, {}, (f"chmod +x {quote(word.text)}",)),
                file=word.text,
            )
