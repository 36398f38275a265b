"""What one run changed, as values, and as the text of a journal file (schema 1).

A journal may be damaged or made by somebody hostile: every field is checked, and of file names only the targets are
read from it.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict
from typing import NoReturn

from envdoctor.i18n import _
from envdoctor.light import dataclass
from envdoctor.steps import Entry

SCHEMA = 1
ACTIONS = ("folder", "file", "mode", "remove", "rmdir")
ID = re.compile(r"\d{8}-\d{6}-[0-9a-f]{4}\Z")
_SOURCE = re.compile(r"/[^\0]*/runs/\d{8}-\d{6}-[0-9a-f]{4}/\d+\.before\Z", re.DOTALL)
_HASH = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class Record:
    """One change to one path.

    Attributes:
        action: ``folder`` made, ``file`` written, ``mode`` changed, file ``remove``d, folder ``rmdir``ed.
        path: what was changed.
        before: SHA-256 of the bytes before, or None if there was no file.
        after: SHA-256 of the bytes after, or None if there is no file.
        mode_before: permission bits before; None if it was not there.
        mode_after: permission bits after; None if it is not there.
        entries: what this change put into the file.
        taken: what it took out; undoing swaps the two.
        source: the pre-image this change restores, in the folder of the run it undoes; else empty.
    """

    action: str
    path: str
    before: str | None = None
    after: str | None = None
    mode_before: int | None = None
    mode_after: int | None = None
    entries: tuple[Entry, ...] = ()
    taken: tuple[Entry, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One run that changed something, or was about to.

    Attributes:
        id: ``20260131-235959-0f3a`` (UTC and a random end), what ``undo`` takes.
        kind: ``fix``, ``undo`` or ``uninstall``.
        started: ISO 8601, UTC.
        host: the machine it ran on.
        version: of envdoctor.
        argv: its command line.
        state: ``staging`` (nothing is changed), ``ready`` (being changed), ``closing`` (all is changed, second names
            are being removed), ``done``; or ``rolling back``, and ``rolled back`` for one no longer in the journal.
        steps: its changes, in order.
        folder: where its journal is.
        undoes: id of the run it undoes.
        undone_by: id of the latest run that undid it.
        problem: why its journal cannot be read; all but id, folder and state is then empty.
    """

    id: str
    kind: str = ""
    started: str = ""
    host: str = ""
    version: str = ""
    argv: tuple[str, ...] = ()
    state: str = "staging"
    steps: tuple[Record, ...] = ()
    folder: str = ""
    undoes: str | None = None
    undone_by: str | None = None
    problem: str = ""

    @property
    def applied(self) -> bool:
        """Whether all its changes were made."""
        return self.state in ("done", "closing")

    @property
    def file(self) -> str:
        """The JSON file of its present state."""
        return state_file(self.folder, self.state)

    def preimage(self, number: int) -> str:
        """Where the bytes stand that step ``number`` (from 0) replaced."""
        return os.path.join(self.folder, f"{number}.before")

    def temp(self, number: int) -> str:
        """The temporary file of step ``number``, beside its target."""
        return self._beside(number, "")

    def old(self, number: int) -> str:
        """The second name of the file that step ``number`` replaces, beside it, while the run is under way."""
        return self._beside(number, ".old")

    def _beside(self, number: int, end: str) -> str:
        folder, name = os.path.split(self.steps[number].path)
        short = f".{name}.envdoctor-{self.id}{end}"
        if len(os.fsencode(short)) > 255:  # the longest name Linux file systems take, in bytes
            short = f".envdoctor-{self.id}-{number}{end}"
        return os.path.join(folder, short)


def state_file(folder: str, state: str) -> str:
    """The JSON file of a run in ``state``."""
    return os.path.join(folder, state.replace(" ", "-") + ".json")


def parse(text: bytes) -> Run:
    """The run whose journal file holds ``text``.

    Raises:
        ValueError: names what was expected.
        RecursionError: the text is nested too deep.
    """
    data = json.loads(text)
    if not isinstance(data, dict):
        _wrong(_("expected an object"))
    if data.get("schema") != SCHEMA:
        _wrong(_("expected schema {n}, found {found}", n=SCHEMA, found=repr(data.get("schema"))[:40]))
    steps = data.get("steps")
    if not isinstance(steps, list):
        _wrong(_("expected a list at steps"))
    texts = {key: _text(data, key) for key in ("kind", "started", "host", "version")}
    undoes = _optional(data, "undoes")
    if undoes is not None and not ID.match(undoes):
        _wrong(_("expected a run's id at undoes"))
    return Run("", argv=_texts(data, "argv"), steps=tuple(_record(step) for step in steps), undoes=undoes, **texts)


def _wrong(problem: str) -> NoReturn:
    raise ValueError(problem)


def _record(data: object) -> Record:
    if not isinstance(data, dict):
        _wrong(_("expected an object in steps"))
    action, path, source = _text(data, "action"), _text(data, "path"), _text(data, "source")
    if action not in ACTIONS:
        _wrong(_("unknown action {action} in steps", action=action[:40]))
    if source and not _SOURCE.match(source):
        _wrong(_("expected a file of a run at source"))
    if not os.path.isabs(path) or "\0" in path:
        _wrong(_("expected an absolute path in steps, found {path}", path=repr(path)[:80]))
    hashes = {key: _optional(data, key) for key in ("before", "after")}
    if any(value is not None and not _HASH.match(value) for value in hashes.values()):
        _wrong(_("expected a SHA-256 at before and after"))
    modes = {key: _mode(data, key) for key in ("mode_before", "mode_after")}
    entries = {key: _entries(data, key) for key in ("entries", "taken")}
    return Record(action, path, source=source, **hashes, **modes, **entries)  # type: ignore[arg-type]


def _entries(data: dict[str, object], key: str) -> tuple[Entry, ...]:
    found = data.get(key)
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        _wrong(_("expected a list of objects at {key}", key=key))
    return tuple(
        Entry(_text(entry, "format"), _texts(entry, "key"), _text(entry, "ours"), _optional(entry, "previous"))
        for entry in found
    )


def _text(data: dict[str, object], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str):
        _wrong(_("expected a text at {key}", key=key))
    os.fsencode(value)  # a text that can be no file's is a ValueError here, not later
    return value


def _optional(data: dict[str, object], key: str) -> str | None:
    return None if data.get(key) is None else _text(data, key)


def _texts(data: dict[str, object], key: str) -> tuple[str, ...]:
    value = data.get(key)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        _wrong(_("expected a list of texts at {key}", key=key))
    os.fsencode("".join(value))
    return tuple(value)


def _mode(data: dict[str, object], key: str) -> int | None:
    value = data.get(key)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 0o7777:
        _wrong(_("expected permission bits at {key}", key=key))
    return value


def dump(run: Run) -> bytes:
    """The text of the journal file of ``run``."""
    keep = ("id", "kind", "started", "host", "version", "argv", "undoes", "steps")
    data = {"schema": SCHEMA, **{key: value for key, value in asdict(run).items() if key in keep}}
    return json.dumps(data, indent=1).encode("ascii") + b"\n"
