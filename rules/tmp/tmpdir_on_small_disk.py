"""Temporary files of jobs go to a small or full disk although a data disk exists.

## Why is this bad?
pip unpacks and builds in the folder for temporary files, compilers and PyTorch write there, and it is shared by
everybody on the machine. When it is full, installs and jobs end with "No space left on device", also those of others.

## What to do
Let TMPDIR name a folder of your own on a data disk. It must exist on the node where the job runs, belong to you alone
and have a short name. `envdoctor fix` makes the folder and sets TMPDIR where no job sets its own.

## Fix safety
Safe where the data disk is on every node: the folder is made with mode 0700 and TMPDIR is set only where it is unset
and the folder exists. Unsafe where the data disk is local and a scheduler or other machines share this home.

## References
- Python, module `tempfile`: TMPDIR, TEMP, TMP, then /tmp, /var/tmp, /usr/tmp, then the working folder.
- Slurm sets TMPDIR=/tmp in a job where it is not set (slurmstepd).
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Safety, SetLocation, Severity, msg, rule, size
from envdoctor.facts.questions import GRADES, is_data, pointed, require, spreads, told
from envdoctor.facts.tmpdir import Scratch, Temp
from envdoctor.facts.types import Disks, Locations

SET = {
    "full": msg("takes the temporary files ({variable}) and its disk is full, {free} free"),
    "near": msg("takes the temporary files ({variable}) and its disk is nearly full, {free} free"),
    "small": msg("takes the temporary files ({variable}), {free} free there"),
}
UNSET = {
    "full": msg("takes the temporary files (TMPDIR is not set) and its disk is full, {free} free"),
    "near": msg("takes the temporary files (TMPDIR is not set) and its disk is nearly full, {free} free"),
    "small": msg("takes the temporary files (TMPDIR is not set), {free} free there"),
}

ANOTHER = msg("set TMPDIR to another folder of yours; {path} will not do: {why}")


def _wish(scratch: Scratch) -> SetLocation | Advise:
    if scratch.fit:
        return SetLocation("tmpdir", scratch.path)
    if scratch.path:
        return Advise(ANOTHER, {"path": scratch.path, "why": scratch.why})
    return Advise(msg("no folder on a data disk: {why}"), {"why": scratch.why})


@rule("TMP101", "tmpdir-on-small-disk", severity=Severity.WARNING, fix=Safety.SAFE)
def tmpdir_on_small_disk(locations: Locations, disks: Disks, temp: Temp, scratch: Scratch) -> Iterator[Finding]:
    """Looks at jobs, or at the prompt where nothing is known of jobs. A TMPDIR that can't be used has its own rules."""
    spot = locations.spots.get("tmpdir")
    found = list(spreads(spot)) if spot else []
    context = next((kind for kind in ("batch", "interactive") for spread in found if kind in spread.contexts), None)
    spread = next((spread for spread in found if context in spread.contexts), None)
    disk = disks.of(spread.real) if spread else None
    if spread is None or disk is None:
        require(spot, disks)
        return
    if any(context in each.contexts and not (each.exists and each.stand.usable) for each in temp.told):
        return
    if not disks.data or disk.state not in GRADES or is_data(disk, disks):
        return
    origin = spread.place.origin
    yield Finding(
        (SET if origin.variable else UNSET)[disk.state],
        place=spread.path,
        location=pointed(origin),
        severity=GRADES[disk.state],
        contexts=spread.contexts,
        evidence=(*told(origin), f"{disk.point}, {disk.kind}, {size(disk.total)}"),
        wish=_wish(scratch),
        variable=origin.variable or "",
        free=size(disk.free),
    )
