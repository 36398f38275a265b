"""Where every tool of the catalogue writes, in every context, and what stands there now."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from envdoctor.catalogue.rows import Place, Row, Side, settings_of, where, where_side
from envdoctor.catalogue.sources import looks, parents
from envdoctor.catalogue.view import Here, Missing, View
from envdoctor.declare import fact
from envdoctor.errors import Unavailable
from envdoctor.facts.types import Environments, Locations, Spot
from envdoctor.host.probes import Answer, Look, Probe, Seen, Which
from envdoctor.light import dataclass, field, replace

T = TypeVar("T")
_LINKS = 40
_SYSTEM = ("/etc/", "/usr/", "/var/", "/opt/")
_ADMIN = ("/usr/", "/bin/", "/sbin/", "/snap/")
"""Where an administrator installs programs for everybody."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands at a place. ``real``: where it leads, the part that does not exist yet included."""

    real: str
    exists: bool
    held: bool
    writable: bool


@dataclass(slots=True)
class _Round:
    """One pass over all that is to be found out; what must be asked first is gathered instead of raised."""

    done: dict[object, object]
    wanted: dict[Probe, None] = field(default_factory=dict)

    def try_(self, key: object, compute: Callable[[], T]) -> T | Unavailable | None:
        """The value, why it can't be known, or None: not yet. What is known once is not computed again."""
        if key not in self.done:
            try:
                self.done[key] = compute()
            except Unavailable as reason:
                self.done[key] = reason
            except Missing as missing:
                self.wanted.update(dict.fromkeys(missing.probes))
        return self.done.get(key)  # type: ignore[return-value]


def standing(view: View, path: str) -> Standing:
    """What stands at ``path``; links above a part that does not exist yet are followed.

    Raises:
        Missing, Unavailable: as :meth:`View.look`.
    """
    seen = looks(view, [path, *parents(path)])[0]
    if seen.exists:
        return Standing(seen.real or path, True, seen.holds is not False, seen.writable)
    dangling = False
    for _again in range(_LINKS):
        rest, found = _nearest(view, path)
        whole = os.path.normpath(os.path.join(found.real or "/", rest)) if rest else found.real
        if found.link is None or found.exists:
            return Standing(whole, False, False, found.kind == "folder" and found.writable and not dangling)
        above = path[: len(path) - len(rest)].rstrip("/") if rest else path
        path = os.path.normpath(os.path.join(os.path.dirname(above), found.link, rest))
        dangling = True
    return Standing(path, False, False, False)


def _nearest(view: View, path: str) -> tuple[str, Seen]:
    """The nearest thing at or above ``path``, and the rest of the path below it."""
    chain = [path, *parents(path)]
    for above, seen in zip(chain, looks(view, chain), strict=True):
        if seen.kind != "missing" or seen.error or above == "/":
            return path[len(above) :].strip("/"), seen
    raise AssertionError("a path ends at /")


@fact
def locations(
    environments: Environments, here: Here, catalogue: tuple[Row, ...]
) -> Generator[Sequence[Probe], Sequence[Answer], Locations]:
    """Every row in every context; rounds are few, because each asks for all that any row needs next."""
    seen: dict[Probe, Answer] = {}
    done: dict[object, object] = {}
    found: dict[str, Spot] = {}
    while True:
        wanted: dict[Probe, None] = {}
        view = View(here, environments.contexts, seen)
        for row in catalogue:
            if row.id in found:
                continue
            one = _Round(done)
            spot = _spot(one, row, view, environments)
            if one.wanted:
                wanted.update(one.wanted)
            else:
                found[row.id] = spot
        if not wanted:
            return Locations({row.id: found[row.id] for row in catalogue})
        probes = tuple(wanted)
        seen.update(zip(probes, (yield probes), strict=True))


def _spot(one: _Round, row: Row, view: View, environments: Environments) -> Spot:
    spot = _met(one, row, view, environments)
    sides = {side.key: _side(one, row, side, view, environments) for side in row.sides}
    left = _left(one, row, view, spot)
    used = (
        _traced(one, row, view),
        configured(spot.places.values(), view.here),
        *spot.held.values(),
        *(side.in_use for side in sides.values()),
    )
    refused, absent = _refused(one, row, view), _absent(row, view)
    return replace(spot, left=left, sides=sides, refused=refused, absent=absent, in_use=any(used))


def _programs(row: Row) -> tuple[str, ...]:
    """The programs that its cleaners begin with, variables before them left out."""
    firsts = [next((word for word in one.command.split() if "=" not in word), "") for one in row.cleaners]
    return tuple(dict.fromkeys(word for word in firsts if word))


def _absent(row: Row, view: View) -> bool:
    """None of the programs that its cleaners need was found; asked by :func:`_traced`."""
    probes = [Which(name) for name in _programs(row)]
    return bool(probes) and all(probe in view.seen and view.seen[probe] is None for probe in probes)


def _side(one: _Round, row: Row, side: Side, view: View, environments: Environments) -> Spot:
    """A side's spot. What begins with a dot does not count as held: tools leave locks and the like behind."""
    spot = _met(one, row, view, environments, side)
    there = [path for path, held in spot.held.items() if held]
    held = {path: bool(one.try_((path, "names"), partial(_shown, view, path))) for path in there}
    own = [place for place in spot.places.values() if place.origin.variable in side.variables]
    return replace(spot, held={**spot.held, **held}, in_use=configured(own, view.here) or any(held.values()))


def _shown(view: View, path: str) -> bool:
    """Something stands in the folder ``path`` whose name does not begin with a dot. Without an answer, it counts."""
    try:
        return any(not name.startswith(".") for name in view.names(path))
    except Unavailable:
        return True


def _met(one: _Round, row: Row, view: View, environments: Environments, side: Side | None = None) -> Spot:
    """Where the row, or a side of it, is in each context, and what stands there."""
    places: dict[str, Place] = {}
    unknown = dict(environments.unknown)
    stands: dict[str, Standing] = {}
    for context in environments.contexts:
        asked = partial(where, row, view, context) if side is None else partial(where_side, side, view, context)
        place = one.try_((row.id, side and side.key, context), asked)
        if isinstance(place, Place):
            stood = one.try_(place.path, partial(standing, view, place.path)) if place.path else None
            if isinstance(stood, Unavailable):
                unknown[context] = str(stood)
                continue
            places[context] = place
            if place.path and isinstance(stood, Standing):
                stands[place.path] = stood
        elif place is not None:
            unknown[context] = str(place)
    settings = _settings(one, row, view, places, side)
    return Spot(
        row.id,
        places,
        unknown,
        {**_hidden(one, view, settings), **{path: stood.real for path, stood in stands.items()}},
        {path: stood.held for path, stood in stands.items()},
        {path: stood.exists for path, stood in stands.items()},
        {path: stood.writable for path, stood in stands.items()},
        settings=settings,
    )


def _said(row: Row, side: Side | None, view: View, context: str) -> tuple[Place, ...]:
    """Every setting of a row, or of a side, that speaks in ``context``."""
    if side is None:
        return tuple(settings_of(row, view, context))
    found = (source(view, context) for source in side.sources)
    return tuple(place for place in found if place is not None and place.origin.kind != "default")


def _settings(
    one: _Round, row: Row, view: View, places: Mapping[str, Place], side: Side | None
) -> dict[str, tuple[Place, ...]]:
    """All settings in each context in which one is in force: most tools have none, and are not asked."""
    found: dict[str, tuple[Place, ...]] = {}
    for context, place in places.items():
        if place.origin.kind != "default":
            asked = partial(_said, row, side, view, context)
            said = one.try_((row.id, side and side.key, context, "settings"), asked)
            if isinstance(said, tuple):
                found[context] = said
    return found


def _hidden(one: _Round, view: View, settings: Mapping[str, tuple[Place, ...]]) -> dict[str, str]:
    """Where the settings that are not in force would lead."""
    paths = dict.fromkeys(place.path for said in settings.values() for place in said[1:] if place.path)
    stood = {path: one.try_(path, partial(standing, view, path)) for path in paths}
    return {path: got.real for path, got in stood.items() if isinstance(got, Standing)}


def _refused(one: _Round, row: Row, view: View) -> dict[str, str]:
    """Cleaners that would break something in one of the contexts, or of which that can't be told."""
    found: dict[str, str] = {}
    for cleaner in row.cleaners:
        for context in view.environments if cleaner.breaks is not None else ():
            assert cleaner.breaks is not None
            why = one.try_((row.id, cleaner.command, context), partial(cleaner.breaks, view, context))
            if why:
                found.setdefault(cleaner.command, str(why))
    return found


def _left(one: _Round, row: Row, view: View, spot: Spot) -> dict[str, str]:
    """Folders that the tool fills by default, writes to in no context that lasts, and that still hold something."""
    lasting = {context: place.path for context, place in spot.places.items() if context != "now"}
    paths = lasting or {context: place.path for context, place in spot.places.items()}
    places = {path for path in paths.values() if path is not None}
    old = [path for path in map(view.expand, row.usual) if not any(_below(path + "/", place) for place in places)]
    probes = [Look(path) for path in old]
    one.wanted.update(dict.fromkeys(probe for probe in probes if probe not in view.seen))
    answers = [(path, view.seen.get(probe)) for path, probe in zip(old, probes, strict=True)]
    return {path: got.real for path, got in answers if isinstance(got, Seen) and got.kind == "folder" and got.holds}


def _traced(one: _Round, row: Row, view: View) -> bool:
    """A command of the tool is found, or something that it leaves behind."""
    commands: list[Probe] = [Which(command) for command in (*row.commands, *row.own_commands)]
    traces: list[Probe] = [Look(view.expand(trace)) for trace in row.traces]
    programs = [Which(name) for name in _programs(row)]
    one.wanted.update(dict.fromkeys(probe for probe in (*commands, *programs, *traces) if probe not in view.seen))
    found = [view.seen.get(probe) for probe in commands]
    left = [view.seen.get(probe) for probe in traces]
    counts = [isinstance(got, str) for got in found[: len(row.commands)]]
    counts += [isinstance(got, str) and not got.startswith(_ADMIN) for got in found[len(row.commands) :]]
    return any(counts) or any(isinstance(got, Seen) and got.exists and bool(got.holds) for got in left)


def configured(places: Iterable[Place], here: Here) -> bool:
    """The user configured one of the places: a variable of the tool's own, or a file that is not the system's."""
    origins = [place.origin for place in places if place.origin.kind != "default"]
    own = [origin for origin in origins if not (origin.variable or "").startswith("XDG_")]
    return any(not (origin.path or "").startswith(_SYSTEM) or _below(origin.path, here.home) for origin in own)


def _below(path: str | None, home: str) -> bool:
    return path is not None and path.startswith(home.rstrip("/") + "/")
