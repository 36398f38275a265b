"""Temporary files go to a folder this account may not write to.

## Why is this bad?
Python and pip then use /tmp without a word, so the small disk fills although TMPDIR is set; compilers, `mktemp` and
shell scripts fail with "Permission denied".

## What to do
Point TMPDIR at a folder of your own, with mode 0700, on a disk with room.

## Fix safety
Safe where no line of a start-up file decides: TMPDIR is set to a folder of yours. Where such a line decides, it is
named and the change is yours.

## References
- Python, module `tempfile`: a folder that cannot be written to is passed over.
- Slurm, slurmstepd: "TMPDIR is not writeable", then "Setting TMPDIR to /tmp".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Here, Safety, Severity, msg, rule
from envdoctor.facts.questions import pointed, told
from envdoctor.facts.reach import opened
from envdoctor.facts.tmpdir import Scratch, Temp, among, better

CLOSED = msg("{name} names this folder, but this account may not write to it: Python and pip use /tmp instead")
BARRED = msg("{name} names this, but you may not enter {above}: Python and pip use /tmp instead")
NO_FOLDER = msg("{name} names this, but it is not a folder: Python and pip use /tmp instead")
UNSET = msg(
    "takes the temporary files (TMPDIR is not set), but this account may not write to it: mktemp and others fail"
)


@rule("TMP103", "tmpdir-not-writable", severity=Severity.WARNING, fix=Safety.SAFE)
def tmpdir_not_writable(temp: Temp, scratch: Scratch, here: Here) -> Iterator[Finding]:
    """One finding for each folder that a variable names, and for the default."""
    for each in among(temp, lambda each: (each.exists or bool(each.stand.closed)) and not each.stand.usable):
        stand, seen = each.stand, each.stand.seen
        yield Finding(
            BARRED if stand.closed else UNSET if not each.chosen else CLOSED if seen.kind == "folder" else NO_FOLDER,
            place=each.path,
            key=each.name,
            location=pointed(each.origin),
            contexts=each.contexts,
            evidence=(*told(each.origin), *(() if stand.closed else (f"owner {seen.uid}, mode {seen.mode:04o}",))),
            wish=opened(stand, here) or better(each, scratch),
            above=stand.closed,
            name=each.name,
        )
