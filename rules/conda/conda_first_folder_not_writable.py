"""The first folder of conda's list cannot be written, so the next one is used.

## Why is this bad?
`conda create -n` passes over a folder that cannot be written without a word and takes the next one of the list, which
mostly is `~/.conda/envs` or the folder conda is installed in: home fills although a data disk was named. Packages go
the same way.

## What to do
Name a folder first that this account may write to. If the disk is only missing on this node, ask whether it should be
there.

## Fix safety
Safe where a data disk is known: a folder there is put first in the list, the others stay behind it, so every
environment stays listed. A line of your own that sets the variable is never rewritten; it is named.

## References
- conda: `base/context.py`, _first_writable_envs_dir; `conda config --show envs_dirs pkgs_dirs`.
"""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from envdoctor import Advise, Finding, Here, Row, Safety, Severity, msg, rule
from envdoctor.facts.conda import ROWS, Conda, Entry, Setup, alike, beside, landing, line_of, require
from envdoctor.facts.questions import pointed, told
from envdoctor.facts.types import Disks, Locations

SAYS = {
    "envs_dirs": msg("cannot be written, so new environments land in {landed}"),
    "pkgs_dirs": msg("cannot be written, so packages land in {landed}"),
}
INSTEAD = msg("put a folder first that you may write to: {where} names this one")


def _shared(entry: Entry, landed: str, setup: Setup, key: str, here: Here) -> bool:
    """Somebody else's filled folder with a configured one behind it: a lab's environments or packages, on purpose."""
    seen = entry.seen
    filled = seen.kind == "folder" and seen.uid != here.uid and seen.holds is not False
    return filled and any(other.path == landed for other in setup.lists[key])


@rule("CON104", "conda-first-folder-not-writable", severity=Severity.WARNING, fix=Safety.SAFE)
def conda_first_folder_not_writable(
    conda: Conda, locations: Locations, disks: Disks, catalogue: tuple[Row, ...], here: Here
) -> Iterator[Finding]:
    """One finding for each list and first folder; defaults that cannot be written are no mistake."""

    def passed_over(setup: Setup, context: str) -> list[tuple[str, Entry, str]]:
        found = []
        for key in ROWS:
            first, landed = next(iter(setup.lists.get(key, ())), None), landing(locations, key, context)
            if first is None or landed is None or landed.path == first.path or first.path == "/dev/null":
                continue
            if not _shared(first, landed.path or "", setup, key, here):
                found.append((key, first, landed.path or ""))
        return found

    causes = alike(conda, passed_over)
    if not causes:
        require(conda)
    for (key, entry, landed), contexts in causes.items():
        line = f"conda config --prepend {key} {quote(here.home + '/FOLDER')}"
        stuck = Advise(INSTEAD, {"where": line_of(entry.origin)}, (line,))
        yield Finding(
            SAYS[key],
            place=entry.path,
            key=key,
            location=pointed(entry.origin),
            contexts=contexts,
            evidence=told(entry.origin),
            wish=beside(key, disks, catalogue) or stuck,
            landed=landed,
        )
