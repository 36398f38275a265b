"""A `#BSUB` line holds a dash, space or quote that only looks like one.

## Why is this bad?
Text that went through a word processor, a web page or a chat has long dashes, no-break spaces and curved quotes. LSF
takes them for letters: `bsub` refuses the line, or ignores it as a comment.

## What to do
Type the characters anew on the keyboard, with a plain `-`, space and `"`.

## Fix safety
Safe: only these characters are replaced by the plain ones.

## References
- The Unicode Standard, "General Punctuation": U+2013 is the en dash, U+00A0 the no-break space.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Lsf
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at, span_of, swap

DASH = msg("the long dash {char} (as from a PDF or Word) is not -: bsub does not read the option")
SPACE = msg("an invisible wide space stands here, not the one of the keyboard: bsub takes it for a letter")
QUOTE = msg("the curved quote {char} is not {plain}: it becomes part of the value")
TEXTS = {"-": DASH, " ": SPACE}


@rule("LSF117", "lsf-unicode-look-alike", severity=Severity.WARNING, fix=Safety.SAFE)
def lsf_unicode_look_alike(source: SourceFile, lsf: Lsf) -> Iterator[Finding]:
    """One finding for each line, at its first such character."""
    keys = Keys()
    for fault in lsf.faults:
        if fault.kind != "unicode":
            continue
        start, end = fault.span.start, fault.span.end
        yield Finding(
            TEXTS.get(fault.args["plain"], QUOTE),
            place=source.path,
            key=keys(f"U+{fault.args['code']}"),
            location=at(source.path, span_of(source.text, start, start + 1)),
            wish=swap(source.path, source.text, start, end, fault.args["after"]),
            code=fault.args["code"],
            char=chr(int(fault.args["code"], 16)),
            plain=fault.args["plain"],
        )
