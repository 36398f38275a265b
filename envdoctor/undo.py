"""Take back runs. What is as a run left it is restored, elsewhere only what is ours is taken out, the rest is named.

An undo is a run like any other, with the same journal and the same promise, so it can be undone in turn.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence

from envdoctor import journal
from envdoctor.apply import carry_out
from envdoctor.disk import At, Disk, digest, quiet, read, refusal
from envdoctor.errors import Refused
from envdoctor.i18n import _
from envdoctor.journal import Paths, Run
from envdoctor.light import dataclass, replace
from envdoctor.lock import PATIENCE, hold
from envdoctor.recover import Recovery, recover_held
from envdoctor.reverse import draft_of, journal_inside, plain_name


@dataclass(frozen=True, slots=True)
class UndoReport:
    """What an undo did.

    Attributes:
        restored: paths that are as they were before the run.
        removed: files and folders that the run had made.
        kept: paths that were not restored, each with a sentence.
        run: the undo's own run, which ``undo`` takes to redo; None if there was nothing to change.
        cleaned: files changed since, from which only our lines were taken out.
        undone: the runs that were taken back.
        own: folders that stay because something of the person's or our journal is in them, each with a sentence; no
            failure.
        recovered: the run that had been stopped half way and was mended first; None if there was none.
        again: an undo was taken back, so what is listed was done again.
        next_steps: what the person does now.
        uninstalled: every trace was to go.
        earlier: the run that had taken back before what was to be taken back now, so that there was nothing left to do.
    """

    restored: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    run: Run | None = None
    cleaned: tuple[str, ...] = ()
    undone: tuple[Run, ...] = ()
    own: tuple[tuple[str, str], ...] = ()
    recovered: Recovery | None = None
    again: bool = False
    next_steps: tuple[str, ...] = ()
    uninstalled: bool = False
    earlier: Run | None = None

    @property
    def whole(self) -> bool:
        """Whether all was put back."""
        return not self.kept and not (self.recovered and self.recovered.problems)


def undo(
    paths: Paths,
    run_id: str | None = None,
    *,
    version: str,
    argv: Sequence[str] = (),
    patience: float = PATIENCE,
    at: At = quiet,
) -> UndoReport:
    """Take back the run ``run_id``, or the last applied one that is not undone. Takes the lock.

    A run that was stopped half way is mended first. Where that alone did what is asked, because it took back a fix or
    finished an undo, and no ``run_id`` is given, nothing else is taken back.

    Args:
        paths: where journal and lock are.
        run_id: of any applied run; that of an undo brings back what it took.
        version: of envdoctor, for the journal.
        argv: the command line, for the journal.
        patience: seconds to wait for another run.
        at: called with a word before every step that changes the disk; for tests.

    Raises:
        Busy: another run is at work.
        NoRoom: a disk or quota is full; nothing was changed.
        Refused: there is no such run, its journal cannot be read, or a file changed at this moment.
    """
    disk = Disk(at)
    with hold(paths, patience, at=at):
        recovered, runs = recover_held(paths, disk), journal.runs(paths)
        if recovered is not None and run_id is None:
            if recovered.finished != _brings(recovered.run, _forward(runs)):
                return UndoReport(recovered=recovered)
            run_id = None if recovered.finished else recovered.run.undoes
        run = _choose(runs, run_id)
        again = not _forward(runs)[run.id]
        report = take_back(run, paths, journal.new(paths, "undo", argv, version, run.id), disk)
        earlier = next((one for one in runs if one.id == run.undone_by), None) if report.run is None else None
        return _theirs(replace(report, recovered=recovered, again=again, earlier=earlier), paths)


def _theirs(report: UndoReport, paths: Paths) -> UndoReport:
    """``report`` without the complaint that our configuration folder holds the person's own policy."""
    theirs = tuple(pair for pair in report.kept if pair[0] == paths.config)
    own = dict((*report.own, *theirs))
    return replace(report, kept=tuple(pair for pair in report.kept if pair not in theirs), own=tuple(own.items()))


def _choose(runs: Sequence[Run], run_id: str | None) -> Run:
    if run_id is None:
        ours = applied(runs)
        if not ours:
            raise Refused(_("nothing to undo (envdoctor undo --list shows what was done and undone)"))
        run = ours[0]
    else:
        found = [run for run in runs if run.id == run_id] or [run for run in runs if run.id.startswith(run_id)]
        if len(found) != 1 or not run_id:
            names = ", ".join(run.id for run in reversed(runs[-8:])) or _("none")
            raise Refused(_("there is no run {id}. Runs, the last first: {names}", id=run_id, names=names))
        run = found[0]
    if run.problem:
        raise Refused(_("{problem}. It cannot be undone", problem=run.problem))
    return run


def applied(runs: Sequence[Run]) -> list[Run]:
    """The runs in force, newest first: fixes that are not undone, and undos of undos, which brought a fix back."""
    forward = _forward(runs)
    return [run for run in reversed(runs) if run.applied and forward[run.id] and run.undone_by is None]


def _forward(runs: Sequence[Run]) -> dict[str, bool]:
    """Run id -> whether it brings a fix; an undo takes one back, unless it undoes an undo."""
    forward: dict[str, bool] = {}
    for run in runs:
        forward[run.id] = _brings(run, forward)
    return forward


def _brings(run: Run, forward: Mapping[str, bool]) -> bool:
    return not run.undoes or not forward.get(run.undoes, True)


def take_back(run: Run, paths: Paths, head: Run, disk: Disk) -> UndoReport:
    """Undo ``run`` as the new run ``head``; the caller holds the lock."""
    try:
        draft = draft_of(run)
    except OSError as error:
        raise refusal(error) from error
    done = None
    if draft.jobs or not (draft.kept or draft.own or run.undone_by):
        done = carry_out(draft.jobs, head, paths, disk)
    still = [path for path in draft.removed if os.path.isdir(path)]
    own = [*draft.own, *((path, _not_empty(path)) for path in still)]
    removed = [path for path in draft.removed if path not in still]
    undone = (run,) if done else ()
    restored = tuple(dict.fromkeys(draft.restored))
    return UndoReport(restored, tuple(removed), tuple(draft.kept), done, tuple(draft.cleaned), undone, tuple(own))


def _not_empty(path: str) -> str:
    """Why a folder that was to be removed is still there."""
    inside = sorted(name for name in os.listdir(path) if name != ".envdoctor")
    if not inside:  # where home has no room, the journal of this very undo
        return journal_inside(path)
    names = ", ".join(plain_name(name) for name in inside[:3])
    return _("{path} holds data: {names}", path=path, names=names)


# ---- no trace ----------------------------------------------------------------------------------------------------


def uninstall(
    paths: Paths,
    *,
    version: str,
    argv: Sequence[str] = (),
    patience: float = PATIENCE,
    at: At = quiet,
) -> UndoReport:
    """Take back every run, newest first, then remove journal, cache, and our configuration folder if it is empty.

    A run whose file is as we left it but could not be restored (it is read-only, say) keeps its journal, which holds
    the earlier bytes; mend that and run it again. Arguments as :func:`undo`.

    Raises:
        Busy: another run is at work.
        NoRoom: a disk or quota is full; what was not taken back yet is as it was, and the journal is kept.
        Refused: likewise, for another reason.
    """
    disk = Disk(at)
    if not any(os.path.lexists(place) for place in (*journal.roots(paths), paths.cache, paths.config)):
        return UndoReport()
    with hold(paths, patience, at=at):
        recovered, runs = recover_held(paths, disk), journal.runs(paths)
        reports = []
        left = [(run.folder, run.problem) for run in runs if run.problem]
        spared = {folder for folder, _problem in left}
        for run in applied(runs):
            if not run.problem:
                head = journal.new(paths, "uninstall", argv, version, run.id)
                reports.append(take_back(run, paths, head, disk))
                spared |= {run.folder} if _blocked(run, reports[-1]) else set()
        try:
            left += _clear(paths, spared, disk)
            own = _clear_config(paths.config, disk)
        except OSError as error:
            raise refusal(error) from error
        folders = {path for report in reports for path, _reason in (*report.kept, *report.own) if os.path.isdir(path)}
        folders |= _made_around(journal.roots(paths), runs)
        for root in journal.roots(paths)[1:]:
            _remove_root(root, disk)
    _remove_root(paths.state, disk)
    all_of_it = _together(reports, left, folders, disk)
    theirs = {path: why for path, why in all_of_it.own if path != paths.config} | dict(own)
    return _theirs(replace(all_of_it, own=tuple(theirs.items()), recovered=recovered, uninstalled=True), paths)


def _made_around(roots: Sequence[str], runs: Sequence[Run]) -> set[str]:
    """Folders that we made and that stayed because a journal stood in them."""
    made = {record.path for run in runs for record in run.steps if record.action == "folder"}
    return {path for path in made if os.path.isdir(path) and any(root.startswith(path + "/") for root in roots)}


def _blocked(run: Run, report: UndoReport) -> bool:
    """Whether a file is still as ``run`` left it, so that its earlier bytes in the journal are still wanted."""
    kept = {path for path, _reason in report.kept}
    for record in run.steps:
        if record.action == "file" and record.before is not None and record.path in kept:
            try:
                found = read(record.path)
            except OSError:
                return True
            if found is not None and digest(found) == record.after:
                return True
    return False


def _clear(paths: Paths, spared: set[str], disk: Disk) -> list[tuple[str, str]]:
    """Remove our folders but for the lock and the runs in ``spared``; name what is left, with the reason."""
    left: list[tuple[str, str]] = []
    for root in journal.roots(paths):
        runs = os.path.join(root, "runs")
        for place in _children(runs):
            left += [] if place in spared else _remove_tree(place, disk)
        disk.remove_folder(runs)
        for place in _children(root):
            if place not in (runs, os.path.join(root, journal.MADE)) and not os.path.basename(place).startswith("lock"):
                left += _remove_tree(place, disk)
    if os.path.lexists(paths.cache):
        left += _remove_tree(paths.cache, disk)
    return left


def _clear_config(folder: str, disk: Disk) -> tuple[tuple[str, str], ...]:
    """Remove our configuration folder; what else is in it is the person's, a policy for instance."""
    if not os.path.isdir(folder) or disk.remove_folder(folder):
        return ()
    names = ", ".join(plain_name(os.path.basename(place)) for place in _children(folder))
    return ((folder, _("{path} holds files of your own: {names}", path=folder, names=names)),)


def _remove_root(root: str, disk: Disk) -> None:
    """Remove a folder of ours and the folders above it that we made, as far as they are empty now."""
    above = journal.made(root)
    if _children(root) == [os.path.join(root, journal.MADE)]:
        disk.remove(os.path.join(root, journal.MADE))
    for folder in (root, *above):
        if not os.path.islink(folder):
            disk.remove_folder(folder)


def _children(folder: str) -> list[str]:
    if os.path.islink(folder) or not os.path.isdir(folder):
        return []
    return sorted(os.path.join(folder, name) for name in os.listdir(folder))


def _remove_tree(path: str, disk: Disk) -> list[tuple[str, str]]:
    """Remove ``path`` and all in it; links are not followed."""
    if os.path.islink(path) or not os.path.isdir(path):
        disk.remove(path)
        return []
    disk.at(f"rmtree {path}")
    shutil.rmtree(path, ignore_errors=True)
    return [(path, _("{path} could not be removed whole", path=path))] if os.path.lexists(path) else []


def _together(
    reports: Iterable[UndoReport], left: Iterable[tuple[str, str]], folders: set[str], disk: Disk
) -> UndoReport:
    """One report of all; those of ``folders`` that held nothing but the journal are empty now and go."""
    restored, removed, cleaned = (dict[str, None](), dict[str, None](), dict[str, None]())
    kept: dict[str, str] = {}
    own: dict[str, str] = {}
    undone: list[Run] = []
    for report in reports:
        restored |= dict.fromkeys(report.restored)
        removed |= dict.fromkeys(report.removed)
        cleaned |= dict.fromkeys(report.cleaned)
        kept |= dict(report.kept)
        own |= dict(report.own)
        undone += report.undone
    for path in sorted(folders, reverse=True):
        if not os.path.islink(path) and disk.remove_folder(path):
            kept.pop(path, None)
            own.pop(path, None)
            removed[path] = None
    own = {path: why for path, why in own.items() if os.path.lexists(path)}
    stays = (*kept.items(), *left)
    return UndoReport(tuple(restored), tuple(removed), stays, None, tuple(cleaned), tuple(undone), tuple(own.items()))
