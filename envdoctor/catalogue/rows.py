"""What a catalogue row is: one place a tool writes to, what decides it, which levers move it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from envdoctor.catalogue.view import View
from envdoctor.light import dataclass
from envdoctor.model import Origin


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tool writes in one context.

    Attributes:
        path: absolute and normalised (relative values are laid on the working folder). None: it writes nothing there.
        origin: what decides it.
        relative: the value as configured, where it is not absolute and so follows the working folder.
        note: why ``path`` is None, or what is odd about the value; a short clause.
        stops: the tool gives an error and does nothing at all, for the reason in ``note``.
    """

    path: str | None
    origin: Origin = Origin("default")
    relative: str | None = None
    note: str = ""
    stops: bool = False


Source = Callable[[View, str], Place | None]
"""``(view, context) -> place``, or None where this source says nothing and the next one decides."""


@dataclass(frozen=True, slots=True)
class FileLever:
    """A key in a config file of the tool. ``prepend``: the key holds a list and ours goes first (conda).

    Attributes:
        path: the file that is written, from the view (XDG variables move some); absolute after ``View.expand``.
        suffix: the tool adds it to the value (``hub`` for TORCH_HOME).
        check: a program and its arguments that judge the new file before it takes its place; the file's path is
            appended. Skipped where the program is missing.
        also: further keys of the same file that must be set with it, with their values, from the view.
    """

    format: str
    path: Callable[[View], str]
    key: tuple[str, ...]
    prepend: bool = False
    suffix: str = ""
    check: tuple[str, ...] = ()
    also: Callable[[View], Sequence[tuple[tuple[str, ...], str]]] | None = None


@dataclass(frozen=True, slots=True)
class VariableLever:
    """An environment variable. ``keep``: set only where it is unset, so that a job's own value stays (TMPDIR)."""

    name: str
    suffix: str = ""
    keep: bool = False


Lever = FileLever | VariableLever


@dataclass(frozen=True, slots=True)
class Cleaner:
    """The tool's own command that frees the place.

    Attributes:
        command: frees the place that is in force.
        safe: only what can be fetched or built again goes.
        at: the same for another folder, ``{path}``: what a tool left behind where it no longer writes. Empty: none.
        breaks: ``(view, context) -> what it would break``, a short clause; an empty text: nothing.
        part: what it does, where that is not to free all that the place holds; a short clause. Empty: it frees all.
        needs_room: it fails where the disk has not one byte left.
    """

    command: str
    safe: bool = True
    at: str = ""
    breaks: Callable[[View, str], str] | None = None
    part: str = ""
    needs_room: bool = False

    @property
    def whole(self) -> bool:
        """It frees all that the place holds."""
        return not self.part


@dataclass(frozen=True, slots=True)
class Relocation:
    """How what is there already can be moved.

    Attributes:
        link: what a symbolic link at the old place does: ``ok``, ``needed`` (paths are written into files), ``avoid``
            (it breaks something), ``unknown``.
        how: what to do or know before; a clause that begins in lower case. Empty: nothing.
        commands: what to run, ``{old}`` and ``{new}`` filled in with quoted paths; empty: the tool is better set up
            anew.
    """

    link: str = "ok"
    how: str = ""
    commands: tuple[str, ...] = ()


def move_and_link(below: str = "") -> tuple[str, ...]:
    """One line that copies ``{old}`` to ``{new}`` and ``below``, and leaves a link in its place.

    It stops at the first step that fails, with the old place as it was: where something lies at the new place already
    (``rmdir``), where rsync fails or is not there, where the link cannot be made, where ``.before`` holds something.
    The copy gets its name once it is whole, so that the line can be run again after a break.

    Args:
        below: what comes behind the new place, with the slash; the shell expands it.
    """
    steps = (
        "mkdir -p NEW && rmdir NEW && rsync -aH {old}/ NEW.part/ && ln -sT NEW {old}.link && mv -T NEW.part NEW",
        "mv -T {old} {old}.before && mv -T {old}.link {old}",
    )
    return (" && ".join(steps).replace("NEW", "{new}" + below),)


@dataclass(frozen=True, slots=True)
class Legacy:
    """A variable that some versions of the tool ignore.

    Attributes:
        name: of the variable. instead: what to set today.
        package: the Python distribution whose installed version decides; empty: every version told in ``says``.
        ignored_from: the first version that ignores it (``5``); empty: still read, but out of date.
        says: which versions do what; a short clause.
    """

    name: str
    instead: str
    package: str = ""
    ignored_from: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """Another place of the same tool; a variable of its own may put it elsewhere than the row's main place.

    Attributes:
        key: ``datasets``; tells findings about it apart. title: for people.
        variables: its own, the one to set first.
        sources: what decides the place, highest precedence first. None answers: nothing is written.
        folder: where it goes below the account's folder on a data disk.
        follows: where no variable of its own is set, it moves along with the row's place.
        keep: why what is there must stay reachable where it is; a short clause. Empty: a cold start is allowed.
        notes: what to know about it, shown as evidence.
        levers: what can move it, preferred first; empty: its first variable.
    """

    key: str
    title: str
    variables: tuple[str, ...]
    sources: tuple[Source, ...]
    folder: str
    follows: bool = False
    keep: str = ""
    notes: tuple[str, ...] = ()
    levers: tuple[Lever, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One place a tool writes to. Ids are stable: they are members of families, subjects and JSON.

    Attributes:
        id: ``pip-cache``. tool: ``pip``. title: for people, ``pip's download cache``.
        holds: ``cache`` (can be fetched or built again), ``data`` (cannot, or at great cost), ``mixed``.
        sources: what decides the place, highest precedence first; the last one always answers.
        levers: what can move it, preferred first.
        folder: where it goes below the account's folder on a data disk, e.g. ``cache/pip``.
        variables: every environment variable that can decide the place, XDG ones included.
        commands: any of these found on PATH means the tool is in use.
        own_commands: the same, but only outside the system's folders: what an administrator installed for everybody
            says nothing about this account.
        traces: paths that, not empty, mean the tool is in use although its place is empty (``~`` is home).
        usual: folders it fills by default, which stay behind after a move (``~`` is home).
        cleaners: commands that free the place, best first.
        together: variables that must be set with the move so that nothing becomes unreachable (HF_TOKEN_PATH);
            ``(view, contexts) -> {name: value}``.
        stays: what remains readable where it is, said to the user beside the finding; a short clause.
        keep: why what is there must stay reachable where it is; a short clause. A place that holds something is then
            never left behind by a fix: how to move it is advice. Empty: a cold start is allowed.
        relocation: how what is there can be moved.
        sides: places of the tool beside the main one.
        legacy: variables that some versions ignore.
        children: ``(child, parent)`` variables: the first beats the second.
        settings: ``(view, context) -> all settings that speak, strongest first``, where ``sources`` does not list
            them one by one (a source that merges files and variables).
        needs_exec: programs or libraries are run from it, so a disk mounted noexec is no place for it.
        needs_local: it does not work on a network disk.
        pitfalls: what surprises people, a clause each; shown by ``explain ROW``.
        bounded: it stays small whatever one does: no reason to move it.
        apart: rules of its own look at it, those of all rows do not.
        facts: where the row's facts come from, for the rule page.
    """

    id: str
    tool: str
    title: str
    holds: str
    sources: tuple[Source, ...]
    levers: tuple[Lever, ...]
    folder: str
    variables: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    own_commands: tuple[str, ...] = ()
    traces: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()
    cleaners: tuple[Cleaner, ...] = ()
    together: Callable[[View, tuple[str, ...]], dict[str, str]] | None = None
    stays: str = ""
    keep: str = ""
    relocation: Relocation = Relocation()
    sides: tuple[Side, ...] = ()
    legacy: tuple[Legacy, ...] = ()
    children: tuple[tuple[str, str], ...] = ()
    settings: Callable[[View, str], Sequence[Place]] | None = None
    needs_exec: bool = False
    needs_local: bool = False
    bounded: bool = False
    apart: bool = False
    pitfalls: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


def where(row: Row, view: View, context: str) -> Place:
    """Where ``row``'s tool writes in ``context``: the first source that answers.

    Raises:
        Missing: the view must be asked first. Unavailable: it cannot be known.
    """
    for source in row.sources:
        place = source(view, context)
        if place is not None:
            return place
    raise AssertionError(f"row {row.id} has no source that always answers")


def levers_of(row: Row, side: Side | None) -> tuple[Lever, ...]:
    """What can move the row's main place, or a side of it."""
    if side is None:
        return row.levers
    return side.levers or tuple(VariableLever(name) for name in side.variables[:1])


def settings_of(row: Row, view: View, context: str) -> list[Place]:
    """Every setting that says where ``row``'s tool writes in ``context``, the one in force first; no defaults.

    Raises:
        Missing: the view must be asked first. Unavailable: it cannot be known.
    """
    if row.settings is not None:
        return list(row.settings(view, context))
    found = (source(view, context) for source in row.sources)
    return [place for place in found if place is not None and place.origin.kind != "default"]


def where_side(side: Side, view: View, context: str) -> Place:
    """Where ``side`` is in ``context``; no path where none of its sources answers.

    Raises:
        Missing: the view must be asked first. Unavailable: it cannot be known.
    """
    answers = (source(view, context) for source in side.sources)
    return next((place for place in answers if place is not None), Place(None))
