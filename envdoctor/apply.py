"""The one way in for changes: steps come as a value, and either all of them happen or none.

In order: the journal (what each file held, and what it will hold) is written and synced; then every temporary file,
beside its target, with owner and mode before the first byte. That *proves* the room: file systems do not tell of quotas
when asked. Then the run is ``ready``, and only renames, removals and modes are left, none of which needs room. Any
failure before takes everything away again; one after puts back what was; a kill is mended by the next run.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from envdoctor import journal
from envdoctor.disk import At, Disk, digest, mode_of, quiet, read, refusal, writable_reason
from envdoctor.errors import EnvdoctorError, NoRoom, Refused
from envdoctor.i18n import _
from envdoctor.journal import Paths, Record, Run
from envdoctor.light import replace
from envdoctor.lock import PATIENCE, hold
from envdoctor.record import dump
from envdoctor.recover import Recovery, change, close, recover, recover_held, roll_back, unfinished
from envdoctor.stage import BLOCK, Job, blocks, device_of, explain, room_for, room_for_journal, stage
from envdoctor.steps import ChangeMode, Entry, MakeFolder, Step, WriteFile

__all__ = ["Job", "Recovery", "apply", "carry_out", "prepare", "recover", "unfinished", "writable_reason"]


def apply(
    steps: Sequence[Step],
    paths: Paths,
    *,
    kind: str = "fix",
    argv: Sequence[str] = (),
    version: str,
    patience: float = PATIENCE,
    at: At = quiet,
) -> Run:
    """Carry out ``steps``, all or none, and return the run as it stands in the journal; nothing to do leaves no run.

    Takes the lock, so the caller must not hold it. A run that was stopped half way is mended first; call
    :func:`recover` before planning, or that mending may make the plan out of date, which is refused.

    Args:
        steps: of a plan. A folder that is there already, and bytes or a mode that are already so, are passed over.
        paths: where journal and lock are.
        kind: ``fix``.
        argv: the command line, for the journal.
        version: of envdoctor, for the journal.
        patience: seconds to wait for another run.
        at: called with a word before every step that changes the disk; for tests.

    Raises:
        Busy: another run is at work.
        NoRoom: a disk or quota is full; nothing was changed.
        Refused: a file changed since the plan was made, may not be written, or its check failed; nothing was changed.
    """
    disk = Disk(at)
    try:
        with hold(paths, patience, at=at):
            recover_held(paths, disk)
            jobs = [job for step in steps if (job := prepare(step)) is not None]
            run = journal.new(paths, kind, argv, version)
            return carry_out(jobs, run, paths, disk) if jobs else replace(run, state="done")
    except NoRoom as full:
        if full.needed:
            raise
        raise NoRoom(full.path, _estimate(steps, paths), str(full)) from full  # not even the lock had room


def _estimate(steps: Sequence[Step], paths: Paths) -> int:
    """Bytes that ``steps`` and their journal need, if all is on one disk."""
    files = [step for step in steps if isinstance(step, WriteFile)]
    records = tuple(Record("file", step.path, digest(b""), digest(b""), entries=step.entries) for step in files)
    journaled = room_for_journal(paths.state, dump(Run("", steps=records)), [step.before for step in files])
    folders = sum(isinstance(step, MakeFolder) for step in steps)
    return journaled + sum(blocks(step.after) for step in files) + BLOCK * folders


# ---- what each step means on the disk as it is now ----------------------------------------------------------------


def prepare(step: Step) -> Job | None:
    """Compare one step with the disk; None if there is nothing to do.

    Raises:
        Refused: the disk is not as the step expects it, or the path may not be written.
    """
    _usable(step.path)
    try:
        if isinstance(step, MakeFolder):
            return _prepare_folder(replace(step, path=step.path.rstrip("/")))
        if isinstance(step, ChangeMode):
            return _prepare_mode(step)
        return prepare_write(step.path, step.before, step.after, step.mode, step.entries, step.check)
    except OSError as error:
        raise refusal(error, step.path) from error


def _usable(path: str) -> None:
    """Only what the journal can name again goes in."""
    try:
        fit = os.path.isabs(path) and b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        fit = False
    if not fit:
        raise EnvdoctorError(
            _("{path} is not the absolute path of a file; this is a bug in envdoctor", path=repr(path))
        )


def _prepare_folder(step: MakeFolder) -> Job | None:
    if os.path.isdir(step.path):
        return None
    if os.path.lexists(step.path):
        raise Refused(_("{path} is in the way: a folder is wanted there. Nothing was changed", path=step.path))
    return Job(Record("folder", step.path, mode_after=step.mode))


def _prepare_mode(step: ChangeMode) -> Job | None:
    found = os.lstat(step.path)
    if os.path.islink(step.path) or found.st_uid != os.geteuid():
        reason = _("{path} is a link or belongs to another user; its mode is not ours to change", path=step.path)
        raise Refused(reason)
    if mode_of(step.path) == step.after:
        return None
    if mode_of(step.path) != step.before:
        raise _outdated(step.path)
    return Job(Record("mode", step.path, mode_before=step.before, mode_after=step.after))


def prepare_write(
    path: str,
    before: bytes | None,
    after: bytes,
    mode: int,
    entries: tuple[Entry, ...] = (),
    check: tuple[str, ...] = (),
) -> Job | None:
    """The job that gives ``path`` the bytes ``after``; None if it holds them already."""
    if (reason := writable_reason(path)) is not None:
        raise Refused(_("{reason}. Nothing was changed", reason=reason))
    found = read(path)
    if found != before:
        raise _outdated(path)
    if found == after:
        return None
    present = None if found is None else mode_of(path)
    mode = mode if present is None else present
    hashes = (None if found is None else digest(found), digest(after))
    return Job(Record("file", path, *hashes, present, mode, entries), found, after, check)


def _outdated(path: str) -> Refused:
    return Refused(_("{path} changed after the plan was made. Nothing was changed: run this again", path=path))


# ---- all or nothing ----------------------------------------------------------------------------------------------


def carry_out(jobs: Sequence[Job], run: Run, paths: Paths, disk: Disk) -> Run:
    """Journal, stage and commit ``jobs``; the caller holds the lock. Raises as :func:`apply` does."""
    run = replace(run, steps=tuple(job.record for job in jobs))
    _distinct(run)
    try:
        ready = _get_ready(jobs, run, paths, disk, spare=False)
    except NoRoom as full:
        if not paths.spare:
            raise
        try:  # the journal took the room that the files needed
            ready = _get_ready(jobs, run, paths, disk, spare=True)
        except Refused as second:
            raise (second if isinstance(second, NoRoom) and not _in_spare(second.path, paths) else full) from None
    return _commit(ready, disk)


def _in_spare(path: str, paths: Paths) -> bool:
    return any(path.startswith(root + "/") for root in paths.spare)


def _get_ready(jobs: Sequence[Job], run: Run, paths: Paths, disk: Disk, *, spare: bool) -> Run:
    """Journal and stage: all that takes room. ``spare``: the journal goes to a data disk at once."""
    before = [job.before for job in jobs]
    run = journal.open_run(paths, run, before, disk, spare, room_for(jobs, device_of(paths.state)))
    root = os.path.dirname(os.path.dirname(run.folder))
    try:
        stage(run, jobs, disk)
        return journal.advance(run, "ready", disk)
    except OSError as error:
        roll_back(run, disk)
        raise explain(error, run, jobs, room_for_journal(root, dump(run), before)) from error
    except BaseException:  # Ctrl-C, too, must leave nothing behind
        roll_back(run, disk)
        raise


def _commit(run: Run, disk: Disk) -> Run:
    try:
        run = change(run, disk)
    except BaseException as error:  # Ctrl-C, too, must leave all or nothing
        try:
            roll_back(journal.advance(run, "rolling back", disk), disk)
        except OSError as second:
            raise refusal(second) from error
        if isinstance(error, OSError):
            raise refusal(error) from error
        raise
    try:
        return close(run, disk)
    except OSError:
        return run  # all is changed; the second names that are left are removed by the next run


def _distinct(run: Run) -> None:
    """A plan folds all edits of a file into one; two would overwrite each other here."""
    names = [(record.path, record.action == "mode") for record in run.steps]
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise EnvdoctorError(_("the plan changes {path} twice; this is a bug in envdoctor", path=twice[0]))
