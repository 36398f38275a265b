"""A job loads a module that this site does not have.

## Why is this bad?
`module load` says so in the log and the script goes on: the program is then not found, or another version of it runs.

## What to do
`module avail` and `module spider NAME` show what there is. A module of your own needs `module use FOLDER` before it.

## Fix safety
Nothing is changed: another module is another program.

## References
- module(1). The names are those of the policy's `scheduler.modules`.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Body
from envdoctor.facts.site import Site
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.body import Command, Word
from envdoctor.syntax.jobs.pointing import Keys, at

LOAD = frozenset(("load", "add", "try-load", "switch", "swap"))
OTHER = frozenset(
    "unload rm del delete avail av list purge use unuse show display spider help whatis keyword save restore reset "
    "savelist describe is-loaded is-avail initadd initrm clear refresh update".split()
)
NEAR = msg("no module is called {name} here; perhaps {near}")
NONE = msg("no module is called {name} here")


def _loaded(command: Command) -> Iterator[Word]:
    words = command.words[1:]
    if command.name == "module":
        if not words or words[0].text not in LOAD:
            return
        words = words[1:]
    elif words and words[0].text in LOAD:
        words = words[1:]
    elif words and words[0].text in OTHER:
        return
    for word in words:
        if word.certain and word.text and not word.text.startswith(("-", "+", "/", "~")):
            yield word


@rule("JOB411", "unknown-module", severity=Severity.WARNING, signs=("modules",))
def unknown_module(source: SourceFile, body: Body, site: Site) -> Iterator[Finding]:
    """One finding for each name; a name without its version is known if any version is."""
    if not site.modules:
        return
    loads = body.called("module", "ml")
    if any(command.args[:1] in (("use",), ("restore",)) for command in loads):
        return  # modules of the author's own are not in the policy
    known = {part for name in site.modules for part in (name, *_heads(name))}
    keys = Keys()
    for command in loads:
        for word in _loaded(command):
            if word.text in known or any(sign in word.text for sign in "{}<>@%*"):
                continue
            near = get_close_matches(word.text, site.modules, 1)
            yield Finding(
                NEAR if near else NONE,
                place=source.path,
                key=keys(word.text),
                location=at(source.path, word.span),
                name=word.text,
                near=near[0] if near else "",
            )


def _heads(name: str) -> Iterator[str]:
    """``a`` and ``a/b`` of ``a/b/c``."""
    parts = name.split("/")
    for count in range(1, len(parts)):
        yield "/".join(parts[:count])
