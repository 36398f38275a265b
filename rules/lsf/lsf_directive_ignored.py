"""A line looks like an LSF directive, and LSF reads it as a comment.

## Why is this bad?
Only `#BSUB -..` counts, in capitals and with a dash. `#bsub -q gpu`, `#BUSB -q gpu` or `#BSUB q gpu` are comments:
the job runs without the option, in another queue or with other limits, and nothing says so. `# BSUB -q gpu` is not
documented: LSF's open relative OpenLava reads it as a directive, so that it does not even switch a line off. That is a
note.

## What to do
Write `#BSUB` and the dash. A line that is switched off on purpose is better written `##BSUB`.

## Fix safety
Unsafe: a line may have been switched off on purpose. `#bsub`, `#BUSB` and `# BSUB` become `#BSUB`, and a missing dash
is put in.

## References
- "Write job scripts" in the documentation of IBM Spectrum LSF 10.1; OpenLava's `cmd.sub.c`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Lsf
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at, line_at, one_edit, option_names, span_of, swap
from envdoctor.syntax.jobs.values import Fault
from envdoctor.syntax.jobs.which import in_heredoc

CASE = msg("{value} is a comment: LSF reads #BSUB in capitals only")
SPACED = msg("only #BSUB without the space is documented: write that, or ##BSUB to switch the line off")
DASH = msg("ignored: LSF reads this line only with a dash, -{option}")
OTHER = msg("{value} is a comment: LSF reads #BSUB only")
TEXTS = {"lower-case": CASE, "spaced": SPACED, "no-dash": DASH, "misspelt": OTHER}
MISSPELT = re.compile(r"\n(?=#[BS])(?!#BSUB)#(?P<word>[A-Z]{3,5})(?=[ \t]+-[A-Za-z])")


def _seen(text: str, lsf: Lsf) -> Iterator[Fault]:
    """What the reader says of such lines, and those with a letter wrong beside lines that count."""
    yield from lsf.faults
    for found in MISSPELT.finditer(text) if lsf.directives else ():
        word = found["word"]
        sure = word == "SUB" or (word.startswith("B") and one_edit(word, "BSUB"))
        if sure and not in_heredoc(text, found.start()):
            yield Fault("misspelt", span_of(text, found.start() + 1, found.end()), False)


@rule("LSF110", "lsf-directive-ignored", severity=Severity.WARNING, fix=Safety.UNSAFE)
def lsf_directive_ignored(source: SourceFile, lsf: Lsf) -> Iterator[Finding]:
    """One finding for each line."""
    keys = Keys()
    for fault in _seen(source.text, lsf):
        if fault.kind not in TEXTS:
            continue
        dash = fault.kind == "no-dash"
        start, end = fault.span.start, fault.span.start if dash else fault.span.end
        value = source.text[fault.span.start : fault.span.end]
        rest = line_at(source.text, fault.span.start)
        yield Finding(
            TEXTS[fault.kind],
            place=source.path,
            key=keys(f"{value} {option_names(rest)}"),
            location=at(source.path, fault.span),
            severity=Severity.NOTE if fault.kind == "spaced" else None,
            wish=swap(source.path, source.text, start, end, "-" if dash else "#BSUB"),
            value=value,
            option=fault.args.get("option", ""),
        )
