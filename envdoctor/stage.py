"""Everything a change needs on the disk, before the first file changes: what takes room, takes it here."""

from __future__ import annotations

import os
from collections.abc import Sequence

from envdoctor.disk import FULL, Disk, refusal
from envdoctor.errors import Refused
from envdoctor.i18n import _
from envdoctor.light import dataclass
from envdoctor.record import Record, Run

BLOCK = 4096
"""Bytes: what a disk takes for a folder, or for the first byte of a file."""
DEADLINE = 5.0
"""Seconds a check command has."""


@dataclass(frozen=True, slots=True)
class Job:
    """One change with the bytes it needs: those there now (``before``) and those to come (``data``)."""

    record: Record
    before: bytes | None = None
    data: bytes | None = None
    check: tuple[str, ...] = ()


def stage(run: Run, jobs: Sequence[Job], disk: Disk) -> None:
    """Make the new folders, write the temporary files, and let the checks read them; the journal stands already.

    Raises:
        OSError: no room, among others; the caller rolls back.
        Refused: a check does not accept its file; likewise.
    """
    for job in jobs:
        if job.record.action == "folder" and not _holds_journal(job.record.path, run):
            disk.folder(job.record.path, job.record.mode_after or 0o700)
    for number, job in enumerate(jobs):
        if job.record.action == "file":
            _stage_write(run, number, job, disk)
        if job.record.action in ("file", "remove") and job.before is not None:
            _keep_old(run, number, job, disk)
    for number, job in enumerate(jobs):
        if job.check:
            _check(job, run.temp(number))
    disk.sync({os.path.dirname(run.temp(number)) for number, job in enumerate(jobs) if job.record.action != "mode"})


def _holds_journal(folder: str, run: Run) -> bool:
    """Whether ``folder`` came into being for this run's journal, which stands inside it."""
    return run.folder.startswith(folder + "/") and os.path.isdir(folder)


def _stage_write(run: Run, number: int, job: Job, disk: Disk) -> None:
    record, temp = job.record, run.temp(number)
    like = record.path if job.before is not None else None
    try:
        disk.write(temp, job.data or b"", record.mode_after or 0, like)
    except OSError as error:
        if error.errno not in FULL or not record.source:
            raise
        # An undo on a full disk: the bytes to restore are there already, in the journal of what it undoes.
        disk.remove(temp)
        try:
            disk.link(record.source, temp)
        except OSError:
            raise error from None
        if like is not None:
            disk.rights(temp, like)
        disk.mode(temp, record.mode_after or 0)


def _keep_old(run: Run, number: int, job: Job, disk: Disk) -> None:
    """Give the file to be replaced its second name; a copy where the file system makes no links."""
    try:
        disk.link(job.record.path, run.old(number))
    except OSError as error:
        if error.errno in FULL:
            raise
        disk.write(run.old(number), job.before or b"", job.record.mode_before or 0o600, job.record.path)


def explain(error: OSError, run: Run, jobs: Sequence[Job], journal: int) -> Refused:
    """Name the target, not our temporary file beside it, and count what its disk has to take.

    Args:
        error: what the system said.
        run: its journal stands.
        jobs: what was to be staged.
        journal: bytes that the journal takes on its disk.
    """
    where = os.fsdecode(error.filename or run.folder)
    targets = {run.temp(number): record.path for number, record in enumerate(run.steps)}
    targets |= {run.old(number): record.path for number, record in enumerate(run.steps)}
    device = device_of(where)
    needed = room_for(jobs, device) + (journal if device_of(run.folder) == device else 0)
    return refusal(error, targets.get(where, where), needed)


def blocks(data: bytes | None) -> int:
    """Bytes a disk takes for a file of ``data``."""
    return -(-len(data or b"") // BLOCK) * BLOCK


def room_for(jobs: Sequence[Job], device: int) -> int:
    """Bytes that the new files and folders of ``jobs`` take on the disk ``device`` until the old ones are gone."""
    here = [job for job in jobs if device_of(job.record.path) == device]
    return sum(blocks(job.data) if job.record.action == "file" else BLOCK for job in here if _new(job))


def _new(job: Job) -> bool:
    return job.record.action in ("file", "folder")


def room_for_journal(root: str, text: bytes, before: Sequence[bytes | None]) -> int:
    """Bytes that the journal of one run takes below ``root``.

    Args:
        root: with folders above it that may be missing.
        text: of its JSON file.
        before: what each changed file held.
    """
    missing, place = 0, os.path.join(root, "runs")
    while not os.path.isdir(place):
        missing, place = missing + 1, os.path.dirname(place)
    noted = BLOCK if missing > 2 else 0  # the file that names the folders we made
    return BLOCK * (missing + 1) + noted + blocks(text) + sum(map(blocks, before))


def device_of(path: str) -> int:
    """The disk of ``path``, or of the nearest folder above it that exists."""
    while not os.path.exists(path) and path != os.path.dirname(path):
        path = os.path.dirname(path)
    return os.stat(path or "/").st_dev


def _check(job: Job, temp: str) -> None:
    """Let the real program read the new file before it counts."""
    import signal
    import subprocess

    variables = {key: value for key, value in os.environ.items() if key not in ("BASH_ENV", "ENV")}
    try:
        with subprocess.Popen(
            (*job.check, temp),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=variables,
            cwd="/",
            start_new_session=True,
        ) as child:
            try:
                output, _none = child.communicate(timeout=DEADLINE)
            except BaseException:  # Ctrl-C, too, must not leave the command running
                os.killpg(child.pid, signal.SIGKILL)
                raise
    except subprocess.TimeoutExpired:
        problem = _("no answer in {n} seconds", n=int(DEADLINE))
    except OSError as error:
        problem = error.strerror or str(error)
    else:
        if child.returncode == 0:
            return
        answer = os.fsdecode(output[:2000]).replace(temp, job.record.path).strip()
        problem = answer or _("it ended with status {n}", n=child.returncode)
    raise Refused(
        _(
            "{path}: {command} does not accept the new text: {problem}. Nothing was changed",
            path=job.record.path,
            command=" ".join(job.check),
            problem=problem,
        )
    )
