"""A recursive delete begins with a variable that may be empty.

## Why is this bad?
If `SCRATCH_DIR` is not set, `rm -rf $SCRATCH_DIR/*` is `rm -rf /*`: it deletes everything on the machine that your
account may delete, shared data included. On another cluster, or after a change of a start-up file, a variable that was
always there is not set.

## What to do
Write `${SCRATCH_DIR:?}`: the shell stops with a message if it is empty. `set -u` at the top does the same for all
variables that are not set.

`rm -rf $SCRATCH_DIR/` without the star is refused by GNU `rm`, so it is not shown.

## Fix safety
Safe: `$NAME` becomes `${NAME:?}`, which is the same as long as the variable has a value.

## References
- bash(1), "Parameter Expansion" and `set -u`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Body
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.body import Body as Code
from envdoctor.syntax.jobs.body import Command
from envdoctor.syntax.jobs.pointing import Keys, at, swap
from envdoctor.syntax.jobs.shell.commands import stays

RISKY = re.compile(r"\"?\$(?:(\w+)|\{(\w+)\})\"?/\"?(?:\*|\{\*[^}]*\})/?$")
WHOLE = re.compile(r"\$(?:(\w+)|\{(\w+)\})")
GIVEN = re.compile(r"(?:HOME|PWD|OLDPWD|USER|LOGNAME|(?:SLURM|PBS|LSB|LS|SGE|COBALT)_\w*|\d+)\Z")
"""Set by the shell or the scheduler in every job; an argument is not for us to tell."""
NAMED = tuple(
    map(re.compile, (r"\b(?:for|select)\s+(\w+)", r"\$\{(\w+):?[-=?+]", r"-[nzdefsv]\s+\"?\$?\{?(\w+)", r"\b(\w+)="))
)
READ = re.compile(r"\b(?:read|getopts|mapfile|readarray|local|declare)\b(?=([^\n]{0,200}\w*))")
TESTED = re.compile(r"\[(?=([^\n\]]{0,200}\w*))")
WORD, VALUE = re.compile(r"\w+"), re.compile(r"\$\{?(\w+)")
"""Forms by which a script sets, reads, loops over or tests a variable, or says what holds if it is empty."""
SITE = frozenset("TMPDIR TMP TEMP SCRATCH WORK PROJECT LOCAL_SCRATCH WORKDIR DATA STORE FAST LOCALSCRATCH".split())
"""Set by many sites, and not by others."""


@rule("JOB506", "rm-with-unset-variable", severity=Severity.WARNING, fix=Safety.SAFE, words=("rm",))
def rm_with_unset_variable(source: SourceFile, body: Body) -> Iterator[Finding]:
    """One finding a word; nothing where the script tests or sets the variable, or reads files that may."""
    text = source.text
    removes = [command for command in body.called("rm") if _recursive(command)]
    if not removes or _strict(body) or not body.whole:
        return
    keys, known = Keys(), None
    opens = any(command.name in ("source", ".") and not stays(command) for command in body.commands)
    for command in removes:
        for word in command.words[1:]:
            raw = text[word.span.start : word.span.end]
            found = RISKY.match(raw)
            name = (found[1] or found[2]) if found else ""
            if not found or opens or GIVEN.match(name):
                continue
            known = _known(text, body) if known is None else known
            if name in known:
                continue
            variable = WHOLE.search(text, word.span.start, word.span.end)
            assert variable is not None
            yield Finding(
                msg("if {name} is empty, this deletes everything from / on; write {safe}"),
                place=source.path,
                key=keys(name),
                location=at(source.path, word.span),
                severity=Severity.NOTE if name in SITE else Severity.WARNING,
                wish=swap(source.path, text, variable.start(), variable.end(), f"${{{name}:?}}"),
                name=name,
                safe=f"${{{name}:?}}",
            )


def _recursive(command: Command) -> bool:
    short = [arg for arg in command.args if arg[:1] == "-" and arg[:2] != "--"]
    return "--recursive" in command.args or any("r" in arg.lower() for arg in short)


def _strict(body: Code) -> bool:
    if any(flag.startswith("-") and "u" in flag for flag in body.flags):
        return True
    args = [arg for command in body.called("set") for arg in command.args]
    return "nounset" in args or any(arg[:1] == "-" and "u" in arg for arg in args)


def _known(text: str, body: Code) -> frozenset[str]:
    """Variables that the script sets, reads, loops over, tests, or says of what holds if they are empty."""
    names = {name for command in body.commands for name in command.assigns}
    for form in NAMED:
        names.update(form.findall(text))
    for piece in READ.findall(text):
        names.update(WORD.findall(piece))
    for piece in TESTED.findall(text):
        names.update(VALUE.findall(piece))
    return frozenset(names)
