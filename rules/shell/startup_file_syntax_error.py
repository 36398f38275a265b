"""A start-up file has a syntax error: the shell stops reading it there.

## Why is this bad?
A shell gives up a start-up file at the first line that makes no sense. What stands below is not set, in new terminals
and in jobs, and often a message is printed that scp and sftp can't digest. With zsh and fish nothing of the command
around it runs, with fish nothing of the file.

## What to do
Look at the line that is named and at those above: the shell names the line at which it noticed, so a missing `fi` or a
quote that was never closed may stand further up. The command that is shown repeats the test; it runs nothing.
A file with the line ends of Windows is full of such errors; for that case a command is shown that mends it.

## Fix safety
Nothing is changed: what the line was meant to say is yours to know.

## References
- bash(1), dash(1), zsh(1), tcsh(1), option `-n`; fish(1), option `--no-execute`: the shell itself is asked.
- tcsh sees quotes and brackets without a partner, but not a missing `endif`.
"""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from envdoctor import Advise, Finding, Location, Safety, Severity, msg, rule
from envdoctor.facts.types import SourceFile
from envdoctor.facts.verdict import Verdict
from envdoctor.syntax.jobs.pointing import shown

DOS = msg("the file has the line ends of Windows; this takes them out")
LOOK = msg("mend the line, or one above it; this repeats the test")


@rule("SHL303", "startup-file-syntax-error", severity=Severity.ERROR, fix=Safety.MANUAL)
def startup_file_syntax_error(source: SourceFile, verdict: Verdict) -> Iterator[Finding]:
    """One finding a file: the shell says no more than the first. tcsh goes line by line and may never reach it."""
    if not verdict.said:
        return
    path = quote(source.path if source.path.startswith("/") else f"./{source.path}")
    line = "".join(source.text.split("\n")[(verdict.line or 1) - 1 : verdict.line])
    dos = "\r\n" in source.text
    yield Finding(
        msg("{shell} can't read on from here: {said}"),
        place=source.path,
        location=Location(source.path, verdict.line),
        severity=Severity.WARNING if verdict.shell == "tcsh" else Severity.ERROR,
        wish=Advise(
            DOS if dos else LOOK,
            commands=(f"sed -i --follow-symlinks 's/\\r$//' {path}" if dos else f"{' '.join(verdict.command)} {path}",),
        ),
        shell=verdict.shell,
        said=shown(line, 0, verdict.said),
    )
