"""A `#BSUB` line holds a word that belongs to no option.

## Why is this bad?
`-J my job` names the job `my`; what `bsub` makes of `job` is not written down: it may take it for the job's command and
ignore all further options. `-N` and `-B` switch mails on and take no address.

## What to do
Put a value with spaces into quotes, `-J "my job"`, give an address to `-u`, and begin a comment with `#`.

## Fix safety
Safe: only an address behind `-N` or `-B` gets the `-u` that it lacks. Other words are left to you.

## References
- bsub(1) of IBM Spectrum LSF 10.1, options `-J`, `-N`, `-B`, `-u`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Lsf
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, causes, shown, swap

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
MAIL = msg("{option} takes no address; the address belongs to -u")
WORD = msg("{value} belongs to no option; put a value with spaces into quotes, and # before a comment")


@rule("LSF111", "word-of-no-lsf-option", severity=Severity.WARNING, fix=Safety.SAFE, signs=("stray-word",))
def word_of_no_lsf_option(source: SourceFile, lsf: Lsf) -> Iterator[Finding]:
    """One finding a line, at the first such word."""
    has_address = any(directive.option == "u" for directive in lsf.directives)
    line, count = 0, sum(fault.kind == "stray-word" for fault in lsf.faults)
    for fault, key in causes(lsf, "stray-word"):
        if fault.span.line == line:
            continue
        line = fault.span.line
        value, option = fault.args["value"], fault.args["option"]
        mail = option in ("-N", "-B") and ADDRESS.fullmatch(value) is not None
        start = fault.span.start
        yield Finding(
            MAIL if mail else WORD,
            place=source.path,
            key=key,
            location=at(source.path, fault.span),
            wish=swap(source.path, source.text, start, start, "-u ")
            if mail and not has_address and count == 1
            else None,
            option=option,
            value=shown(source.text, start, value),
        )
