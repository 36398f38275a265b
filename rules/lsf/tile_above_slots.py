"""A job wants several slots on each host and has one in all.

## Why is this bad?
`-n` is the number of slots of the whole job, `span[ptile=8]` how many of them lie on one host. With `-n 1` and
`ptile=8` the job has one slot: the other seven CPUs that the program was to use belong to somebody else.

## What to do
`-n` counts all slots: `-n 8 -R "span[ptile=8]"` is one host with eight, `-n 16 -R "span[ptile=8]"` two of them.

## Fix safety
Nothing is changed: which of the two numbers is meant is known to you.

## References
- bsub(1) of IBM Spectrum LSF 10.1, option `-n`; "Span string" in its documentation.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Lsf
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.lsf.request import slots
from envdoctor.syntax.jobs.lsf.resources import resource_string
from envdoctor.syntax.jobs.pointing import at, last_of, on_first_line, span_of


@rule("LSF109", "tile-above-slots", severity=Severity.NOTE)
def tile_above_slots(source: SourceFile, lsf: Lsf) -> Iterator[Finding]:
    """One finding for a `span[ptile=..]` above one in a job of one slot."""
    given = last_of(lsf)
    if "nnodes" in given or ("n" in given and slots(given["n"].value or "") != (1, 1)):
        return
    for directive in lsf.directives:
        span = directive.value_span
        if directive.option != "R" or span is None or "ptile" not in (written := source.text[span.start : span.end]):
            continue
        for section in resource_string(written).named("span") if "{" not in written else ():
            tile = section.number("ptile") or 0
            if tile > 1:
                start = span.start + section.start
                yield Finding(
                    msg("ptile={tile} on each host, but the whole job has one slot: write -n {tile}"),
                    place=source.path,
                    key="ptile",
                    location=at(
                        source.path, on_first_line(source.text, span_of(source.text, start, span.start + section.end))
                    ),
                    tile=tile,
                )
                return
