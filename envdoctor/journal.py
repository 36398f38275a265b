"""The record of what was changed: enough to finish, roll back or undo a run, whatever stopped it.

A run is a folder ``<root>/runs/<id>``: one JSON file (schema 1) and the bytes each changed file held before, as
``<number>.before``. The JSON is written once, before the first change; the run's state is that file's *name*
(``staging.json``, ``ready.json``, ``closing.json`` or ``rolling-back.json``, ``done.json``), so that going on to the
next state is one rename and needs no room on a full disk. What undid a run is read from the run that did it, for the
same reason.
"""

from __future__ import annotations

import errno
import os
import socket
import time
from collections.abc import Iterable, Sequence

from envdoctor.disk import FULL, Disk, read, refusal
from envdoctor.errors import NoRoom, Refused
from envdoctor.i18n import _
from envdoctor.light import dataclass, replace
from envdoctor.record import ID, Record, Run, dump, parse, state_file
from envdoctor.stage import room_for_journal

__all__ = [
    "Paths",
    "Record",
    "Run",
    "advance",
    "begun",
    "discard",
    "folders",
    "load",
    "new",
    "open_run",
    "roots",
    "runs",
    "user_paths",
]

STATES = ("done", "closing", "ready", "rolling back", "staging")
MADE = "made"
"""The file in a root that names the folders above it that we made."""
LIMIT = 64 * 1024 * 1024
"""Bytes; a larger journal file is not ours."""


@dataclass(frozen=True, slots=True)
class Paths:
    """Where journal and lock live.

    Attributes:
        state: ``platformdirs.user_state_path("envdoctor")``; the lock is always here.
        spare: folders on data disks that take the journal when the state folder's disk has no room, best first; a
            journal is looked for in all of them.
        cache: what ``uninstall`` removes too; empty for none.
        config: what ``uninstall`` removes once it is empty; empty for none.
    """

    state: str
    spare: tuple[str, ...] = ()
    cache: str = ""
    config: str = ""


def user_paths(spare: tuple[str, ...] = ()) -> Paths:
    """The paths of the account that runs us, by the rules of platformdirs.

    Raises:
        Refused: it has no home.
    """
    import platformdirs

    try:
        state, cache, config = (
            str(place("envdoctor"))
            for place in (platformdirs.user_state_path, platformdirs.user_cache_path, platformdirs.user_config_path)
        )
    except RuntimeError as error:  # a container that runs under a number without an account
        raise Refused(_("HOME names no folder, and this account has none on record: set HOME")) from error
    return Paths(state, spare, cache, config)


def roots(paths: Paths) -> tuple[str, ...]:
    """All folders that may hold runs, the preferred one first."""
    return tuple(dict.fromkeys((paths.state, *paths.spare)))


def folders(paths: Paths) -> tuple[str, ...]:
    """The folders of all runs, readable or not."""
    found: list[str] = []
    for root in roots(paths):
        place = os.path.join(root, "runs")
        try:
            names = os.listdir(place)
        except OSError:
            continue  # no run here, or a data disk that is away
        found += [os.path.join(place, name) for name in names if ID.match(name)]
    return tuple(sorted(found, key=os.path.basename))


def runs(paths: Paths) -> tuple[Run, ...]:
    """All runs, oldest first. One whose journal cannot be read is there with its ``problem``."""
    found = [run for folder in folders(paths) if (run := load(folder)) is not None]
    found.sort(key=lambda run: (run.started or run.id, run.id))
    by = {run.undoes: run.id for run in found if run.undoes and run.applied}
    return tuple(replace(run, undone_by=by.get(run.id)) for run in found)


def load(folder: str) -> Run | None:
    """The run in ``folder``, or None if it holds no journal (it was stopped before it wrote one)."""
    name = os.path.basename(folder)
    for state in STATES:
        path = state_file(folder, state)
        try:
            if os.lstat(path).st_uid != os.geteuid():
                return Run(name, state=state, folder=folder, problem=_("{path}: belongs to another user", path=path))
            if os.lstat(path).st_size > LIMIT:
                return Run(name, state=state, folder=folder, problem=_("{path}: too large for a journal", path=path))
            run = parse(read(path) or b"")
        except FileNotFoundError:
            continue
        except (OSError, ValueError, RecursionError) as error:
            problem = _("{path}: not a readable journal ({why})", path=path, why=error)
            return Run(name, state=state, folder=folder, problem=problem)
        return replace(run, id=name, state=state, folder=folder)
    return None


def begun(folder: str) -> Run:
    """What is known of a run that was stopped before its journal stood; it changed nothing."""
    name, path = os.path.basename(folder), state_file(folder, "staging") + ".new"
    try:
        run = parse(read(path) or b"") if os.lstat(path).st_size <= LIMIT else Run(name)
    except (OSError, ValueError, RecursionError):  # stopped even before
        run = Run(name)
    return replace(run, id=name, folder=folder)


# ---- writing -----------------------------------------------------------------------------------------------------


def new(paths: Paths, kind: str, argv: Sequence[str], version: str, undoes: str | None = None) -> Run:
    """A run that starts now, later than every run there is (clocks of nodes differ); nothing is written."""
    from datetime import datetime, timedelta, timezone

    now = datetime.now(timezone.utc)
    known = runs(paths)
    last = max((run.started for run in known), default="")
    try:
        now = max(now, datetime.fromisoformat(last) + timedelta(microseconds=1))
    except (ValueError, TypeError, OverflowError):
        pass  # no run yet, or a start that no version of ours wrote
    name, taken = "", {run.id for run in known} | {""}
    while name in taken:
        name = f"{time.strftime('%Y%m%d-%H%M%S', now.timetuple())}-{os.urandom(2).hex()}"
    started = now.isoformat(timespec="microseconds")
    return Run(name, kind, started, socket.gethostname(), version, tuple(argv), undoes=undoes)


def open_run(paths: Paths, run: Run, before: Sequence[bytes | None], disk: Disk, spare: bool, extra: int) -> Run:
    """Write the journal of ``run`` and the bytes it will replace, synced, in the first place with room for it.

    Args:
        paths: the state folder comes first.
        run: a new one.
        before: the bytes each step replaces.
        disk: the hands.
        spare: leave the state folder out.
        extra: bytes the change itself needs on the state folder's disk, for the sentence.

    Raises:
        NoRoom: no place has room; nothing is left behind.
        Refused: the state folder cannot be written.
    """
    text = dump(run)
    failures: list[Refused] = []
    for root in roots(paths)[1 if spare else 0 :]:
        needed = room_for_journal(root, text, before) + (0 if spare else extra)
        placed = replace(run, folder=os.path.join(root, "runs", run.id))
        try:
            _write(root, placed, before, disk)
        except OSError as error:
            failures.append(refusal(error, needed=needed))
            discard(placed, disk)
            if error.errno not in FULL and root == paths.state:
                break
        else:
            return placed
    raise next((failure for failure in failures if isinstance(failure, NoRoom)), failures[0])


def _write(root: str, run: Run, before: Sequence[bytes | None], disk: Disk) -> None:
    make_root(root, disk)
    place = os.path.dirname(run.folder)
    if not os.path.isdir(place):
        disk.folder(place, 0o700)
    disk.folder(run.folder, 0o700)
    disk.write(run.file + ".new", dump(run), 0o600)  # first, so that who is stopped here is known by it
    for number, data in enumerate(before):
        if data is not None:
            disk.write(run.preimage(number), data, 0o600)
    disk.rename(run.file + ".new", run.file)
    disk.sync((run.folder, place, root))


def make_root(root: str, disk: Disk) -> None:
    """Make the folder ``root``, and those above it that are missing, all private.

    Raises:
        OSError: among others EPERM if it is another user's.
    """
    missing: list[str] = []
    while not os.path.isdir(root):
        missing.append(root)
        root = os.path.dirname(root)
    made = [folder for folder in reversed(missing) if _made(folder, disk)]
    root = missing[0] if missing else root
    above = [folder for folder in missing[1:] if folder in made]
    if above and root in made:
        _note_made(root, above, disk)
    found = os.stat(root)
    if found.st_uid != os.geteuid():
        raise OSError(errno.EPERM, _("the folder belongs to another user"), root)
    if found.st_mode & 0o077:
        disk.mode(root, 0o700)


def _made(folder: str, disk: Disk) -> bool:
    """Make one folder; False if another run made it at the same moment."""
    try:
        disk.folder(folder, 0o700)
    except FileExistsError:
        if not os.path.isdir(folder):
            raise
        return False
    return True


def _note_made(root: str, above: Sequence[str], disk: Disk) -> None:
    """Note in ``root`` which folders above it we made, so that ``uninstall`` removes them too."""
    note = os.path.join(root, MADE)
    try:
        disk.write(note, "\0".join(above).encode("utf-8", "surrogateescape"), 0o600)
    except OSError:
        disk.remove(note)  # no room: then an empty folder may outlive uninstall


def made(root: str) -> tuple[str, ...]:
    """The folders above ``root`` that we made, the deepest first."""
    try:
        text = (read(os.path.join(root, MADE)) or b"").decode("utf-8", "surrogateescape")
    except OSError:
        return ()
    return tuple(folder for folder in text.split("\0") if folder and root.startswith(folder + "/"))


def advance(run: Run, state: str, disk: Disk) -> Run:
    """Put ``run`` into ``state``: one rename, synced; if that fails it stays in its state."""
    then = replace(run, state=state)
    disk.rename(run.file, then.file)
    try:
        disk.sync((run.folder,))
    except BaseException:  # Ctrl-C, too: the name on the disk must be the state the caller goes on with
        disk.rename(then.file, run.file)
        raise
    return then


def discard(run: Run, disk: Disk) -> None:
    """Remove the journal of a run that changed nothing; the JSON last, so that an interruption is noticed."""
    try:
        names: Iterable[str] = sorted(os.listdir(run.folder), key=lambda name: name.endswith(".json"))
    except OSError:
        return
    for name in names:
        disk.remove(os.path.join(run.folder, name))
    disk.remove_folder(run.folder)
