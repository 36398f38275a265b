"""What the commands call that change something: ``fix --apply``, ``undo``, ``uninstall``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from envdoctor import __version__
from envdoctor.engine import Result
from envdoctor.errors import FactCrashed, NoRoom, Refused, Unavailable
from envdoctor.i18n import _
from envdoctor.model import Outcome, Plan
from envdoctor.report.value import Report, crashes
from envdoctor.run import fix, journal_paths, may_fix, planned
from envdoctor.session import Request, Session, opened

if TYPE_CHECKING:
    from envdoctor.journal import Run
    from envdoctor.recover import Recovery
    from envdoctor.undo import UndoReport

__all__ = ["Applied", "Request", "apply", "undo", "undo_list", "uninstall"]

_SLACK = 64 * 1024
"""Bytes that a named command must free beyond what the change needs: a file system's own tables grow, too."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What ``fix --apply`` came to.

    Attributes:
        plan: its changes; what is withheld is what is left to do now.
        run_id: of the journal, for ``undo``; None if nothing was changed.
        resolved, remaining, new: subjects of findings that are gone, still there, and new since.
        problem: why nothing was changed, else "".
        next_steps: what the person does now.
        outcomes: of the rules; those that crashed could plan nothing.
        recovered: the run that had been stopped half way and was mended first; None if there was none.
    """

    plan: Plan
    run_id: str | None = None
    resolved: tuple[str, ...] = ()
    remaining: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    problem: str = ""
    next_steps: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    recovered: Recovery | None = None


def apply(request: Request) -> Applied:
    """Plan, and write the plan: all or nothing. Then run the rules again.

    Raises:
        Refused: nothing may be changed here, or not even a run that was stopped could be mended.
    """
    from envdoctor.apply import apply as carry_out

    with opened(request) as session:
        may_fix(session)
        recovered = _recovered(session)
    with opened(request) as session:
        before = session.run()
        plan = planned(session, before).plan
        done = Applied(plan, remaining=_subjects(before), outcomes=before.outcomes, recovered=recovered)
        if not plan.steps:
            return done
        try:
            paths = journal_paths(session, everywhere=True)
            run = carry_out(plan.steps, paths, argv=request.argv, version=__version__)
        except NoRoom as full:
            return replace(done, problem=_with_cleaner(session, full))
        except Refused as refused:
            return replace(done, problem=str(refused))
    shell = session.here.env.get("SHELL") or session.here.shell
    return _applied(replace(done, run_id=run.id, next_steps=_next_steps(run.id, shell)), *fix(request))


def _recovered(session: Session) -> Recovery | None:
    from envdoctor.recover import recover

    try:
        return recover(journal_paths(session, everywhere=True))
    except NoRoom as full:
        raise Refused(_with_cleaner(session, full)) from full


def _applied(done: Applied, left: Plan, after: Report) -> Applied:
    """``done`` with what the rules say now; commands for what is left must fit the new places."""
    was, now = done.remaining, _subjects(after)
    return replace(
        done,
        plan=replace(done.plan, withheld=left.withheld, conflicts=left.conflicts),
        resolved=tuple(subject for subject in was if subject not in now),
        remaining=tuple(subject for subject in was if subject in now),
        new=tuple(subject for subject in now if subject not in was),
        outcomes=after.outcomes if crashes(after.outcomes) else done.outcomes,
    )


def _subjects(result: Result | Report) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hit.subject for hit in result.hits))


def _next_steps(run_id: str, shell: str) -> tuple[str, ...]:
    from envdoctor.looking import env_command

    return (
        _("New shells and jobs use the new places from now on. For this shell: {command}", command=env_command(shell)),
        _("tmux, VS Code and Jupyter sessions that are open keep the old places until they are started anew"),
        _("To take it back: envdoctor undo {id}", id=run_id),
    )


def _with_cleaner(session: Session, full: NoRoom) -> str:
    """Why nothing was changed, and the one command that frees enough."""
    from envdoctor.cleaners import frees_enough

    try:
        spots = session.fact("locations").spots
    except (Unavailable, FactCrashed):
        return str(full)
    found = frees_enough(full.path, full.needed + _SLACK, spots, session.rows)
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
            return take_back(journal_paths(session, everywhere=True), run_id, version=__version__, argv=request.argv)
        except NoRoom as full:
            raise Refused(_with_cleaner(session, full)) from full


def undo_list(request: Request) -> tuple[Run, ...]:
    """All runs in the journal, oldest first."""
    from envdoctor.journal import runs

    with opened(request) as session:
        return runs(journal_paths(session, everywhere=True))


def uninstall(request: Request) -> UndoReport:
    """Take back every run and remove all that envdoctor made."""
    from envdoctor.undo import uninstall as remove

    with opened(request) as session:
        try:
            return remove(journal_paths(session, everywhere=True), version=__version__, argv=request.argv)
        except NoRoom as full:
            raise Refused(_with_cleaner(session, full)) from full
