"""A login file hides another, whose settings are never made.

## Why is this bad?
A login bash reads the first of `~/.bash_profile`, `~/.bash_login` and `~/.profile` that is there, and no other. An
installer that makes `~/.bash_profile` switches off what stood in `~/.profile` for years: paths, variables, modules.

## What to do
Let the first file read the other, with the line that is shown, or move the settings. What both files set, or what the
first one gets by `~/.bashrc`, is not reported, and neither is a `~/.profile` as new accounts have it.

## Fix safety
Nothing is changed: your own lines are yours, and a file that has not been read for long may set what is out of date.

## References
- bash(1), "Invocation".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Here, Location, Safety, Severity, msg, rule
from envdoctor.facts.siblings import Siblings
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.reads import BASH_LOGIN, Matter, matters, names

MOST = 4
"""Names in the message; the others are in the evidence."""


def _missed(siblings: Siblings) -> list[Matter]:
    """What the hidden file brings and neither the login file nor what it reads does; a file only if it is there."""
    read = siblings.read()
    if names(read[0], "bash", ".bashrc") and ".bashrc" in siblings.texts:
        read.append(siblings.texts[".bashrc"])
    have = {(matter.kind, matter.name) for text in read for matter in matters(text, "bash")}
    there = {path.replace(siblings.folder, "~", 1) for path in siblings.followed}
    found = matters(siblings.texts[siblings.name], "bash")
    missed = [matter for matter in found if matter.kind != "alias" and (matter.kind, matter.name) not in have]
    return [matter for matter in missed if matter.kind != "file" or matter.name in there]


@rule("SHL304", "login-file-hides-profile", severity=Severity.WARNING, fix=Safety.MANUAL)
def login_file_hides_profile(source: SourceFile, siblings: Siblings, here: Here) -> Iterator[Finding]:
    """One finding at the first setting that is never made, where bash is the login shell."""
    if siblings.name not in BASH_LOGIN or siblings.name == siblings.login:
        return
    if here.shell.rsplit("/", 1)[-1] != "bash" or names(source.text, "bash", siblings.login):
        return
    missed = _missed(siblings)
    if not missed or siblings.reaches(siblings.name):
        return
    first, name = missed[0].place, siblings.name
    few = [matter.name for matter in missed][:MOST]
    yield Finding(
        msg("bash never reads this file, because {login} is there and does not read it: {names} missing"),
        place=source.path,
        location=Location(source.path, first.line, first.column, first.end_column),
        evidence=tuple(f"{matter.name} (line {matter.place.line})" for matter in missed),
        wish=Advise(
            msg("put this line into {login}, or move the settings there"),
            {"login": siblings.path(siblings.login)},
            (f"if [ -r ~/{name} ]; then . ~/{name}; fi",),
        ),
        login=siblings.path(siblings.login),
        names=", ".join(few) + (", ..." if len(missed) > MOST else ""),
    )
