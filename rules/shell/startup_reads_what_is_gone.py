"""A start-up file reads or runs something that is gone.

## Why is this bad?
A conda, rustup or oh-my-zsh that was moved or deleted leaves its lines in the start-up files. Each new shell then
prints "No such file or directory", and the tool is missing without a word about why. The block that `conda init`
writes says nothing at all: conda is just not found, and a folder that does not exist is put into `PATH`.

## What to do
Delete the lines, or point them at where the program is now. `conda init` writes its block anew: run it from the conda
that you have. A line that asks first whether the file is there (`[ -r FILE ] && . FILE`) is not reported.

## Fix safety
Nothing is changed: your own lines are never deleted.

## References
- conda: "conda init"; rustup: the line `. "$HOME/.cargo/env"`; bash(1), `source`.
- A POSIX shell ends at once where a file that it is to read is missing (dash(1), `.`).
"""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from envdoctor import Advise, Finding, Location, Safety, Severity, Unavailable, msg, rule
from envdoctor.facts.needed import Needed
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.needs import Need

BLOCK = msg("this block starts {tool} at {path}, which is not there: new shells have no {tool}")
FILE = msg("reads {path}, which is not there: every new shell prints an error")
PROGRAM = msg("runs {path}, which is not there: every new shell prints an error")


def _wish(need: Need, path: str) -> Advise:
    if need.kind == "block":
        marks = f"/^# >>> {need.tool} initialize >>>/,/^# <<< {need.tool} initialize <<</"
        cut = f"sed -i --follow-symlinks '{marks}d' {quote(path)}"
        text = msg("delete the block, or run {tool} init from the {tool} that you have: it writes the block anew")
        return Advise(text, {"tool": need.tool}, (cut,))
    if need.kind == "file":
        line = f"[ -r {need.word} ] && . {need.word}"
        return Advise(msg("delete the line, or let it ask first"), commands=(line,))
    return Advise(msg("delete the line, or change it to where the program is now"))


@rule("SHL306", "startup-reads-what-is-gone", severity=Severity.WARNING, fix=Safety.MANUAL)
def startup_reads_what_is_gone(source: SourceFile, needed: Needed) -> Iterator[Finding]:
    """One finding for each thing that is gone, at its block or at the first line that wants it."""
    for need in needed.gone:
        where = need.place
        yield Finding(
            {"block": BLOCK, "file": FILE}.get(need.kind, PROGRAM),
            place=source.path,
            key=need.path,
            location=Location(source.path, where.line, where.column, where.end_column),
            wish=_wish(need, source.path),
            path=need.path,
            tool=need.tool,
        )
    if needed.untold and not needed.gone:
        raise Unavailable(needed.untold)
