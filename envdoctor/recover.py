"""Finish or take back a run whose journal and temporary files are written; whatever stopped it, and when.

``change``, ``close`` and ``roll_back`` read nothing but the run and the disk, and may be stopped and started again at
any point: ``apply`` calls them, and after a kill the next command calls them again. While a run is under way a file
that it replaces has a second name beside it (``.name.envdoctor-<id>.old``), so that taking back is a rename and needs
no room.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from envdoctor import journal
from envdoctor.disk import At, Disk, digest, mode_of, quiet, read, refusal, same
from envdoctor.errors import Refused
from envdoctor.i18n import _
from envdoctor.journal import Paths, Record, Run
from envdoctor.light import dataclass, replace
from envdoctor.lock import PATIENCE, hold, look


@dataclass(frozen=True, slots=True)
class Recovery:
    """What became of a run that had been stopped half way.

    Attributes:
        run: in its new state, ``done`` or ``rolled back``.
        finished: True if it was carried to its end, False if all is as it was before it.
        problems: paths that somebody changed meanwhile and that were left alone, each with a sentence.
    """

    run: Run
    finished: bool
    problems: tuple[tuple[str, str], ...] = ()


def unfinished(paths: Paths) -> Run | None:
    """The run that was stopped half way, if there is one. Writes nothing; a run still at work is none."""
    every = [journal.load(folder) or journal.begun(folder) for folder in journal.folders(paths)]
    halted = [run for run in every if run.state != "done"]
    if not halted:
        return None
    holder = look(paths)
    return halted[-1] if holder is None or holder.gone() else None


def recover(paths: Paths, *, patience: float = PATIENCE, at: At = quiet) -> Recovery | None:
    """Finish or take back a run that was stopped half way; None if there was none.

    Takes the lock. Call it before a plan is made, so that the plan sees the files as they will be.

    Raises:
        Busy: another run is at work.
        Refused: a file cannot be put back, or a journal cannot be read; names it.
    """
    if not journal.folders(paths):
        return None
    with hold(paths, patience, at=at):
        return recover_held(paths, Disk(at))


def recover_held(paths: Paths, disk: Disk) -> Recovery | None:
    """:func:`recover` for who holds the lock."""
    found = None
    try:
        for folder in journal.folders(paths):
            run = journal.load(folder)
            if run is None:  # stopped before its journal stood
                run = journal.begun(folder)
                journal.discard(run, disk)
                found = Recovery(replace(run, state="rolled back"), finished=False)
            elif run.state != "done":
                found = _recover_one(run, disk)
    except OSError as error:
        raise refusal(error) from error
    return found


def _recover_one(run: Run, disk: Disk) -> Recovery:
    if run.problem:
        raise Refused(
            _(
                "{problem}. A run was stopped half way there. Look at {folder}, remove it if you do not need it, "
                "and run this again",
                problem=run.problem,
                folder=run.folder,
            )
        )
    if run.state == "ready":
        try:
            run = change(run, disk)
        except (OSError, Refused):
            run = journal.advance(run, "rolling back", disk)
    if run.state == "closing":
        return Recovery(close(run, disk), finished=True)
    problems = roll_back(run, disk)
    return Recovery(replace(run, state="rolled back"), finished=False, problems=problems)


# ---- forward -----------------------------------------------------------------------------------------------------


def change(run: Run, disk: Disk) -> Run:
    """Make the changes that are staged; those already made are passed over. The run is ``closing`` then.

    Raises:
        Refused: a file changed since it was staged; the caller rolls back.
        OSError: likewise.
    """
    for number, record in _of(run, "file"):
        if os.path.lexists(run.temp(number)):
            _confirm(record)
            disk.rename(run.temp(number), record.path)
    for number, record in _of(run, "remove"):
        if os.path.lexists(run.old(number)) and os.path.lexists(record.path):
            _confirm(record)
            disk.remove(record.path)
    for _number, record in _of(run, "mode"):
        if os.path.lexists(record.path) and mode_of(record.path) == record.mode_before:
            disk.mode(record.path, record.mode_after or 0)
    disk.sync(_touched(run))
    return journal.advance(run, "closing", disk)


def close(run: Run, disk: Disk) -> Run:
    """Everything is changed: drop the second names, then the folders that are empty now."""
    for number, record in enumerate(run.steps):
        if record.action in ("file", "remove"):
            _drop(run.old(number), disk)
            if record.source and same(record.source, record.path):
                disk.remove(record.source)
    for _number, record in _of(run, "rmdir"):
        disk.remove_folder(record.path)
    disk.sync(_touched(run))
    return journal.advance(run, "done", disk)


def _confirm(record: Record) -> None:
    """The last look before a file is replaced or removed."""
    found = read(record.path)
    if (None if found is None else digest(found)) != record.before:
        raise Refused(_("{path} was changed by somebody else just now. Nothing was changed", path=record.path))


# ---- backward ----------------------------------------------------------------------------------------------------


def roll_back(run: Run, disk: Disk) -> tuple[tuple[str, str], ...]:
    """Take back all that ``run`` did and forget it.

    Returns:
        The paths somebody changed meanwhile, which were left alone, each with a sentence.

    Raises:
        Refused: a file could not be put back; the journal stays, and the next run tries again.
    """
    problems: list[tuple[str, str]] = []
    try:
        if run.state == "rolling back":
            problems += _put_back(run, disk)
        for number, record in enumerate(run.steps):
            if record.action in ("file", "remove"):
                _drop(run.temp(number), disk)
                _drop(run.old(number), disk)
        for _number, record in reversed(list(_of(run, "folder"))):
            disk.remove_folder(record.path)
        disk.sync(_touched(run))
        journal.discard(run, disk)
        _leave(run, disk)
    except OSError as error:
        raise Refused(
            _(
                "{path}: could not be put back ({why}). What was there is safe in {folder}; "
                "the next envdoctor fix --apply or undo tries again",
                path=os.fsdecode(error.filename or run.folder),
                why=error.strerror or str(error),
                folder=run.folder,
            )
        ) from error
    return tuple(problems)


def _leave(run: Run, disk: Disk) -> None:
    """Remove a folder that came into being only because the journal stood inside it."""
    place = os.path.dirname(run.folder)
    root = os.path.dirname(place)
    ours = [record.path for _number, record in _of(run, "folder") if root.startswith(record.path + "/")]
    if not ours or not disk.remove_folder(place):
        return
    if os.listdir(root) == [journal.MADE]:
        disk.remove(os.path.join(root, journal.MADE))
    while root.startswith(min(ours)) and disk.remove_folder(root):
        root = os.path.dirname(root)


def _put_back(run: Run, disk: Disk) -> Iterator[tuple[str, str]]:
    for _number, record in _of(run, "mode"):
        if os.path.lexists(record.path) and mode_of(record.path) == record.mode_after:
            disk.mode(record.path, record.mode_before or 0)
    for number, record in reversed([*_of(run, "file"), *_of(run, "remove")]):
        if record.before is None:
            if not os.path.lexists(run.temp(number)) and _holds(record.path, record.after):
                disk.remove(record.path)
        elif os.path.lexists(run.old(number)) and not same(run.old(number), record.path):
            if _holds(record.path, record.after):
                disk.rename(run.old(number), record.path)
            elif not _holds(record.path, record.before):
                yield record.path, _("{path} was changed meanwhile and is left as it is", path=record.path)


def _holds(path: str, sha: str | None) -> bool:
    """Whether ``path`` holds the bytes of that hash; None means that nothing is there."""
    try:
        found = read(path)
    except OSError:
        return False  # a link, a folder: somebody's, not ours
    return (None if found is None else digest(found)) == sha


def _drop(path: str, disk: Disk) -> None:
    if os.path.lexists(path):
        disk.remove(path)


def _of(run: Run, action: str) -> Iterator[tuple[int, Record]]:
    return ((number, record) for number, record in enumerate(run.steps) if record.action == action)


def _touched(run: Run) -> set[str]:
    """The folders whose names this run changes."""
    return {os.path.dirname(record.path) for record in run.steps if record.action != "mode"}
