"""conda copies every package into each environment, since it cannot link it.

## Why is this bad?
conda keeps packages unpacked in one folder and gives each environment a second name (a hard link) of the same files.
That works on one mount only. Where packages and environments are on two, every environment is a full copy: a PyTorch
environment takes 5 to 10 GB more, and making it takes minutes longer. Two mounts of one disk count as two.

## What to do
Put both folders on one mount. Existing environments stay as they are; new ones are linked.

## Fix safety
Nothing is changed: another fix may have just put the one on the better disk, and where the other belongs is yours to
say. The finding names the setting.

## References
- conda: `core/link.py` (determine_link_type) tries a link, then copies; `gateways/disk/test.py` on BeeGFS.
- link(2): EXDEV "oldpath and newpath are not on the same mounted filesystem".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Origin, Row, Safety, SetLocation, Severity, msg, rule
from envdoctor.facts.conda import Conda, Ground, Setup, alike, beside, landing, line_of, require
from envdoctor.facts.questions import pointed
from envdoctor.facts.types import Disks, Locations

KEYS = ("envs_dirs", "pkgs_dirs")
APART = msg("new environments here are copies, since the packages are on another mount: {packages}")
LINKLESS = msg("new environments here are copies, since {kind} cannot link files of two folders")
TIDY = msg(
    "an environment does not need the packages any more once it is made, so they can go; on another kind of disk the "
    "two would share their files"
)
"""Where the file system is the cause."""


def _wish(one: Ground, other: Ground, disks: Disks, catalogue: tuple[Row, ...]) -> SetLocation | Advise:
    """To have the packages beside the environments, or the other way round: both on the data disk."""
    if one == other:
        return Advise(TIDY, commands=("conda clean --packages --tarballs",))
    point = disks.target.disk.point if disks.target is not None else ""
    for key, ground in (("pkgs_dirs", one), ("envs_dirs", other)):
        wish = beside(key, disks, catalogue)
        if wish is not None and ground.point == point:
            return wish
    return Advise(
        msg("name a folder on {point} first in the list of packages"),
        {"point": one.point},
        (f"conda config --prepend pkgs_dirs {one.point.rstrip('/')}/FOLDER/pkgs",),
    )


@rule("CON103", "conda-copies-instead-of-linking", severity=Severity.NOTE, fix=Safety.MANUAL)
def conda_copies_instead_of_linking(
    conda: Conda, locations: Locations, disks: Disks, catalogue: tuple[Row, ...]
) -> Iterator[Finding]:
    """One finding for each pair of folders; nothing where conda is told to copy or to use symbolic links."""

    def pairs(setup: Setup, context: str) -> list[tuple[str, str]]:
        envs, pkgs = (landing(locations, key, context) for key in KEYS)
        if setup.copying is not None or envs is None or pkgs is None:
            return []
        one, other = conda.grounds.get(envs.path or ""), conda.grounds.get(pkgs.path or "")
        return [] if one is None or other is None or one.links_to(other) else [(envs.path or "", pkgs.path or "")]

    found = alike(conda, pairs)
    if not found:
        require(conda)
    for (envs, pkgs), contexts in found.items():
        ground, its = conda.grounds[envs], conda.grounds[pkgs]
        places = [place for context in contexts for key in KEYS if (place := landing(locations, key, context))]
        origins = list(dict.fromkeys(place.origin for place in places if place.origin.kind != "default"))
        yield Finding(
            LINKLESS if ground == its else APART,
            place=envs,
            key=pkgs,
            location=pointed(next((origin for origin in origins if origin.kind == "file"), Origin("default"))),
            contexts=contexts,
            evidence=(*map(line_of, origins), f"{envs}: {ground.point}, {pkgs}: {its.point}"),
            wish=_wish(ground, its, disks, catalogue),
            packages=pkgs,
            kind=ground.kind,
        )
