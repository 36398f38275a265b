"""The letters of `-m` are not those that qsub knows.

## Why is this bad?
`-m` takes `a` (aborted), `b` (begins), `e` (ends) in any order, or `n` alone. With other words (`END`, `all`, `a,b,e`)
`qsub` refuses the job. With spaces between the letters PBS Professional refuses it too, and Torque reads the first one
only: a warning.

## What to do
`#PBS -m abe` for all three, `#PBS -m n` for none.

## Fix safety
Safe: only commas and spaces between the letters are taken out, and only where `n` is not among them. What else was
meant is yours to say.

## References
- qsub(1B) of OpenPBS, option `-m`, also with `j` for arrays; qsub(1) of Torque, also with `f` and `p`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, ReplaceSpan, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Pbs
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.fill_ins import unknown
from envdoctor.syntax.jobs.pbs.reader import flavour, mail_letters
from envdoctor.syntax.jobs.pointing import Keys, at, span_of, swap
from envdoctor.syntax.jobs.values import Directive, Fault, Span

LETTERS = frozenset("abefjnp")
WRONG = msg("-m takes the letters a, b, e or n, not {value}")
APART = msg("the letters of -m stand in one word, without commas and spaces: write -m {meant}")


def _whole(source: SourceFile, directive: Directive, more: list[Fault]) -> Span:
    """From the first letter to the last."""
    first = directive.value_span or directive.span
    last = max(first.end, *(fault.span.end for fault in more)) if more else first.end
    return first if "\n" in source.text[first.start : last] else span_of(source.text, first.start, last)


def _wish(source: SourceFile, span: Span, value: str, meant: str) -> ReplaceSpan | None:
    written = source.text[span.start : span.end]
    plain = "n" not in value and not set(written) - LETTERS - set(", \t")
    return swap(source.path, source.text, span.start, span.end, meant) if meant and plain else None


@rule("PBS104", "bad-mail-letters", severity=Severity.ERROR, fix=Safety.SAFE)
def bad_mail_letters(source: SourceFile, pbs: Pbs) -> Iterator[Finding]:
    """One finding for each `-m` with a letter that no PBS knows, or with its letters apart."""
    keys, kind = Keys(), None
    stray: dict[int, list[Fault]] = {}
    for fault in mail_letters(pbs):
        stray.setdefault(fault.directive.span.start if fault.directive else 0, []).append(fault)
    for directive in pbs.directives:
        value = directive.value or ""
        if directive.option != "m" or unknown(value) or "@" in value or value.startswith("="):
            continue
        more = stray.get(directive.span.start, [])
        wrong = set(value) - LETTERS
        if not (wrong or more) or not value.isascii():
            continue
        kind = kind or flavour(pbs) or "any"
        if kind == "nqsv":
            return
        whole = "".join((value, *(fault.args["value"] for fault in more)))
        meant = "" if wrong - {","} else "".join(dict.fromkeys(whole.replace(",", "")))
        meant = meant.replace("n", "") or meant
        span = _whole(source, directive, more)
        yield Finding(
            APART if meant else WRONG,
            place=source.path,
            key=keys("m"),
            location=at(source.path, span),
            severity=None if wrong or kind == "pro" else Severity.WARNING,
            wish=_wish(source, span, whole, meant),
            value=value,
            meant=meant,
        )
