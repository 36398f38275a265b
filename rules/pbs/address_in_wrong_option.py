"""A mail address stands behind an option that takes a file or letters.

## Why is this bad?
`-e` names the file for error messages, `-m` takes letters such as `abe`. `-e you@example.org` writes a file of that
name, or the job cannot return its messages; no mail is sent to anybody.

## What to do
The address belongs to `-M`: `#PBS -M you@example.org`, and `#PBS -m abe` says when.

## Fix safety
Safe: the letter is replaced by `M`, where the script gives no other address. The log then gets its usual name.

## References
- qsub(1B), options `-e`, `-o`, `-m`, `-M`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Pbs
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at, swap

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)*\.[A-Za-z]{2,}")
FILES = frozenset((".out", ".err", ".log", ".txt", ".o", ".e"))


@rule("PBS103", "address-in-wrong-option", severity=Severity.WARNING, fix=Safety.SAFE)
def address_in_wrong_option(source: SourceFile, pbs: Pbs) -> Iterator[Finding]:
    """One finding for each option with an address."""
    wrong = [directive for directive in pbs.directives if directive.option in "eom" and _is_address(directive.value)]
    lonely = len(wrong) == 1 and all(directive.option != "M" for directive in pbs.directives)
    keys = Keys()
    for directive in wrong:
        start = directive.span.start + source.text[directive.span.start : directive.span.end].index(directive.option)
        yield Finding(
            msg("-{option} takes no address; the address belongs to -M"),
            place=source.path,
            key=keys(directive.option),
            location=at(source.path, directive.span),
            wish=swap(source.path, source.text, start, start + 1, "M") if lonely else None,
            option=directive.option,
        )


def _is_address(value: str | None) -> bool:
    return bool(value) and ADDRESS.fullmatch(value or "") is not None and not (value or "").endswith(tuple(FILES))
