"""The value of `-j` is not one that qsub knows.

## Why is this bad?
`-j` takes `oe` (errors into the output file), `eo` (the other way round) or `n`. With anything else `qsub` refuses the
job.

## What to do
`#PBS -j oe`

## Fix safety
Nothing is changed: where messages go is yours to say.

## References
- qsub(1B), option `-j`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Pbs
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.fill_ins import unknown
from envdoctor.syntax.jobs.pbs.reader import flavour
from envdoctor.syntax.jobs.pointing import Keys, at

KNOWN = frozenset(("oe", "eo", "n"))


@rule("PBS114", "bad-join-value", severity=Severity.ERROR)
def bad_join_value(source: SourceFile, pbs: Pbs) -> Iterator[Finding]:
    """One finding for each such `-j`. NQSV has `o` and `e` as well."""
    keys, kind = Keys(), None
    for directive in pbs.directives:
        value = directive.value or ""
        if directive.option != "j" or value in KNOWN or unknown(value) or not value.isascii():
            continue
        kind = kind or flavour(pbs) or "any"
        if value.startswith("=") or kind == "nqsv" or (kind == "any" and value in ("o", "e")):
            continue
        yield Finding(
            msg("-j takes oe, eo or n, not {value}"),
            place=source.path,
            key=keys("j"),
            location=at(source.path, directive.value_span or directive.span),
            value=value,
        )
