"""`--mem=0` takes all memory of every node.

## Why is this bad?
It reads like "no wish", and means the opposite: the job waits until nodes are free whose memory nobody else uses, and
nobody else can start there while it runs.

## What to do
Right if the job has its nodes to itself; then say `--exclusive` too. Else ask for what it needs, like `--mem=32G`.

## Fix safety
Nothing is changed.

## References
- sbatch(1), option `--mem`: "A memory size specification of zero is treated as a special case".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, last_of

ZERO = frozenset(("0", "0K", "0M", "0G", "0T", "0KB", "0MB", "0GB", "0TB"))
KNOWN = re.compile(r"\b(?:all|whole|entire|full|max\w*)\b|全|所有|整", re.I)
"""The comment says that all of it is meant."""


@rule("SLU126", "whole-memory", severity=Severity.NOTE, words=("mem",))
def whole_memory(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding a script, not where the nodes are the job's own anyway."""
    given = last_of(slurm)
    mem = given.get("mem")
    if mem is None or (mem.value or "").upper() not in ZERO or "exclusive" in given or KNOWN.search(mem.comment):
        return
    yield Finding(
        msg("--mem={value} asks for all memory of each node, not for none"),
        place=source.path,
        key="mem",
        location=at(source.path, mem.span),
        value=mem.value,
    )
