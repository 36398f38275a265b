"""What the commands call: check, plan, apply, undo. Decisions are here and below; ``cli`` parses and prints."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from envdoctor import __version__, warm
from envdoctor.engine import Result
from envdoctor.errors import FactCrashed, NoRoom, Refused, Unavailable, UsageError
from envdoctor.facts.types import Disk
from envdoctor.i18n import _, plural
from envdoctor.model import Plan, Safety, WriteFile
from envdoctor.report.value import Header, Report
from envdoctor.session import Request, Session, opened

if TYPE_CHECKING:
    from envdoctor.journal import Paths, Run
    from envdoctor.plan import Planned
    from envdoctor.undo import UndoReport

__all__ = [
    "Applied",
    "Request",
    "apply",
    "check",
    "fix",
    "undo",
    "undo_list",
    "uninstall",
]


@dataclass(frozen=True, slots=True)
class Applied:
    """What ``fix --apply`` came to.

    Attributes:
        run_id: of the journal, for ``undo``; None if nothing was changed.
        resolved, remaining, new: subjects of findings that are gone, still there, and new since.
        problem: why nothing was changed, else "".
        next_steps: what the person does now.
    """

    plan: Plan
    run_id: str | None = None
    resolved: tuple[str, ...] = ()
    remaining: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    problem: str = ""
    next_steps: tuple[str, ...] = ()


# ---- check and plan


def check(request: Request, remember: warm.Key | None = None) -> Report:
    """Run the chosen rules and say what can be done.

    Args:
        request: what to check.
        remember: where the printed answer may be kept, see :mod:`envdoctor.warm`.
    """
    with opened(request) as session:
        result = session.run()
        report = _report(session, result, _plan(session, result))
        if remember is not None:
            warm.note(remember, session.host, _steady(session, result))
        return report


def _steady(session: Session, result: Result) -> bool:
    from envdoctor.model import State

    firm = (State.PASSED, State.FOUND, State.SKIPPED)
    asked = session.request
    return (
        session.host.steady
        and not asked.paths
        and asked.home is None
        and all(outcome.state in firm for outcome in result.outcomes)
    )


def fix(request: Request) -> tuple[Plan, Report]:
    """Run the chosen rules and plan every finding, whatever its severity. Writes nothing."""
    with opened(request) as session:
        _may_fix(session)
        result = session.run()
        planned = _plan(session, result)
        return planned.plan, _report(session, result, planned)


def _may_fix(session: Session) -> None:
    if session.request.home is not None:
        raise UsageError(_("a folder given with --home is only checked, never changed"))
    if session.config.fix.mode == "off":
        origin = session.config.origin_of("fix.mode")
        raise Refused(_("changes are switched off by {where} (fix.mode: off)", where=origin[0] if origin else "policy"))
    owner = os.stat(session.here.home).st_uid
    if owner != os.geteuid():
        raise Refused(
            _("{home} belongs to another account (uid {uid}): run this without sudo", home=session.here.home, uid=owner)
        )


def _plan(session: Session, result: Result) -> Planned:
    from envdoctor.plan import Ground, Planned, make_plan

    if not any(hit.finding.wish for hit in result.hits) or not session.here.live:
        return Planned()
    try:
        ground = Ground(
            session.view,
            session.fact("shells").all,
            session.fact("disks"),
            {row.id: row for row in session.rows},
        )
    except (Unavailable, FactCrashed) as why:
        return Planned(
            fixes={hit.subject: (str(why), Safety.MANUAL, str(why)) for hit in result.hits if hit.finding.wish}
        )
    return make_plan(result.hits, ground, session.allowed)


def _report(session: Session, result: Result, planned: Planned) -> Report:
    here = session.here
    header = Header(here.user, here.hostname, _disks(session), here.home)
    notes = [*session.config.notes, *_interrupted(session)]
    return Report(header, result.hits, result.outcomes, planned.fixes, bool(session.request.paths), tuple(notes))


def _disks(session: Session) -> tuple[Disk, ...]:
    if not session.here.live or session.request.paths:
        return ()
    try:
        disks = session.fact("disks")
    except (Unavailable, FactCrashed):
        return ()
    return tuple({disk.point: disk for disk in (disks.home, *disks.data[:3])}.values())


def _interrupted(session: Session) -> list[str]:
    from envdoctor.recover import unfinished

    if not session.here.live or session.request.paths:
        return []
    paths = _paths(session)
    session.host.touch(os.path.join(paths.state, "runs"))
    run = unfinished(paths)
    if run is None:
        return []
    session.host.steady = False
    return [
        _(
            "A fix was interrupted ({id}). To finish it or take it back: envdoctor fix --apply, or envdoctor undo",
            id=run.id,
        )
    ]


# ---- apply


def _paths(session: Session) -> Paths:
    from envdoctor.journal import user_paths

    try:
        disks = session.fact("disks")
    except (Unavailable, FactCrashed):
        return user_paths()
    target = disks.target
    return user_paths((os.path.join(target.folder, ".envdoctor"),) if target else ())


def apply(request: Request) -> Applied:
    """Plan, and write the plan: all or nothing. Then run the rules again.

    Raises:
        Refused: nothing may be changed here.
    """
    from envdoctor.apply import apply as carry_out
    from envdoctor.apply import recover

    with opened(request) as session:
        _may_fix(session)
        recover(_paths(session))
    with opened(request) as session:
        before = session.run()
        plan = _plan(session, before).plan
        if not plan.steps:
            return Applied(plan, remaining=_subjects(before), problem=_crashed(before))
        try:
            run = carry_out(plan.steps, _paths(session), argv=request.argv, version=__version__)
        except NoRoom as full:
            return Applied(plan, remaining=_subjects(before), problem=_with_cleaner(session, full, _bytes(plan)))
        except Refused as refused:
            return Applied(plan, remaining=_subjects(before), problem=str(refused))
    after = check(request)
    return _applied(plan, run.id, before, after)


def _crashed(result: Result | Report) -> str:
    """That nothing was planned is no good news where checks crashed."""
    from envdoctor.model import State

    count = sum(outcome.state is State.CRASHED for outcome in result.outcomes)
    return plural(count, "{n} check crashed: envdoctor check", "{n} checks crashed: envdoctor check") if count else ""


def _subjects(result: Result | Report) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hit.subject for hit in result.hits))


def _applied(plan: Plan, run_id: str, before: Result, after: Report) -> Applied:
    was, now = _subjects(before), _subjects(after)
    crashed = _crashed(after)
    steps = (
        *((crashed,) if crashed else ()),
        _('New shells and jobs use the new places from now on. For this shell: eval "$(envdoctor env)"'),
        _("tmux, VS Code and Jupyter sessions that are open keep the old places until they are started anew"),
        _("To take it back: envdoctor undo {id}", id=run_id),
    )
    return Applied(
        plan,
        run_id,
        tuple(subject for subject in was if subject not in now),
        tuple(subject for subject in was if subject in now),
        tuple(subject for subject in now if subject not in was),
        next_steps=steps,
    )


def _bytes(plan: Plan) -> int:
    """Bytes that a plan takes on disk while it is carried out, the journal's copies among them, in blocks of 4 KiB."""
    files = [step for step in plan.steps if isinstance(step, WriteFile)]
    sizes = [len(data or b"") for step in files for data in (step.before, step.after)]
    return sum(-(-size // 4096) * 4096 for size in sizes) + 4096 * (len(plan.steps) + 8)


def _with_cleaner(session: Session, full: NoRoom, needed: int) -> str:
    from envdoctor.cleaners import frees_enough

    try:
        spots = session.fact("locations").spots
    except (Unavailable, FactCrashed):
        return str(full)
    found = frees_enough(full.path, max(full.needed, needed), spots, session.rows)
    if found is None:
        return _("{why}. No cache here frees enough: delete or move files of your own, then run this again", why=full)
    return _("{why}. This frees about {size}: {command}", why=full, size=found[1], command=found[0])


def undo(request: Request, run_id: str | None) -> UndoReport:
    """Take back a run, the last one by default.

    Raises:
        Refused: nothing was changed; says why, and what frees enough where the disk is full.
    """
    from envdoctor.undo import undo as take_back

    with opened(request) as session:
        try:
            return take_back(_paths(session), run_id, version=__version__, argv=request.argv)
        except NoRoom as full:
            raise Refused(_with_cleaner(session, full, 1 << 16)) from full


def undo_list(request: Request) -> tuple[Run, ...]:
    """All runs in the journal, oldest first."""
    from envdoctor.journal import runs

    with opened(request) as session:
        return runs(_paths(session))


def uninstall(request: Request) -> UndoReport:
    """Take back every run and remove all that envdoctor made."""
    from envdoctor.undo import uninstall as remove

    with opened(request) as session:
        return remove(_paths(session), version=__version__, argv=request.argv)
