"""What stands where a tool is told to write, or at the nearest folder above it: can it be used, or at least be made."""

from __future__ import annotations

import errno
import os
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from shlex import quote

from envdoctor.catalogue.view import Here
from envdoctor.declare import fact
from envdoctor.facts.types import Locations, Spot
from envdoctor.host.probes import Answer, Look, Probe, Seen
from envdoctor.i18n import msg
from envdoctor.light import dataclass, field
from envdoctor.model import Advise


@dataclass(frozen=True, slots=True)
class Stand:
    """What was met on the way up from ``path``.

    Attributes:
        above: the path itself if something stands there, else the nearest one above where something does.
        seen: what stands at ``above``; kind ``link``: a symbolic link that leads nowhere.
        closed: the nearest folder above that this account may not enter, where that is why nothing can be seen.
        owner: its uid.
    """

    path: str
    above: str
    seen: Seen
    closed: str = ""
    owner: int = -1

    @property
    def usable(self) -> bool:
        """It is a folder this account may write to, or one that it may make."""
        return self.seen.kind == "folder" and self.seen.writable


@dataclass(frozen=True, slots=True)
class Reach:
    """Path -> what stands there; a path without an entry gave no answer."""

    stands: Mapping[str, Stand] = field(default_factory=dict)


def _upwards(path: str) -> Iterator[str]:
    """``path`` and every folder above it, the nearest first."""
    while True:
        yield path
        if path == (path := os.path.dirname(path)):
            return


def opened(stand: Stand, here: Here) -> Advise | None:
    """What lets this account in again, where the folder that is closed to it is its own."""
    if not stand.closed or stand.owner != here.uid:
        return None
    command = f"chmod u+rwx {quote(stand.closed)}"
    return Advise(msg("it is yours: give yourself the right to enter it"), commands=(command,))


def _closed(path: str, seen: Mapping[str, Answer]) -> Stand | None:
    for above in _upwards(path):
        answer = seen[above]
        if isinstance(answer, Seen) and answer.exists:
            refused = seen[path]
            assert isinstance(refused, Seen)
            return Stand(path, path, refused, above, answer.uid)
    return None


def _met(path: str, seen: Mapping[str, Answer]) -> Stand | None:
    for above in _upwards(path):
        answer = seen[above]
        if not isinstance(answer, Seen):
            return None
        if above == path and answer.error == os.strerror(errno.EACCES) and (stand := _closed(path, seen)) is not None:
            return stand
        if answer.kind != "missing" or answer.error or above == os.path.dirname(above):
            return Stand(path, above, answer)
    return None


def climb(paths: Iterable[str]) -> Generator[Sequence[Probe], Sequence[Answer], dict[str, Stand]]:
    """What stands at each path or at the nearest folder above it, all asked in one round.

    A path without an answer, or below one without, has no entry.
    """
    wanted = tuple(dict.fromkeys(paths))
    asked = tuple(dict.fromkeys(above for path in wanted for above in _upwards(path)))
    answers = (yield tuple(Look(path) for path in asked)) if asked else ()
    seen = dict(zip(asked, answers, strict=True))
    return {path: stand for path in wanted if (stand := _met(path, seen)) is not None}


def _fine(spot: Spot, path: str) -> bool:
    return bool(spot.exists.get(path) and spot.writable.get(path))


@fact
def reach(locations: Locations) -> Generator[Sequence[Probe], Sequence[Answer], Reach]:
    """Every place of a tool in use that somebody configured, that is not there, or that may not be written to."""
    doubtful = [
        place.path
        for row in locations.spots.values()
        if row.in_use
        for spot in (row, *row.sides.values())
        for place in spot.places.values()
        if place.path is not None and (place.origin.kind != "default" or not _fine(spot, place.path))
    ]
    return Reach((yield from climb(doubtful)))
