"""Questions that several rules ask of disks and spots; pure functions over the values in ``facts.types``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from shlex import quote

from envdoctor.catalogue.rows import FileLever, Place, Row, Side, VariableLever
from envdoctor.catalogue.view import Here
from envdoctor.errors import Unavailable
from envdoctor.facts.types import Disk, Disks, Locations, Spot
from envdoctor.i18n import _, msg
from envdoctor.light import dataclass
from envdoctor.model import Advise, Location, Origin, SetLocation, SetVariable, Severity

OURS = "/envdoctor/env."
"""In the path of the files that envdoctor writes variables into."""
BEFORE = msg("{keep}; {how}; when all works, delete {old}: until then no room is freed")
BEFORE_BARE = msg("{keep}; when all works, delete {old}: until then no room is freed")
NO_SETTING = msg("{title} has no setting that moves it")
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


@dataclass(frozen=True, slots=True)
class Part:
    """One path of a row's main place, or of a side. ``held``: a side holds something there."""

    spread: Spread
    side: Side | None = None
    held: bool = False

    @property
    def key(self) -> str:
        """The side's key; empty for the main place."""
        return self.side.key if self.side is not None else ""

    @property
    def chosen(self) -> bool:
        """A setting of the side's own puts it there; else it follows from what the tool's other settings say."""
        origin = self.spread.place.origin
        if origin.path is not None and OURS in origin.path:
            return False  # a fix of ours pinned it where it was
        if self.side is None or origin.variable is not None:
            return self.side is not None and origin.variable in self.side.variables
        return origin.kind == "file" and any(isinstance(lever, FileLever) for lever in self.side.levers)


def sides(row: Row, spot: Spot | None, moving: Iterable[Part] = ()) -> Iterator[Part]:
    """The different paths of every side of a row in use; not those that move along with its place.

    Args:
        row: of the catalogue.
        spot: where it writes.
        moving: paths of the main place that are to move.
    """
    contexts = {context for part in moving for context in part.spread.contexts}
    for side in row.sides if spot is not None and spot.in_use else ():
        beside = spot.sides.get(side.key, Spot(row.id)) if spot is not None else Spot(row.id)
        for spread in spreads(beside):
            part = Part(spread, side, beside.held.get(spread.path, False))
            if part.chosen or not side.follows or not contexts.issuperset(spread.contexts):
                yield part


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
    for one in (spot, *spot.sides.values()):
        for context, why in one.unknown.items():
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


def cleaners_on(
    point: str, disks: Disks, locations: Locations, catalogue: tuple[Row, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Commands of the tools in use that free room on the disk mounted at ``point``; only those that lose nothing.

    The second tuple says which are left out, and why, and which do not free all; and caches that no command empties.
    """
    found: dict[str, None] = {}
    notes: dict[str, None] = {}
    spots = [(row, locations.spots.get(row.id)) for row in catalogue]
    for row, spot in sorted(spots, key=lambda pair: pair[1] is not None and pair[1].absent):
        if spot is None or not spot.in_use:
            continue
        held = [spread for spread in spreads(spot) if spot.held.get(spread.path)]
        if not row.cleaners and row.holds == "cache":
            lying = [spread.path for spread in held if point_of(spread.real, disks) == point]
            lying += [path for path, real in spot.left.items() if point_of(real, disks) == point]
            text = "{path}: {tool} has no command that empties it; what it needs again it fetches or builds again"
            notes.update(dict.fromkeys(_(text, path=path, tool=row.tool) for path in lying))
        for cleaner in row.cleaners:
            here = [cleaner.command for spread in held if point_of(spread.real, disks) == point]
            left = [path for path, real in spot.left.items() if cleaner.at and point_of(real, disks) == point]
            commands = (*here, *(cleaner.at.format(path=quote(path)) for path in left))
            if cleaner.safe and cleaner.command not in spot.refused:
                found.update(dict.fromkeys(commands))
                says = [cleaner.part, _("fails while the disk has not one byte left") if cleaner.needs_room else ""]
                says.append(_("{tool} is not on the PATH of this shell", tool=row.tool) if spot.absent else "")
                notes.update({f"{cleaner.command}: {text}": None for text in says if text and commands})
            elif cleaner.safe and commands:
                notes[_("not {command}: {why}", command=cleaner.command, why=spot.refused[cleaner.command])] = None
    return tuple(found), tuple(notes)


def largest_on(point: str, disks: Disks) -> tuple[str, ...]:
    """The command that lists what is large below home or our folders, for the one that is on the disk at ``point``."""
    folders = [quote(folder) for folder in disks.own_folders if point_of(folder, disks) == point]
    below = "~" if point == disks.home.point else " ".join(folders)
    return (f"du -xah {below} | sort -h | tail -20",) if below else ()


def variables_of(catalogue: tuple[Row, ...]) -> frozenset[str]:
    """Environment variables that decide where a tool writes."""
    levers = {lever.name for row in catalogue for lever in row.levers if isinstance(lever, VariableLever)}
    named = (name for row in catalogue for name in row.variables if not name.startswith("XDG_"))
    return frozenset(levers.union(named, *(side.variables for row in catalogue for side in row.sides)))


def commands_of(row: Row, spot: Spot | None = None) -> tuple[str, ...]:
    """The tool's own commands that free the place and lose nothing, here neither."""
    refused = spot.refused if spot is not None else {}
    return tuple(cleaner.command for cleaner in row.cleaners if cleaner.safe and cleaner.command not in refused)


def elsewhere(row: Row, part: Part, disks: Disks, spot: Spot | None = None) -> SetLocation | Advise:
    """The wish to have ``row`` on this account's data disk, or what to do where there is none."""
    commands = commands_of(row, spot)
    if disks.target is None:
        return _stuck(disks, commands)
    if (unfit := _unfit(row, disks.target.disk)) is not None:
        return Advise(msg("it cannot be moved: {why}"), {"why": unfit}, commands)
    path, new = part.spread.path, f"{disks.target.folder}/{row.folder}"
    if row.levers and not (row.keep and spot is not None and spot.held.get(path, False)):
        return SetLocation(row.id, new)
    moves = tuple(line.format(old=quote(path), new=quote(new)) for line in row.relocation.commands)
    if row.levers:
        text = msg("{keep}; {how}") if row.relocation.how else msg("{keep}")
        if any(".before" in line for line in moves):
            text = BEFORE if row.relocation.how else BEFORE_BARE
        return Advise(text, {"keep": row.keep, "how": row.relocation.how, "old": f"{path}.before"}, moves or commands)
    text = msg("{title} has no setting that moves it; {how}") if row.relocation.how else NO_SETTING
    return Advise(text, {"title": row.title, "how": row.relocation.how}, moves or commands)


def _unfit(row: Row, disk: Disk) -> str | None:
    """Why ``disk`` is no place for what ``row`` holds; None: it is one."""
    if row.needs_exec and disk.noexec:
        return _("programs are run from there, and {disk} is mounted so that none can be (noexec)", disk=disk.point)
    if row.needs_local and disk.network:
        return _("it does not work on a network disk, and {disk} is one", disk=disk.point)
    return None


def _stuck(disks: Disks, commands: tuple[str, ...] = ()) -> Advise:
    why = disks.no_target or _("no data disk was found on this machine")
    return Advise(msg("it cannot be moved: {why}"), {"why": why}, commands)


def better_place(
    row: Row, part: Part, disks: Disks, spot: Spot | None, here: Here
) -> SetLocation | SetVariable | Advise:
    """The wish to have ``part`` on this account's data disk.

    The variable of a side is set only where the user sets none and nothing is cut off; a line of the user's is named.
    """
    side = part.side
    if side is None:
        return elsewhere(row, part, disks, spot)
    if disks.target is None:
        return _stuck(disks)
    if (unfit := _unfit(row, disks.target.disk)) is not None:
        return Advise(msg("it cannot be moved: {why}"), {"why": unfit})
    path = f"{disks.target.folder}/{side.folder}"
    if not part.chosen and not (side.keep and part.held):
        return SetLocation(row.id, path, side.key) if side.levers else SetVariable(side.variables[0], path, (path,))
    origin = part.spread.place.origin
    name = origin.variable if part.chosen and origin.variable else next(iter(side.variables), "")
    if not name:
        return _in_settings(row, side, path)
    line = _setting(name, path, here)
    if not part.chosen:
        return Advise(msg("put this line into your start-up file; {keep}"), {"keep": side.keep}, (line,))
    where = ", ".join(told(origin))
    if side.keep:
        return Advise(msg("set {where} anew; {keep}"), {"where": where, "keep": side.keep}, (line,))
    parent = next((lever.name for lever in row.levers if isinstance(lever, VariableLever)), row.tool)
    text = msg("take {where} out, then the place follows {parent}; or set it anew")
    return Advise(text, {"where": where, "parent": parent}, (line,))


def _in_settings(row: Row, side: Side, path: str) -> Advise:
    """What to do about a side that only a settings file moves."""
    keys = [".".join(lever.key) for lever in side.levers if isinstance(lever, FileLever)]
    args = {"key": keys[0] if keys else side.title, "tool": row.tool, "path": path}
    if side.keep:
        return Advise(msg("set {key} in the settings of {tool} to {path}; {keep}"), {**args, "keep": side.keep})
    return Advise(msg("set {key} in the settings of {tool} to {path}"), args)


def _setting(name: str, path: str, here: Here) -> str:
    """The line that sets a variable, in the words of the login shell."""
    shell = here.shell.rsplit("/", 1)[-1]
    words = {"fish": "set -gx {} {}", "tcsh": "setenv {} {}", "csh": "setenv {} {}"}.get(shell, "export {}={}")
    return words.format(name, quote(path))


def written(disks: Disks, locations: Locations) -> tuple[Disk, ...]:
    """The disks this account writes to, each once: home's, that of ``/tmp``, of tools in use, of its data folders.

    Raises:
        Unavailable: no disk could be asked.
    """
    if not disks.all:
        raise Unavailable("no disk could be asked")
    found = {disk.point: disk for disk in (disks.home, disks.tmp) if disk.point in disks.all}
    met = [disks.of(spread.real) for spread in _in_use(locations)]
    met += [disk for folder in disks.own_folders if (disk := disks.of(folder)) is not None and is_data(disk, disks)]
    for disk in met:
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
