"""The letters of `-m` are not those that qsub knows.

## Why is this bad?
`-m` takes `a` (aborted), `b` (begins), `e` (ends) in any order, or `n` alone. With other words (`END`, `all`, `a,b,e`)
`qsub` refuses the job.

## What to do
`#PBS -m abe` for all three, `#PBS -m n` for none.

## Fix safety
Nothing is changed: when you want mails is yours to say.

## References
- qsub(1B) of OpenPBS, option `-m`, also with `j` for arrays; qsub(1) of Torque, also with `f` and `p`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Pbs
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.lsf_words import unknown
from envdoctor.syntax.jobs.pbs import flavour
from envdoctor.syntax.jobs.pointing import Keys, at

LETTERS = frozenset("abefjnp")


@rule("PBS104", "bad-mail-letters", severity=Severity.ERROR)
def bad_mail_letters(source: SourceFile, pbs: Pbs) -> Iterator[Finding]:
    """One finding for each `-m` with a letter that no PBS knows."""
    keys = Keys()
    for directive in pbs.directives:
        value = directive.value or ""
        if directive.option != "m" or unknown(value) or "@" in value or value.startswith("="):
            continue
        wrong = set(value) - LETTERS
        if not wrong or not value.isascii() or flavour(pbs) == "nqsv":
            continue
        yield Finding(
            msg("-m takes the letters a, b, e or n, not {value}"),
            place=source.path,
            key=keys("m"),
            location=at(source.path, directive.value_span or directive.span),
            value=value,
        )
