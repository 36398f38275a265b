"""Questions that several rules ask of disks and spots; pure functions over the values in ``facts.types``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from shlex import quote

from envdoctor.catalogue.rows import Place, Row, VariableLever
from envdoctor.errors import Unavailable
from envdoctor.facts.types import Disk, Disks, Locations, Spot
from envdoctor.i18n import msg
from envdoctor.model import Advise, Location, Origin, SetLocation, Severity

UNWRITTEN = frozenset({"squashfs", "iso9660", "erofs", "cramfs", "romfs", "udf"})
"""Image file systems: they are always full and nobody writes to them."""

GRADES = {"full": Severity.ERROR, "near": Severity.WARNING, "small": Severity.NOTE}
"""How bad it is that something writes to a disk in this state."""


@dataclass(frozen=True, slots=True)
class Spread:
    """One path a tool writes to, and the contexts (keys of ``environments``) in which it does."""

    path: str
    real: str
    place: Place
    contexts: tuple[str, ...]


def lasting(contexts: tuple[str, ...]) -> bool:
    """Whether one of ``contexts`` outlives this process: what only ``now`` holds is gone with the shell."""
    return any(context != "now" for context in contexts)


def spreads(spot: Spot) -> Iterator[Spread]:
    """The different paths of ``spot`` in order; a path that only this process uses is left out if others are known."""
    grouped: dict[str, list[str]] = {}
    for context, place in spot.places.items():
        if place.path is not None:
            grouped.setdefault(place.path, []).append(context)
    others = lasting(tuple(spot.places))
    for path, found in grouped.items():
        contexts = tuple(found)
        if others and not lasting(contexts):
            continue
        first = next((context for context in contexts if context != "now"), contexts[0])
        yield Spread(path, spot.real.get(path, path), spot.places[first], contexts)


def _silent(spread: Spread, disks: Disks) -> str:
    """Why the disk of ``spread`` can't be judged."""
    above = [point for point in disks.unknown if f"{spread.real}/".startswith(f"{point.rstrip('/')}/")]
    point = max(above, key=len, default=None)
    return disks.unknown[point] if point is not None else f"the disk of {spread.path} gave no answer"


def require_contexts(spot: Spot | None) -> None:
    """Nothing was found: make sure that every context could be told.

    Raises:
        Unavailable: one could not.
    """
    if spot is None:
        raise Unavailable("where it writes is not known")
    for context, why in spot.unknown.items():
        if context != "now":
            raise Unavailable(why)


def require(spot: Spot | None, disks: Disks) -> None:
    """Nothing was found: make sure that this means "fine" and not "could not tell", contexts and disks alike.

    Raises:
        Unavailable: it could not be told.
    """
    require_contexts(spot)
    for spread in spreads(spot) if spot is not None else ():
        if disks.of(spread.real) is None:
            raise Unavailable(_silent(spread, disks))


def point_of(path: str, disks: Disks) -> str:
    """Where the disk of ``path`` is mounted; an empty string where it gave no answer."""
    disk = disks.of(path)
    return disk.point if disk is not None else ""


def is_data(disk: Disk, disks: Disks) -> bool:
    """Whether ``disk`` is one of the data disks."""
    return any(disk.point == data.point for data in disks.data)


def pointed(origin: Origin) -> Location:
    """Where ``origin`` stands, as the location of a finding."""
    return Location(origin.path, origin.line) if origin.kind == "file" else Location()


def told(origin: Origin) -> tuple[str, ...]:
    """What decides, for evidence: ``PIP_CACHE_DIR (/home/alice/.bashrc:12)``; nothing for a tool's default."""
    if origin.kind == "default":
        return ()
    where = f"{origin.path}:{origin.line}" if origin.path and origin.line else origin.path or origin.kind
    return (f"{origin.variable} ({where})" if origin.variable else where,)


def cleaners_on(point: str, disks: Disks, locations: Locations, catalogue: tuple[Row, ...]) -> tuple[str, ...]:
    """Commands of the tools in use that free room on the disk mounted at ``point``; only those that lose nothing."""
    found: dict[str, None] = {}
    for row in catalogue:
        spot = locations.spots.get(row.id)
        if spot is None or not spot.in_use:
            continue
        for spread in spreads(spot):
            disk = disks.of(spread.real)
            if disk is not None and disk.point == point and spot.held.get(spread.path):
                found.update(dict.fromkeys(cleaner.command for cleaner in row.cleaners if cleaner.safe))
        for path, real in spot.left.items():
            disk = disks.of(real)
            if disk is not None and disk.point == point:
                found.update(dict.fromkeys(c.at.format(path=quote(path)) for c in row.cleaners if c.safe and c.at))
    return tuple(found)


def variables_of(catalogue: tuple[Row, ...]) -> frozenset[str]:
    """Environment variables that decide where a tool writes."""
    return frozenset(lever.name for row in catalogue for lever in row.levers if isinstance(lever, VariableLever))


def commands_of(row: Row) -> tuple[str, ...]:
    """The tool's own commands that free the place and lose nothing."""
    return tuple(cleaner.command for cleaner in row.cleaners if cleaner.safe)


def elsewhere(row: Row, disks: Disks) -> SetLocation | Advise:
    """The wish to have ``row`` on this account's data disk, or what to do where there is none."""
    if disks.target is not None and row.levers:
        return SetLocation(row.id, f"{disks.target.folder}/{row.folder}")
    commands = commands_of(row)
    if disks.target is not None:
        return Advise(msg("{title} has no setting that moves it"), {"title": row.title}, commands)
    return Advise(
        msg("it cannot be moved: {why}"), {"why": disks.no_target or "no data disk was found on this machine"}, commands
    )


def written(disks: Disks, locations: Locations) -> tuple[Disk, ...]:
    """The disks this account writes to, each once: home's, that of ``/tmp``, and those of tools in use.

    Raises:
        Unavailable: no disk could be asked.
    """
    if not disks.all:
        raise Unavailable("no disk could be asked")
    found = {disk.point: disk for disk in (disks.home, disks.tmp) if disk.point in disks.all}
    for spread in _in_use(locations):
        disk = disks.of(spread.real)
        if disk is not None:
            found.setdefault(disk.point, disk)
    return tuple(disk for disk in found.values() if disk.kind not in UNWRITTEN and not disk.readonly)


def _in_use(locations: Locations) -> Iterator[Spread]:
    for spot in locations.spots.values():
        if spot.in_use:
            yield from spreads(spot)


def require_disks(disks: Disks, locations: Locations) -> None:
    """No disk was found to be bad: make sure that all this account writes to gave an answer.

    Raises:
        Unavailable: one did not.
    """
    for disk in (disks.home, disks.tmp):
        if disk.point in disks.unknown:
            raise Unavailable(f"{disk.point}: {disks.unknown[disk.point]}")
    for spread in _in_use(locations):
        if disks.of(spread.real) is None:
            raise Unavailable(_silent(spread, disks))
