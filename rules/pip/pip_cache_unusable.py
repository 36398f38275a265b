"""pip switches its cache off by itself, because the folder is not its own.

## Why is this bad?
pip looks at the first folder on the way to its cache that exists. If this account may not write there, or if pip runs
as root and the folder is not root's, it prints one warning and goes on without a cache: every install downloads again.
That is what a `sudo pip` or a container that ran as root leaves behind, and what `sudo` without `-H` runs into.

## What to do
Give the folder back to its owner, or let pip run as the account whose home it is. An administrator's command is shown,
never run. A folder that a setting names, and one that is there but may not be written to, has rules of its own.

## Fix safety
Nothing is changed: who owns a folder is for an administrator to change.

## References
- pip 26.3, `utils/filesystem.py`, `check_path_owner`; run as root and as a user.
"""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from envdoctor import Advise, Finding, Here, Safety, Severity, Unavailable, msg, rule
from envdoctor.facts.pip import ROW, PipCache
from envdoctor.facts.questions import Spread, pointed, require_contexts, spreads, told
from envdoctor.facts.reach import Stand
from envdoctor.facts.types import Locations

AS_ROOT = msg("root's pip does not use this cache, because {above} belongs to another account (uid {owner})")
AS_USER = msg("pip goes on without a cache: it is to be made in {above}, which this account may not write to")
OWNER = msg("run pip as that account, or with sudo -H; if the folder should be root's, give it to root")
BACK = msg("ask an administrator to give it back to you")


def _unusable(spread: Spread, stand: Stand, here: Here) -> bool:
    """pip's own test; for a user only what the rules of all tools leave out."""
    if here.uid == 0:
        return stand.seen.uid not in (0, -1)
    default = spread.place.origin.kind == "default"
    return default and stand.above != stand.path and stand.seen.kind != "link" and not stand.seen.writable


def _wish(stand: Stand, here: Here) -> Advise:
    if here.uid == 0:
        return Advise(OWNER, commands=(f"chown -R root: {quote(stand.above)}",))
    return Advise(BACK, commands=(f"sudo chown {quote(here.user)}: {quote(stand.above)}",))


@rule("PIP102", "pip-cache-unusable", severity=Severity.WARNING, fix=Safety.MANUAL)
def pip_cache_unusable(locations: Locations, pip_cache: PipCache, here: Here) -> Iterator[Finding]:
    """One finding for each place."""
    spot = locations.spots.get(ROW)
    if spot is not None and not spot.in_use:
        return
    stands = [(spread, pip_cache.stands.get(spread.path)) for spread in (spreads(spot) if spot is not None else ())]
    bad = [(spread, stand) for spread, stand in stands if stand is not None and _unusable(spread, stand, here)]
    if not bad:
        require_contexts(spot)
        for spread, stand in stands:
            if stand is None:
                raise Unavailable(f"the disk of {spread.path} gave no answer")
    for spread, stand in bad:
        yield Finding(
            AS_ROOT if here.uid == 0 else AS_USER,
            place=spread.path,
            location=pointed(spread.place.origin),
            contexts=spread.contexts,
            evidence=(*told(spread.place.origin), f"owner {stand.seen.uid}, mode {stand.seen.mode:04o}"),
            wish=_wish(stand, here),
            above=stand.above,
            owner=stand.seen.uid,
        )
