"""The loop over findings that makes a plan, with conflicts found first so that neither side of one is applied."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from envdoctor.errors import EditError
from envdoctor.i18n import _, render
from envdoctor.light import dataclass, field, replace
from envdoctor.model import (
    Advise,
    Hit,
    MoveData,
    ReplaceSpan,
    RunCleaner,
    Safety,
    SetLocation,
    SetMode,
    SetVariable,
)
from envdoctor.plan import spans
from envdoctor.plan.draft import Draft
from envdoctor.plan.levers import Ground, Lowered, Withhold, set_location, set_variable
from envdoctor.plan.writable import diff
from envdoctor.steps import Change, ChangeMode, Conflict, Plan, Planned, Withheld, WriteFile

Allowed = Callable[[Hit], bool]


def make_plan(hits: Sequence[Hit], ground: Ground, allowed: Allowed) -> Planned:
    """Plan every finding of ``hits``.

    Args:
        hits: findings, in the order in which their wishes are lowered.
        ground: the account as it is.
        allowed: whether an unsafe fix of this finding may be applied.

    Raises:
        Missing: the ground's view holds only what was seen before, and more must be asked; a view whose ``seen`` asks
            the host by itself never raises it.
    """
    conflicts: dict[tuple[str, str], Conflict] = {}
    while True:
        losers = {label for conflict in conflicts.values() for label in conflict.rules}
        builder = _Builder(ground, allowed, Draft(ground.view, environments=ground.view.environments))
        for hit in hits:
            if not isinstance(hit.finding.wish, ReplaceSpan):
                builder.take(hit, conflict=hit.label in losers)
        if not builder.clashes:
            break
        conflicts.update(builder.clashes)
    found = (*conflicts.values(), *builder.replace_all(hits))
    plan = Plan(builder.draft.steps(), tuple(builder.changes), tuple(builder.withheld), found)
    return Planned(plan, builder.fixes)


def _lower(hit: Hit, draft: Draft, ground: Ground) -> Lowered:
    wish = hit.finding.wish
    if isinstance(wish, SetLocation):
        return set_location(wish, draft, ground)
    if isinstance(wish, SetVariable):
        return set_variable(wish, draft, ground)
    if isinstance(wish, SetMode):
        return _set_mode(wish, draft)
    if isinstance(wish, Advise):
        raise Withhold(render(wish.text, wish.args), wish.commands)
    if isinstance(wish, RunCleaner):
        raise Withhold(_("run it yourself"), [cleaner.command for cleaner in ground.rows[wish.row].cleaners])
    if isinstance(wish, MoveData):
        raise Withhold(_("existing data is not moved"), ())
    raise Withhold(_("this finding has no automatic fix"))


def _set_mode(wish: SetMode, draft: Draft) -> Lowered:
    seen = draft.view.look(wish.path)
    if not seen.exists or seen.link is not None or seen.uid != draft.view.here.uid:
        raise Withhold(_("{path} is not yours, or is a link", path=wish.path))
    change = ChangeMode(wish.path, seen.mode, wish.mode)
    title = _("chmod {mode} {path}", mode=f"{wish.mode:o}", path=wish.path)
    return Lowered(
        replace(draft, chmods=(*draft.chmods, change)), title, Safety.SAFE, claims={(wish.path, "mode"): oct(wish.mode)}
    )


@dataclass(slots=True)
class _Builder:
    """Takes findings one by one; a refusal withholds that one only.

    Attributes:
        claims: key -> the value claimed first, and by whom. clashes: keys that a later finding wants otherwise.
    """

    ground: Ground
    allowed: Allowed
    draft: Draft
    changes: list[Change] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)
    fixes: dict[str, tuple[str, Safety, str]] = field(default_factory=dict)
    claims: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    clashes: dict[tuple[str, str], Conflict] = field(default_factory=dict)

    def take(self, hit: Hit, *, conflict: bool) -> None:
        if hit.finding.wish is None:
            return
        if conflict:
            self._withhold(hit, Safety.MANUAL, _("another finding wants the same key set differently"))
            return
        try:
            lowered = _lower(hit, self.draft, self.ground)
        except Withhold as why:
            self._withhold(hit, Safety.MANUAL, why.reason, why.commands)
            return
        except EditError as error:
            self._withhold(hit, Safety.MANUAL, str(error))
            return
        lowered = replace(lowered, safety=_worse(lowered.safety, hit.rule.safety))
        if not self._may(hit, lowered.safety, lowered.title, lowered.why):
            return
        self._claim(hit, lowered)
        self.fixes[hit.subject] = (lowered.title, lowered.safety, "")
        self.changes.extend(_changes(hit, lowered, self.draft))
        self.draft = lowered.draft

    def _may(self, hit: Hit, safety: Safety, title: str, why: str = "") -> bool:
        """Whether a fix of this safety is made; withholds it else."""
        if safety is Safety.MANUAL:
            self._withhold(hit, safety, _("{title}: the rule leaves this to you", title=title))
            return False
        if safety is Safety.UNSAFE and not self.allowed(hit):
            reason = _("{title}: only with --unsafe", title=title)
            self._withhold(hit, safety, f"{reason} ({why})" if why else reason)
            return False
        return True

    def replace_all(self, hits: Sequence[Hit]) -> list[Conflict]:
        """Take the findings that want text replaced, all files at once; gives what two of them want differently."""
        pieces = []
        for hit in hits:
            wish, safety = hit.finding.wish, _worse(Safety.SAFE, hit.rule.safety)
            if isinstance(wish, ReplaceSpan) and self._may(hit, safety, spans.title(wish)):
                pieces.append(spans.Piece(hit, wish, safety))
        made = spans.lower(pieces, self.draft, self.ground.texts)
        self.draft = made.draft
        self.changes += made.changes
        for piece in pieces:
            if piece.why:
                self._withhold(piece.hit, Safety.MANUAL, piece.why)
            else:
                self.fixes[piece.hit.subject] = (spans.title(piece.wish), piece.safety, "")
        return made.conflicts

    def _claim(self, hit: Hit, lowered: Lowered) -> None:
        for claim, value in lowered.claims.items():
            wanted, label = self.claims.setdefault(claim, (value, hit.label))
            if wanted != value:
                self.clashes[claim] = Conflict(claim[0], claim[1], (label, hit.label))

    def _withhold(self, hit: Hit, safety: Safety, reason: str, commands: tuple[str, ...] = ()) -> None:
        at, place = hit.finding.location, hit.finding.place
        path, line = (at.path, at.line) if at.path is not None and place in ("", at.path) else ("", None)
        self.withheld.append(Withheld(hit.rule.code, hit.member, safety, reason, commands, path, line))
        self.fixes[hit.subject] = (reason, safety, reason)


_ORDER = (Safety.SAFE, Safety.UNSAFE, Safety.MANUAL)


def _worse(lowered: Safety, declared: Safety | None) -> Safety:
    """A fix is never safer than its rule says it can be; a rule that declares no fix has none."""
    return max(lowered, declared or Safety.MANUAL, key=_ORDER.index)


def _changes(hit: Hit, lowered: Lowered, before: Draft) -> list[Change]:
    """What this finding's fix adds to the draft, a row a path."""
    rule, member, safety = hit.rule.code, hit.member, lowered.safety
    rows = [Change(path, "make folder", rule, member, safety) for path in lowered.draft.folders[len(before.folders) :]]
    old = {step.path: step.after for step in before.steps() if isinstance(step, WriteFile)}
    for step in lowered.draft.steps():
        if isinstance(step, WriteFile) and old.get(step.path) != step.after:
            base = old.get(step.path, step.before)
            kind = "make file" if base is None else "edit file"
            text = None if base is None else base.decode("utf-8", "surrogateescape")
            shown = diff(step.path, text, step.after.decode("utf-8", "surrogateescape"))
            rows.append(Change(step.path, kind, rule, member, safety, shown))
    rows += [Change(c.path, "change mode", rule, member, safety) for c in lowered.draft.chmods[len(before.chmods) :]]
    return rows
