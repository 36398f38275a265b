"""Temporary files go to a disk from which no program can be run.

## Why is this bad?
Some programs load what they have just built from the folder for temporary files. On a disk that is mounted `noexec`
torch.compile ends with "failed to map segment from shared object", and container builds refuse to start.

## What to do
Point TMPDIR at a folder on another disk; many servers mount /tmp, the default, with `noexec`.
`findmnt -T "$TMPDIR" -o TARGET,OPTIONS` shows how a disk is mounted.

## Fix safety
Safe where no line of a start-up file decides: TMPDIR is set to a folder of yours. Where such a line decides, it is
named and the change is yours. How a disk is mounted is the administrator's business.

## References
- mount(8), option `noexec`; statvfs(3), `ST_NOEXEC`.
- PyTorch, TorchInductor: compiled code goes to the folder for temporary files. Apptainer: "build" refuses a noexec
  one.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.questions import point_of, pointed, told
from envdoctor.facts.tmpdir import Scratch, Temp, Told, among, better
from envdoctor.facts.types import Disks

SET = msg("{name} names this folder, but its disk ({point}) is mounted noexec: torch.compile and others fail")
UNSET = msg(
    "takes the temporary files (TMPDIR is not set), but {point} is mounted noexec: torch.compile and others fail"
)


@rule("TMP104", "tmpdir-noexec", severity=Severity.WARNING, fix=Safety.SAFE)
def tmpdir_noexec(temp: Temp, disks: Disks, scratch: Scratch) -> Iterator[Finding]:
    """One finding for each folder that a variable names and that is there, and for the default."""

    def noexec(each: Told) -> bool:
        disk = disks.of(each.real)
        return each.exists and disk is not None and disk.noexec

    for each in among(temp, noexec, disks):
        yield Finding(
            SET if each.chosen else UNSET,
            place=each.path,
            key=each.name,
            location=pointed(each.origin),
            contexts=each.contexts,
            evidence=told(each.origin),
            wish=better(each, scratch),
            name=each.name,
            point=point_of(each.real, disks),
        )
