"""TMPDIR lies in memory: temporary files take RAM.

## Why is this bad?
A tmpfs such as /dev/shm keeps its files in memory. They count toward a job's memory limit, so a big unpack or a
forgotten file can get the job killed, and they are gone after a restart.

## What to do
Point TMPDIR at a folder on a data disk. If you want a RAM disk for speed, leave it and ignore this rule.

## Fix safety
Safe where no line of a start-up file decides: TMPDIR is set to a folder of yours. Where such a line decides, it is
named and the change is yours.

## References
- tmpfs(5): contents live in the page cache and in swap.
- Linux, control group v2: memory of a tmpfs is charged to the group that wrote it.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.questions import point_of, pointed, told
from envdoctor.facts.tmpdir import Scratch, Temp, Told, among, better
from envdoctor.facts.types import Disks


@rule("TMP106", "tmpdir-in-memory", severity=Severity.NOTE, fix=Safety.SAFE)
def tmpdir_in_memory(temp: Temp, disks: Disks, scratch: Scratch) -> Iterator[Finding]:
    """One finding for each folder that a line of a file names."""

    def in_memory(each: Told) -> bool:
        disk = disks.of(each.real)
        return each.exists and each.origin.kind == "file" and disk is not None and disk.memory

    for each in among(temp, in_memory, disks):
        yield Finding(
            msg("{name} names this folder, which lies in memory ({point}): its files take RAM"),
            place=each.path,
            key=each.name,
            location=pointed(each.origin),
            contexts=each.contexts,
            evidence=told(each.origin),
            wish=better(each, scratch),
            name=each.name,
            point=point_of(each.real, disks),
        )
