"""A login over ssh does not read `~/.bashrc`.

## Why is this bad?
A login bash reads one file: the first of `~/.bash_profile`, `~/.bash_login` and `~/.profile` that is there. It reads
`~/.bashrc` only if that file says so. Else the same account behaves in two ways: a terminal in VS Code or Jupyter has
conda, aliases and variables, a login over ssh, tmux and a job with `bash -l` have not.

## What to do
Put the line that is shown at the end of the login file, or make one where there is none. Where the login file reads
`~/.bashrc` in any form, also through another file or in a loop, nothing is reported.

## Fix safety
Nothing is changed: your own lines are yours, and a line in the login file may change what jobs with `bash -l` do.

## References
- bash(1), "Invocation".
- The start-up files that new accounts get on Debian, Ubuntu and Red Hat read `~/.bashrc` in this way.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Here, Location, Safety, Severity, msg, rule
from envdoctor.facts.siblings import Siblings
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.reads import Matter, matters, names

MOST = 4
"""Names in the message; the others are in the evidence."""
HARD = ("variable", "file", "output")
"""Kinds of what programs need; aliases are for the person alone."""
LINE = "if [ -r ~/.bashrc ]; then . ~/.bashrc; fi"
FORGETS = msg("a login bash reads this file and never {bashrc}: {names} missing after ssh and in jobs with `bash -l`")
NONE = msg("a login bash never reads this file, since there is no ~/.bash_profile: {names} missing after ssh")
PUT = msg("put this line at the end of {file}")
MAKE = msg("make ~/.bash_profile with this line")


def _read(siblings: Siblings) -> bool:
    """The login file reads ``~/.bashrc``, or the other way round: one more line would make a circle."""
    return names(siblings.texts[".bashrc"], "bash", siblings.login) or siblings.reaches(".bashrc")


def _missed(siblings: Siblings) -> list[Matter]:
    """What ``~/.bashrc`` brings and the login file does not bring itself; a file only if it is there."""
    login = siblings.texts.get(siblings.login, "")
    have = {(matter.kind, matter.name) for matter in matters(login, "bash")}
    there = {path.replace(siblings.folder, "~", 1) for path in siblings.followed}
    found = [matter for matter in matters(siblings.texts[".bashrc"], "bash") if (matter.kind, matter.name) not in have]
    return [matter for matter in found if matter.kind != "file" or matter.name in there]


@rule("SHL305", "login-forgets-bashrc", severity=Severity.WARNING, fix=Safety.MANUAL)
def login_forgets_bashrc(source: SourceFile, siblings: Siblings, here: Here) -> Iterator[Finding]:
    """One finding at the login file, or at ``~/.bashrc`` where there is none, if bash is the login shell."""
    none = siblings.name == ".bashrc" and not siblings.login and siblings.at_home
    if ".bashrc" not in siblings.texts or not (none or siblings.name == siblings.login):
        return
    if here.shell.rsplit("/", 1)[-1] != "bash" or "/.bashrc" in siblings.system:
        return
    missed = _missed(siblings)
    if not missed or (not none and _read(siblings)):
        return
    few = [matter.name for matter in missed][:MOST]
    yield Finding(
        NONE if none else FORGETS,
        place=source.path,
        location=Location(source.path),
        severity=Severity.WARNING if any(matter.kind in HARD for matter in missed) else Severity.NOTE,
        evidence=tuple(f"{siblings.path('.bashrc')}:{matter.place.line}  {matter.name}" for matter in missed),
        wish=Advise(MAKE if none else PUT, {"file": source.path}, (LINE,)),
        bashrc=siblings.path(".bashrc"),
        names=", ".join(few) + (", ..." if len(missed) > MOST else ""),
    )
