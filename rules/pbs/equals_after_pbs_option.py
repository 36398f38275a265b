"""An equals sign stands between an option of qsub and its value.

## Why is this bad?
`qsub` takes everything behind the letter for the value: `-N=train` asks for the name `=train`, `-q=gpu` for a queue of
the name `=gpu`.

## What to do
Leave the sign out: `-N train`.

## Fix safety
Safe: the sign becomes a space.

## References
- qsub(1B), "SYNOPSIS"; getopt(3).
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Pbs
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, causes, swap


@rule("PBS117", "equals-after-pbs-option", severity=Severity.WARNING, fix=Safety.SAFE, signs=("glued-equals",))
def equals_after_pbs_option(source: SourceFile, pbs: Pbs) -> Iterator[Finding]:
    """One finding for each option."""
    for fault, key in causes(pbs, "glued-equals"):
        option = fault.args["option"]
        sign = source.text.index("=", fault.span.start)
        yield Finding(
            msg("the = becomes part of the value; write {option} and the value, with a space between"),
            place=source.path,
            key=key,
            location=at(source.path, fault.span),
            wish=swap(source.path, source.text, sign, sign + 1, " ") if fault.args["value"] else None,
            option=option,
        )
