"""A key marked #!final in one condarc hides the folders that you set.

## Why is this bad?
conda joins the lists of all its files, and yours go first. A comment `#!final` beside a key ends that: what your own
condarc or your variables say of the key is dropped without a word, and environments go where the other file says.

## What to do
If the file is yours, take the comment out. Else ask whoever looks after it; until then name the folder each time:
`conda create -p FOLDER`. For packages there is no such way.

## Fix safety
Nothing is changed: whoever wrote the comment may have meant it.

## References
- conda: "Using the .condarc conda configuration file", "Obtaining information from the .condarc file"; `#!final` is
  read in `common/configuration.py`. `conda config --show-sources` prints what each file says.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Origin, Safety, Severity, msg, rule
from envdoctor.facts.conda import Conda, alike, line_of, require
from envdoctor.facts.questions import pointed

OWN = msg("take #!final out of {where}")
ASK = msg("ask whoever looks after {where}; until then give the folder each time you make an environment")


ONE = msg("{name} is marked #!final, which hides what {hidden} says")
MORE = msg("{name} is marked #!final, which hides what {hidden} and {more} more say")


def _hidden(conda: Conda, key: str, origin: Origin, contexts: tuple[str, ...]) -> tuple[str, ...]:
    """The lines and variables that are hidden, in all of the contexts."""
    finals = [final for context in contexts for final in conda.contexts[context].finals]
    hides = [other for final in finals if (final.key, final.origin) == (key, origin) for other in final.hides]
    return tuple(dict.fromkeys(map(line_of, hides)))


@rule("CON106", "condarc-key-final", severity=Severity.WARNING, fix=Safety.MANUAL)
def condarc_key_final(conda: Conda) -> Iterator[Finding]:
    """One finding for each file and key that hides something."""
    found = alike(conda, lambda setup, _: [(final.key, final.origin, final.writable) for final in setup.finals])
    if not found:
        require(conda)
    for (key, origin, writable), contexts in found.items():
        hidden = _hidden(conda, key, origin, contexts)
        commands = ("conda create -p FOLDER",) if key == "envs_dirs" and not writable else ()
        yield Finding(
            MORE if len(hidden) > 1 else ONE,
            place=origin.path or "",
            key=key,
            location=pointed(origin),
            contexts=contexts,
            evidence=hidden,
            wish=Advise(OWN if writable else ASK, {"where": line_of(origin)}, commands),
            name=key,
            hidden=hidden[0],
            more=len(hidden) - 1,
        )
