"""Findings about dashes, spaces and quotes that only look like those of the keyboard: the same for LSF and PBS."""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor.i18n import msg
from envdoctor.model import Finding
from envdoctor.syntax.jobs.pointing import Keys, at, span_of, swap
from envdoctor.syntax.jobs.values import Script

DASH = msg("the long dash {char} (as from a PDF or Word) is not -: {program} does not read the option")
SPACE = msg("an invisible wide space stands here, not the one of the keyboard: {program} takes it for a letter")
QUOTE = msg("the curved quote {char} is not {plain}: it becomes part of the value")
TEXTS = {"-": DASH, " ": SPACE}


def look_alikes(path: str, text: str, script: Script, program: str) -> Iterator[Finding]:
    """One finding for each line of ``script``, at its first such character; ``program`` is who reads it."""
    keys = Keys()
    for fault in script.faults:
        if fault.kind != "unicode":
            continue
        start, end = fault.span.start, fault.span.end
        yield Finding(
            TEXTS.get(fault.args["plain"], QUOTE),
            place=path,
            key=keys(f"U+{fault.args['code']}"),
            location=at(path, span_of(text, start, start + 1)),
            wish=swap(path, text, start, end, fault.args["after"]),
            code=fault.args["code"],
            char=chr(int(fault.args["code"], 16)),
            plain=fault.args["plain"],
            program=program,
        )
