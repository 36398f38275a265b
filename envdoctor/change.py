"""What the commands call that change something: ``fix --apply``, ``undo``, ``uninstall``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from envdoctor import __version__
from envdoctor.engine import Result
from envdoctor.errors import FactCrashed, NoRoom, PolicyError, Refused, Unavailable
from envdoctor.i18n import _
from envdoctor.light import dataclass, field, replace
from envdoctor.model import Outcome
from envdoctor.report.value import Report, crashes
from envdoctor.run import fix, journal_paths, may_fix, planned
from envdoctor.session import Request, Session, opened
from envdoctor.steps import Plan

if TYPE_CHECKING:
    from envdoctor.journal import Paths, Run
    from envdoctor.recover import Recovery
    from envdoctor.undo import UndoReport

__all__ = ["Applied", "Listed", "Request", "applied", "apply", "next_steps", "undo", "undo_list", "uninstall"]

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
        frees: the command that frees enough room for the change, or "".
        next_steps: what the person does now.
        outcomes: of the rules; those that crashed could plan nothing.
        recovered: the run that had been stopped half way and was mended first; None if there was none.
        files: files were named, not the account.
        places: subject -> rule and place, as people read it.
        after: what the rules say now; None if nothing was changed.
    """

    plan: Plan
    run_id: str | None = None
    resolved: tuple[str, ...] = ()
    remaining: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    problem: str = ""
    frees: str = ""
    next_steps: tuple[str, ...] = ()
    outcomes: Sequence[Outcome] = ()
    recovered: Recovery | None = None
    files: bool = False
    places: Mapping[str, str] = field(default_factory=dict)
    after: Report | None = None


def apply(request: Request) -> Applied:
    """Plan, and write the plan: all or nothing. Then run the rules again.

    Raises:
        Refused: nothing may be changed here, or not even a run that was stopped could be mended.
    """
    from envdoctor.apply import apply as carry_out

    request = replace(request, cache=False)  # what is written must not rest on a remembered answer
    with opened(request) as session:
        may_fix(session)
        recovered = _recovered(session)
    with opened(request) as session:
        before = session.run()
        plan = planned(session, before).plan
        done = Applied(
            plan,
            remaining=_subjects(before),
            outcomes=before.outcomes,
            recovered=recovered,
            files=bool(request.paths),
            places=_places(before),
        )
        if not plan.steps:
            return done
        try:
            paths = journal_paths(session, everywhere=True)
            run = carry_out(plan.steps, paths, argv=request.argv, version=__version__)
        except NoRoom as full:
            problem, frees = _full(session, full)
            return replace(done, problem=problem, frees=frees)
        except Refused as refused:
            return replace(done, problem=str(refused))
    shell = session.here.env.get("SHELL") or session.here.shell
    return applied(replace(done, run_id=run.id, next_steps=next_steps(run, shell)), before, *fix(request))


def _recovered(session: Session) -> Recovery | None:
    from envdoctor.recover import recover

    try:
        return recover(journal_paths(session, everywhere=True))
    except NoRoom as full:
        raise Refused(_with_cleaner(session, full)) from full


def applied(done: Applied, before: Result, left: Plan, after: Report) -> Applied:
    """``done`` with what the rules say now; commands for what is left must fit the new places."""
    was, now = done.remaining, _subjects(after)
    places = {**_places(before), **_places(after)}
    same = _renamed(
        [subject for subject in was if subject not in now], [subject for subject in now if subject not in was], places
    )
    return replace(
        done,
        plan=replace(done.plan, withheld=left.withheld, conflicts=left.conflicts),
        resolved=tuple(subject for subject in was if subject not in now and subject not in same),
        remaining=tuple(same.get(subject, subject) for subject in was if subject in now or subject in same),
        new=tuple(subject for subject in now if subject not in was and subject not in same.values()),
        outcomes=after.outcomes if crashes(after.outcomes) else done.outcomes,
        places=places,
        after=after,
    )


def _renamed(gone: Sequence[str], come: Sequence[str], places: Mapping[str, str]) -> dict[str, str]:
    """Findings that are called otherwise now, since what they quote was changed: old subject -> new one."""
    left: dict[str, list[str]] = {}
    for subject in come:
        left.setdefault(places[subject], []).append(subject)
    return {subject: some.pop(0) for subject in gone if (some := left.get(places[subject]))}


def _places(result: Result | Report) -> dict[str, str]:
    return {hit.subject: f"{hit.label} {hit.finding.place}".rstrip() for hit in result.hits}


def _subjects(result: Result | Report) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hit.subject for hit in result.hits))


def next_steps(run: Run, shell: str) -> tuple[str, ...]:
    """What the person does after ``run`` was applied; the open shell needs nothing where no variable was set."""
    from envdoctor.looking import env_command

    back = _("To take it back: envdoctor undo {id}", id=run.id)
    if not any("/.config/envdoctor/env." in step.path for step in run.steps):
        return (back,)  # tools read their own files anew each time: nothing is old in a shell that is open
    return (
        _("New shells and jobs use the new places from now on. For this shell: {command}", command=env_command(shell)),
        _("tmux, VS Code and Jupyter sessions that are open keep the old places until they are started anew"),
        back,
    )


def _full(session: Session, full: NoRoom) -> tuple[str, str]:
    """Why nothing was changed, and the one command that frees enough, or ""."""
    from envdoctor.cleaners import frees_enough
    from envdoctor.units import size

    why = str(full)
    if full.needed:
        needed = size(full.needed)
        why = _("{path}: no room on this disk; the whole change needs {needed} there", path=full.path, needed=needed)
    try:
        spots = session.fact("locations").spots
    except (Unavailable, FactCrashed):
        return why, ""
    found = frees_enough(full.path, full.needed + _SLACK, spots, session.rows)
    if found is None:
        return _("{why}. No cache here frees enough: delete or move files of your own", why=why), ""
    return _("{why}. {command} frees about {size}", why=why, command=found[0], size=found[1]), found[0]


def _with_cleaner(session: Session, full: NoRoom) -> str:
    problem, command = _full(session, full)
    if not command:
        return _("{why}. Nothing was changed", why=problem)
    return _("{why}. Nothing was changed. Free space first: {command}", why=problem, command=command)


@dataclass(frozen=True, slots=True)
class Listed:
    """All runs in the journal, oldest first, and what is to be known of how they were found."""

    runs: tuple[Run, ...]
    notes: tuple[str, ...] = ()


@contextmanager
def _despite_policy(request: Request) -> Iterator[tuple[Session, tuple[str, ...]]]:
    """A session, without the policy where that cannot be read: a typo in it must not stand in the way of an undo."""
    try:
        session, notes = Session.open(request), tuple[str, ...]()
    except PolicyError as error:
        session = Session.open(replace(request, isolated=True, config_file=None))
        notes = (_("no policy is used, because this one cannot be read: {why}", why=error),)
    try:
        yield session, notes
    finally:
        session.close()


def undo(request: Request, run_id: str | None) -> UndoReport:
    """Take back a run, the last one by default.

    Raises:
        Refused: nothing was changed; says why, and what frees enough where the disk is full.
    """
    from envdoctor.undo import undo as take_back

    return _taken_back(request, lambda paths: take_back(paths, run_id, version=__version__, argv=request.argv))


def undo_list(request: Request) -> Listed:
    """All runs in the journal."""
    from envdoctor.journal import runs

    with _despite_policy(request) as (session, notes):
        return Listed(runs(journal_paths(session, everywhere=True)), notes)


def uninstall(request: Request) -> UndoReport:
    """Take back every run and remove all that envdoctor made."""
    from envdoctor.undo import uninstall as remove

    return _taken_back(request, lambda paths: remove(paths, version=__version__, argv=request.argv))


def _taken_back(request: Request, take: Callable[[Paths], UndoReport]) -> UndoReport:
    """The report of ``take``, with what the open shell still has of what was taken out."""
    from envdoctor.looking import still_here, written

    with _despite_policy(request) as (session, notes):
        here = session.here
        before = written(here.home)
        try:
            report = take(journal_paths(session, everywhere=True))
        except NoRoom as full:
            raise Refused(_with_cleaner(session, full)) from full
    gone = before - written(here.home)
    said = still_here(gone, here.env, here.env.get("SHELL") or here.shell)
    return replace(report, next_steps=(*notes, *said))
