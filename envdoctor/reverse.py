"""One recorded change the other way round: what is as it was left is restored, elsewhere only our entries go.

Nothing is written here: each change becomes a job for ``apply``, or a path that is kept with the reason why.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from envdoctor.apply import prepare, prepare_write
from envdoctor.disk import digest, read, writable_reason
from envdoctor.errors import EditError, Refused
from envdoctor.i18n import _, msg, plural, render
from envdoctor.journal import Record, Run
from envdoctor.light import dataclass, field, replace
from envdoctor.stage import Job
from envdoctor.steps import ChangeMode, Entry, MakeFolder

_TOLD = 3
"""Places of one file that are told of in full."""
_COMPARED = 300
"""Characters of a line that is compared with others: what takes longer nobody would recognise."""


@dataclass(slots=True)
class Draft:
    """What is being found out about one undo."""

    jobs: list[Job] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    cleaned: list[str] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)
    own: list[tuple[str, str]] = field(default_factory=list)

    def keep(self, path: str, reason: str) -> None:
        """Leave ``path`` as it is, and say why."""
        self.kept.append((path, reason))

    def leave(self, path: str, reason: str) -> None:
        """Leave a folder that somebody needs by now: no failure."""
        self.own.append((path, reason))


def draft_of(run: Run) -> Draft:
    """What undoing ``run`` would do now, the last change first.

    Raises:
        OSError: a folder or file cannot be looked at.
    """
    draft = Draft()
    for number in reversed(range(len(run.steps))):
        _reverse(run, number, draft)
    draft.jobs = _sorted(draft.jobs)
    return draft


def _sorted(jobs: Sequence[Job]) -> list[Job]:
    """Folders are made from the top, and removed from the bottom."""
    made = sorted((job for job in jobs if job.record.action == "folder"), key=lambda job: job.record.path)
    gone = sorted((job for job in jobs if job.record.action == "rmdir"), key=lambda job: job.record.path, reverse=True)
    return [*made, *(job for job in jobs if job.record.action not in ("folder", "rmdir")), *gone]


def _reverse(run: Run, number: int, draft: Draft) -> None:
    record = run.steps[number]
    try:
        if record.action == "folder":
            _remove_folder(record, draft)
        elif record.action == "rmdir":
            _make_folder(record, draft)
        elif record.action == "mode":
            _restore_mode(record, draft)
        else:
            _reverse_file(run, number, draft)
    except Refused as error:
        draft.keep(record.path, str(error))


def _restore_mode(record: Record, draft: Draft) -> None:
    before, after = record.mode_before or 0, record.mode_after or 0
    if not os.path.lexists(record.path):
        return draft.keep(record.path, _("{path} is gone", path=record.path))
    job = prepare(ChangeMode(record.path, after, before))
    if job is not None:
        draft.jobs.append(job)
        draft.restored.append(record.path)
    return None


def _make_folder(record: Record, draft: Draft) -> None:
    job = prepare(MakeFolder(record.path, record.mode_before or 0o700))
    if job is not None:
        draft.jobs.append(job)
        draft.restored.append(record.path)


def _remove_folder(record: Record, draft: Draft) -> None:
    path = record.path
    if os.path.islink(path) or not os.path.isdir(path):
        return None  # gone, or somebody's own by now
    leaving = {job.record.path for job in draft.jobs if job.record.action in ("remove", "rmdir")}
    inside = sorted(name for name in os.listdir(path) if os.path.join(path, name) not in leaving)
    theirs = [name for name in inside if name != ".envdoctor"]
    if inside and not theirs:
        return draft.leave(path, journal_inside(path))
    if theirs:
        names = ", ".join(plain_name(name) for name in theirs[:3])
        reason = plural(
            len(theirs),
            "{path} holds data: {names}",
            "{path} holds data: {names}, {n} names in all",
            path=path,
            names=names,
        )
        return draft.leave(path, reason)
    draft.jobs.append(Job(Record("rmdir", path, mode_before=os.lstat(path).st_mode & 0o7777)))
    draft.removed.append(path)
    return None


def journal_inside(path: str) -> str:
    """Why the folder ``path`` stays although nothing of the person's is in it."""
    return _("{path} holds envdoctor's journal; envdoctor uninstall removes it", path=path)


def plain_name(name: str) -> str:
    """A file name fit to be shown: odd bytes and control characters as escapes."""
    return name if name.isprintable() else name.encode("unicode_escape", "backslashreplace").decode("ascii")


def _reverse_file(run: Run, number: int, draft: Draft) -> None:
    record = run.steps[number]
    try:
        found = read(record.path)
    except OSError as error:
        return draft.keep(record.path, _("{path} cannot be read: {why}", path=record.path, why=error.strerror))
    now = None if found is None else digest(found)
    if now == record.before:
        return None
    if found is not None and (reason := writable_reason(record.path)) is not None:
        return draft.keep(record.path, reason)
    if now == record.after:
        return _restore(run, number, found, draft)
    if found is None:
        return draft.keep(record.path, _("{path} was removed since", path=record.path))
    return _take_out(record, found, draft)


def _restore(run: Run, number: int, found: bytes | None, draft: Draft) -> None:
    """The file is as the run left it."""
    record = run.steps[number]
    if record.before is None:
        draft.jobs.append(_removal(record, found or b"", record.entries))
        draft.removed.append(record.path)
        return None
    source = run.preimage(number)
    try:
        earlier = read(source)
    except OSError:
        earlier = None
    if earlier is None or digest(earlier) != record.before:
        reason = _(
            "the journal's copy {source} of what {path} held is lost or damaged", source=source, path=record.path
        )
        return draft.keep(record.path, reason)
    job = prepare_write(record.path, found, earlier, record.mode_before or 0o600)
    if job is not None:
        turned = replace(job.record, entries=record.taken, taken=record.entries, source=source)
        draft.jobs.append(replace(job, record=turned))
        draft.restored.append(record.path)
    return None


def _removal(record: Record, found: bytes, taken: tuple[Entry, ...]) -> Job:
    mode = os.lstat(record.path).st_mode & 0o7777
    return Job(Record("remove", record.path, digest(found), None, mode, None, (), taken), found)


def _take_out(record: Record, found: bytes, draft: Draft) -> None:
    """Somebody changed the file since: only our entries go."""
    text = found.decode("utf-8", "surrogateescape")
    taken: list[Entry] = []
    for entry in reversed(record.entries):
        reverted = _reverted(text, entry)
        if reverted is not None:
            text = reverted
            taken.append(entry)
    left = [entry for entry in record.entries if entry not in taken]
    if not taken:
        return draft.keep(record.path, _kept(record, text, left, some_taken=False))
    if left:
        draft.keep(record.path, _kept(record, text, left, some_taken=True))
    after = text.encode("utf-8", "surrogateescape")
    if not after and record.before is None:
        draft.jobs.append(_removal(record, found, tuple(taken)))
        draft.removed.append(record.path)
    elif (job := prepare_write(record.path, found, after, 0o600)) is not None:
        draft.jobs.append(replace(job, record=replace(job.record, taken=tuple(taken))))
        draft.cleaned.append(record.path)
    return None


def _kept(record: Record, text: str, left: Sequence[Entry], *, some_taken: bool) -> str:
    """Why a file that changed since keeps ``left`` of ours, and what the person can do about it.

    ``some_taken``: other parts of ours were taken out of it.
    """
    if any(entry.format == "own" and entry.key for entry in record.entries):
        return _("{path} was edited by hand since; if you need nothing in it, delete it", path=record.path)
    if left and all(entry.format == "span" for entry in left):
        return _replaced_words(record.path, left, text)
    found = ", ".join(_ours_in(record, text))
    if found:
        said = msg("{path} was changed since; it still names {values}: remove those lines yourself")
    elif some_taken:
        said = msg("{path} was changed since; what was edited of our part stays")
    else:
        said = msg("{path} was changed since and is left as it is; nothing of ours is in it")
    return render(said, {"path": record.path, "values": found})


def _replaced_words(path: str, left: Sequence[Entry], text: str) -> str:
    """Which lines of a script that a fix had rewritten were changed since, and what they were."""
    said = [_rewritten(entry, text) for entry in left]
    more = [plural(len(said) - _TOLD, "{n} more place likewise", "{n} more places likewise")] if said[_TOLD:] else []
    return f"{path}: " + "; ".join([*said[:_TOLD], *more])


def _rewritten(entry: Entry, text: str) -> str:
    """The line that somebody changed since, or beside which he did, and what it was before the fix."""
    ours, before = entry.ours.split("\n"), (entry.previous or "").split("\n")
    new = next((line for line in ours if line not in before and line.strip()), ours[0] if ours else "")
    old = next((line for line in before if line not in ours and line.strip()), "")
    lines = text.split("\n")
    near = _like(new, lines)
    if not near:
        said = msg("a line that the fix changed was changed again since, or is gone; before the fix it was: {old}")
        added = msg("a line that the fix put in was changed since, or is gone: {new}")
    elif near[0] == new:
        said = msg("line {line} stays, for what stands beside it was changed since; before the fix it was: {old}")
        added = msg("line {line}, which the fix put in, stays, for what stands beside it was changed since: {new}")
    else:
        said = msg("line {line} was changed since and stays; before the fix it was: {old}")
        added = msg("line {line}, which the fix put in, was changed since and stays: {new}")
    number = lines.index(near[0]) + 1 if near else 0
    return render(said if old else added, {"line": number, "old": old.strip(), "new": (near or [new])[0].strip()})


def _like(line: str, lines: Sequence[str]) -> list[str]:
    """The line of ``lines`` that is ``line``, or else most like it; of an option the one that sets the same."""
    from difflib import get_close_matches

    if not line.strip() or line in lines:
        return [line] if line.strip() else []
    option, equals, _value = line.partition("=")
    fit = [one for one in lines if len(one) <= _COMPARED] if len(line) <= _COMPARED else []
    return get_close_matches(line, fit, 1) or [one for one in lines if equals and one.startswith(option + equals)][:1]


def _ours_in(record: Record, text: str) -> list[str]:
    """Values of ours that stand in ``text``; of what is more than a line, the key."""
    found = [entry for entry in record.entries if entry.ours.strip() and entry.ours.strip() in text]
    values = [entry.ours.strip() if "\n" not in entry.ours.strip() else (entry.key or ("",))[-1] for entry in found]
    return list(dict.fromkeys(value for value in values if value))


def _reverted(text: str, entry: Entry) -> str | None:
    """``text`` without ``entry``, or None where it is no longer what we put there."""
    from envdoctor import edits

    try:
        return edits.revert(text, entry) if edits.intact(text, entry) else None
    except EditError:
        return None
