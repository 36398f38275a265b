"""LD_LIBRARY_PATH holds an empty element, which stands for the folder you are in.

## Why is this bad?
Every program then looks for its libraries in the working folder as well. A file that happens to lie there, in a shared
or downloaded folder, is loaded and run. `export LD_LIBRARY_PATH=/usr/local/cuda/lib64:$LD_LIBRARY_PATH` does it
wherever the variable was unset before.

## What to do
Write the line so that the colon comes only with a value: `...${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}`. torch's own
wheels need no such line at all.

## Fix safety
Nothing is changed: your own lines are never rewritten, and nothing is ever added to LD_LIBRARY_PATH.

## References
- ld.so(8): a zero-length item in LD_LIBRARY_PATH is the current working directory.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Here, Origin, Safety, Severity, msg, rule
from envdoctor.facts.cuda import elements, library_line
from envdoctor.facts.questions import lasting, pointed, told
from envdoctor.facts.types import Environments

NAME = "LD_LIBRARY_PATH"
SAYS = msg("{name} has an empty element: every program also loads libraries from the folder it is started in")
WISH = msg("write the line so, or take it out: torch's wheels need none")


@rule("CUD203", "library-path-holds-working-folder", severity=Severity.NOTE, fix=Safety.MANUAL)
def library_path_holds_working_folder(environments: Environments, here: Here) -> Iterator[Finding]:
    """One finding for each line that makes it so."""
    found: dict[tuple[str, Origin], list[str]] = {}
    for context, environment in environments.contexts.items():
        variable = environment.get(NAME)
        if variable is not None and variable.value and "" in elements(variable):
            found.setdefault((variable.value, variable.origin), []).append(context)
    by_line: dict[Origin, tuple[str, list[str]]] = {}
    for (value, origin), contexts in found.items():
        by_line.setdefault(origin, (value, []))[1].extend(contexts)
    for number, (origin, (value, contexts)) in enumerate(by_line.items()):
        if lasting(tuple(contexts)):
            yield Finding(
                SAYS,
                key=f"{NAME}:{origin.path or origin.kind}:{number}" if number else NAME,
                location=pointed(origin),
                contexts=tuple(contexts),
                evidence=told(origin),
                wish=Advise(WISH, {}, (library_line(value, here.shell),)),
                name=NAME,
            )
