"""A setting that names a folder is empty, relative, or has a ~ that stays one.

## Why is this bad?
The folder then depends on where a program is started: each project, each job gets a cache of its own, and a folder
called `~` may appear, which invites `rm -rf ~`. Tools differ: pip takes such a value of `XDG_CACHE_HOME` as not set,
Hugging Face follows it. What each tool in use does is said with the finding.

## What to do
Name the whole path. In a start-up file `"$HOME/x"` is expanded by the shell, `"~/x"` in quotes is not. Take out what
is empty. The line that is shown names the account's folder on a data disk where there is one. A value that begins
with `./` is meant so, a folder for each project: that is a note. In config files write the path out: few tools expand
`~` there, hardly any `$HOME`.

## Fix safety
Nothing is changed: lines of your own are never rewritten, and data may lie in the folders that were used so far.

## References
- XDG Base Directory Specification: a path that is not absolute counts as not set.
- What each tool does was found by running it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from shlex import quote

from envdoctor import Advise, Finding, Here, Location, Origin, Place, Row, Safety, Severity, Unavailable, msg, rule
from envdoctor.facts.questions import lasting, pointed, told
from envdoctor.facts.types import Disks, Environments, Locations, Spot
from envdoctor.facts.variables import folder_variables
from envdoctor.light import dataclass, field

EMPTY = msg("{name} is empty, so it follows the working folder: {tools}")
TILDE = msg("{name} is {value}, and this ~ is not expanded: a folder named ~ is made in the working folder: {tools}")
RELATIVE = msg("{name} is {value}, which follows the working folder: {tools}")
IGNORED_EMPTY = msg("{name} is empty, which the tools in use take as not set")
IGNORED = msg("{name} is {value}, which is not absolute: most tools take it as not set")
OWN = msg("fine if each project is to have its own; else name the whole path in {where}")
OUT = msg("take {where} out, or name the whole path")
WHOLE = msg("name the whole path in {where}")
STARTUP = ("sh", "csh", "fish")


@dataclass(slots=True)
class Cause:
    """One setting: what comes of it, tool by tool, and in which contexts. ``value`` as it is set."""

    origin: Origin
    value: str
    tools: dict[str, str] = field(default_factory=dict)
    contexts: dict[str, None] = field(default_factory=dict)


def _shown(path: str, here: Here) -> str:
    """A path as seen from the working folder."""
    whole, cwd = PurePath(path), PurePath(here.cwd)
    return f"./{whole.relative_to(cwd)}" if whole.is_relative_to(cwd) and whole != cwd else path


def _followed(row: Row, spot: Spot, here: Here, causes: dict[tuple[Origin, str], Cause]) -> None:
    """Settings of a row that follow the working folder; a side counts where the main place does not say it already."""
    said: set[tuple[Origin, str]] = set()
    for key, one in (("", spot), *spot.sides.items()):
        for context, place in one.places.items():
            if place.relative is None or place.path is None or (key and (place.origin, place.relative) in said):
                continue
            cause = causes.setdefault((place.origin, place.relative), Cause(place.origin, place.relative))
            cause.tools.setdefault(f"{row.tool} {key}".strip(), _shown(place.path, here))
            cause.contexts[context] = None
            if not key:
                said.add((place.origin, place.relative))


def _unset(name: str, environments: Environments, known: set[str]) -> Iterator[Cause]:
    """Values of a variable that name no folder and that no tool in use follows."""
    found: dict[tuple[Origin, str], Cause] = {}
    for context, environment in environments.contexts.items():
        variable = environment.get(name)
        if variable is None or variable.value is None or variable.value.strip().startswith("/") or name in known:
            continue
        if variable.value and not name.startswith("XDG_"):
            continue  # a list, a switch: only the tool knows
        origin = Origin(variable.origin.kind, variable.origin.path, variable.origin.line, name)
        found.setdefault((origin, variable.value), Cause(origin, variable.value)).contexts[context] = None
    yield from found.values()


def _folder(name: str, catalogue: tuple[Row, ...]) -> str | None:
    """Where a fix puts, below the account's folder on a data disk, what the variable decides; None: no row says."""
    for row in catalogue:
        if any(getattr(lever, "name", "") == name for lever in row.levers):  # levers that are files have no name
            return row.folder
        for side in row.sides:
            if name in side.variables:
                return side.folder
    return None


def _text(cause: Cause, catalogue: tuple[Row, ...], disks: Disks, here: Here) -> str | None:
    """The whole path for a line: on the data disk; below home only where ``~`` says home and there is no such disk."""
    below = str(PurePath(cause.value.removeprefix("~/")))
    if disks.target is not None:
        named = _folder(cause.origin.variable or "", catalogue)
        below = named or "/".join(part for part in below.split("/") if part not in (".", "..", "~"))
        return quote(str(PurePath(disks.target.folder, below)))
    if not cause.value.startswith("~/"):
        return None
    return f'"$HOME/{below}"' if quote(below) == below else quote(f"{here.home}/{below}")


def _line(cause: Cause, text: str | None) -> tuple[str, ...]:
    """The line that sets it right, in the words of the file it stands in."""
    origin, value = cause.origin, cause.value
    if text is None or origin.kind != "file" or origin.variable is None or not value or "$" in value:
        return ()
    name = PurePath(origin.path or "").name
    words = "set -gx {} {}" if name.endswith(".fish") else "setenv {} {}" if "csh" in name else "export {}={}"
    return (words.format(origin.variable, text),)


def _finding(cause: Cause, text: str | None) -> Finding:
    origin, where = cause.origin, pointed(cause.origin)
    followed = TILDE if cause.value.startswith("~") else RELATIVE if cause.value else EMPTY
    ignored = IGNORED if cause.value else IGNORED_EMPTY
    source = ", ".join(told(origin))
    meant = cause.value.startswith("./")  # nobody writes that by mistake
    advice = OWN if meant else WHOLE if cause.value else OUT
    return Finding(
        followed if cause.tools else ignored,
        place=where.path or origin.variable or "",
        key=origin.variable or "",
        location=where if where.path else Location(),
        severity=Severity.WARNING if cause.tools and not meant else Severity.NOTE,
        contexts=tuple(cause.contexts),
        evidence=(source,),
        wish=Advise(advice, {"where": source}, () if meant else _line(cause, text)),
        name=origin.variable or source,
        value=cause.value,
        tools=", ".join(f"{tool} {path}" for tool, path in cause.tools.items()),
    )


def _not_set(causes: dict[tuple[Origin, str], Cause], locations: Locations) -> set[str]:
    """Variables that a tool in use does follow, or stops at: nothing more is to be said of those."""
    spots = [spot for spot in locations.spots.values() if spot.in_use]
    places: list[Place] = [
        place for spot in spots for one in (spot, *spot.sides.values()) for place in one.places.values()
    ]
    known = {place.origin.variable or "" for place in places if place.stops}
    return known | {origin.variable or "" for origin, _value in causes}


@rule("STO304", "folder-not-absolute", severity=Severity.WARNING, fix=Safety.MANUAL)
def folder_not_absolute(
    locations: Locations, environments: Environments, catalogue: tuple[Row, ...], disks: Disks, here: Here
) -> Iterator[Finding]:
    """One finding for each setting; a note where it is meant so, or every tool in use takes it as not set."""
    causes: dict[tuple[Origin, str], Cause] = {}
    used = [(row, spot) for row in catalogue if (spot := locations.spots.get(row.id)) and spot.in_use and not row.apart]
    for row, spot in used:
        _followed(row, spot, here, causes)
    known = _not_set(causes, locations)
    found = [*causes.values()]
    for name in folder_variables(row for row, _spot in used):
        found += _unset(name, environments, known)
    others = lasting(tuple(environments.contexts))
    found = [cause for cause in found if lasting(tuple(cause.contexts)) or not others]
    for cause in found:
        yield _finding(cause, _text(cause, catalogue, disks, here))
    for context, why in environments.unknown.items():
        if not found and context != "now":
            raise Unavailable(why)
