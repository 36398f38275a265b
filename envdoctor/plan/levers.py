"""Lowers a wish to edits: levers are tried in order on a projected view until one wins in every context."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from envdoctor.catalogue.rows import FileLever, Lever, Place, Row, Side, VariableLever, levers_of, where, where_side
from envdoctor.catalogue.view import Environment, View
from envdoctor.edits.own import Setting
from envdoctor.errors import EditError, Unavailable
from envdoctor.facts.types import Disks, Shell, Target
from envdoctor.i18n import _
from envdoctor.light import dataclass, field, replace
from envdoctor.model import Safety, SetLocation, SetVariable
from envdoctor.plan.draft import Draft
from envdoctor.plan.startup import with_settings
from envdoctor.plan.writable import Linked

if TYPE_CHECKING:
    from envdoctor.facts.environments import Readings

Claims = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Lowered:
    """A wish as edits: the draft with them, what they do in words, the keys they claim; ``why`` it is not safe."""

    draft: Draft
    title: str
    safety: Safety
    why: str = ""
    claims: Claims = field(default_factory=dict)


class Withhold(Exception):
    """The wish cannot be fulfilled by us; says why and what the person can do."""

    def __init__(self, reason: str, commands: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.reason, self.commands = reason, tuple(commands)


@dataclass(frozen=True, slots=True)
class Ground:
    """What lowering works on: the account as it is, before any draft; ``texts``: of the files that were checked."""

    view: View
    shells: tuple[Shell, ...]
    disks: Disks
    rows: Mapping[str, Row]
    readings: Readings = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def contexts(self) -> tuple[str, ...]:
        """Contexts in which a fix must hold: all but ``now``, and but those in which the shell reads no file at all."""
        blind = {"ssh"} if any(shell.login and shell.name in ("dash", "sh", "ksh") for shell in self.shells) else set()
        return tuple(context for context in self.view.environments if context != "now" and context not in blind)

    def projected(self, draft: Draft) -> Draft:
        """The draft with the environments that its start-up files would make, worked out once a change of them."""
        if draft.environments is not None:
            return draft
        from envdoctor.facts.environments import project  # it reads start-up files, which few plans need

        made: Mapping[str, Environment] = project(self.view, self.view.environments, draft.view, self.readings)
        return replace(draft, environments=made)

    def seen_through(self, draft: Draft) -> View:
        """The draft's view with its projected environments."""
        return draft.view.lay(environments=draft.environments)


def set_location(wish: SetLocation, draft: Draft, ground: Ground) -> Lowered:
    """Lower ``wish`` with the first lever that gives its path in every context.

    Raises:
        Withhold: no lever does.
    """
    row, target = ground.rows[wish.row], ground.disks.target
    side = next((side for side in row.sides if side.key == wish.side), None) if wish.side else None
    guarded = target is not None and target.guarded
    levers = [lever for lever in levers_of(row, side) if isinstance(lever, VariableLever) or not guarded]
    problems: list[Withhold] = []
    for lever in levers:
        try:
            made = _pull(lever, wish, row, draft, ground)
        except Linked as linked:
            problems.append(Withhold(str(linked), linked.patch.splitlines()))
            continue
        except EditError as error:
            problems.append(Withhold(str(error)))
            continue
        made = ground.projected(made)
        beaten = _beaten(row, side, _place(lever, wish.path), made, ground)
        if beaten is None:
            title, claims = _words(lever, wish, row, ground)
            return Lowered(made, title, *_risk(target if guarded else None), claims=claims)
        problems.append(beaten)
    raise problems[-1] if problems else Withhold(_("{tool} has no setting that moves it", tool=row.tool))


def _risk(target: Target | None) -> tuple[Safety, str]:
    """The safety of a move, and why; ``target`` only where it may be missing on other machines."""
    if target is None:
        return Safety.SAFE, ""
    why = _(
        "other machines with this home may not have {disk}; if all have it, a policy says so (nodes: all)",
        disk=target.disk.point,
    )
    return Safety.UNSAFE, why


def _place(lever: Lever, path: str) -> str:
    """Where the tool writes when ``lever`` is set to ``path``: some append a folder of their own."""
    return f"{path}/{lever.suffix}" if lever.suffix else path


def _pull(lever: Lever, wish: SetLocation, row: Row, draft: Draft, ground: Ground) -> Draft:
    made = draft.make_folder(wish.path)
    extra = _together(row, wish, ground)
    settings = [Setting(name, kept, (wish.path,)) for name, kept in extra.items()]
    if isinstance(lever, FileLever):
        path = ground.view.expand(lever.path(made.view))
        for key, value in lever.also(ground.view) if lever.also else ():
            made = made.put(path, lever.format, key, value)
        made = made.put(path, lever.format, lever.key, wish.path, _judge(lever, made))
    else:
        settings.insert(0, Setting(lever.name, wish.path, (wish.path,), keep=lever.keep))
    return with_settings(made, ground.shells, settings) if settings else made


def _judge(lever: FileLever, draft: Draft) -> tuple[str, ...]:
    """The command that must accept the new file; none where its program is not installed."""
    program = draft.view.which(lever.check[0]) if lever.check else None
    return (program, *lever.check[1:]) if program else ()


def _beaten(row: Row, side: Side | None, path: str, made: Draft, ground: Ground) -> Withhold | None:
    """Why the tool would still write elsewhere in some context of the projected account; None if it would not."""
    view = ground.seen_through(made)
    for context in ground.contexts:
        try:
            place = where(row, view, context) if side is None else where_side(side, view, context)
        except Unavailable as unknown:
            return Withhold(
                _(
                    "in {context} it can't be told where {tool} writes: {why}",
                    context=context,
                    tool=row.tool,
                    why=unknown,
                )
            )
        if place.path != path:
            return Withhold(_who(row, place, context, ground.disks))
    return None


def _who(row: Row, place: Place, context: str, disks: Disks) -> str:
    origin = place.origin
    line = f"{origin.path}:{origin.line}" if origin.line else origin.path or ""
    disk = disks.of(place.path) if place.path else None
    if origin.variable and line and disk is not None and disk.state == "fine" and disk.point != disks.home.point:
        return _(
            "{line} sets {name} to a good place, but not every shell reads that line: move it to the top of the file, "
            "above an interactive-only guard",
            line=line,
            name=origin.variable,
        )
    if origin.variable and line:
        return _(
            "{line} sets {name}; change or remove that line yourself, then run this again",
            line=line,
            name=origin.variable,
        )
    if origin.variable:
        return _("{name} is set from outside your start-up files ({context})", name=origin.variable, context=context)
    if line:
        return _("{line} decides where {tool} writes ({context})", line=line, tool=row.tool, context=context)
    return place.note or _("no setting reaches {tool} in {context}", tool=row.tool, context=context)


def _words(lever: Lever, wish: SetLocation, row: Row, ground: Ground) -> tuple[str, Claims]:
    """What the lever does, in words, and every key it claims with the value."""
    extra = _together(row, wish, ground)
    claims = {("environment", name): value for name, value in extra.items()}
    if isinstance(lever, FileLever):
        path = ground.view.expand(lever.path(ground.view))
        title = _("set {key} in {path}", key=".".join(lever.key), path=path)
        claims |= {(path, ".".join(key)): value for key, value in (lever.also(ground.view) if lever.also else ())}
        return title, claims if lever.prepend else {**claims, (path, ".".join(lever.key)): wish.path}
    title = _("set {name} at the start of every shell", name=lever.name)
    return title, {**claims, ("environment", lever.name): wish.path}


def _together(row: Row, wish: SetLocation, ground: Ground) -> dict[str, str]:
    """Variables that must be set with the move of the row's main place."""
    return dict(row.together(ground.view, ground.contexts)) if row.together and not wish.side else {}


def set_variable(wish: SetVariable, draft: Draft, ground: Ground) -> Lowered:
    """Lower ``wish``: set it in every context but ``now``.

    Raises:
        Withhold: it would not hold in some context, or a file may not be written.
    """
    try:
        made = draft
        for folder in wish.folders:
            made = made.make_folder(folder)
        made = with_settings(made, ground.shells, [Setting(wish.name, wish.value, wish.folders)])
    except Linked as linked:
        raise Withhold(str(linked), linked.patch.splitlines()) from linked
    except EditError as error:
        raise Withhold(str(error)) from error
    made = ground.projected(made)
    view = ground.seen_through(made)
    for context in ground.contexts:
        variable = view.variable(context, wish.name)
        if variable is None or variable.value != wish.value:
            raise Withhold(_("{name} would still differ in {context}", name=wish.name, context=context))
    target = ground.disks.target
    risk = _risk(target if target is not None and target.guarded and wish.folders else None)
    title = _("set {name} at the start of every shell", name=wish.name)
    return Lowered(made, title, *risk, claims={("environment", wish.name): wish.value})
