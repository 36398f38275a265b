"""Answers of commands, remembered between runs while the files they depend on are unchanged."""

from __future__ import annotations

import time
from typing import Any

from envdoctor.host.own_file import digest, read_own, write_own
from envdoctor.host.probes import Ran, Run
from envdoctor.host.secrets import masked

KEEP_SECONDS = 3600
"""A start-up file may ask things no stamp shows (a network mount that came up), so no answer is older than this."""
_SCHEMA = 1


class Memory:
    """A small file of remembered answers. Broken, foreign or unwritable: it is as if it were empty.

    Args:
        path: the file, or None to remember nothing.
    """

    def __init__(self, path: str | None) -> None:
        self.path = path
        self._known: dict[str, Any] | None = None
        self._changed = False

    def _load(self) -> dict[str, Any]:
        if self._known is None:
            self._known = read_own(self.path) if self.path else {}
            if self._known.pop("schema", None) != _SCHEMA:
                self._known = {}
        return self._known

    @staticmethod
    def _key(probe: Run) -> str:
        # The environment that a command is given may hold secrets: only a digest is kept.
        return digest(repr((probe.argv, probe.env, probe.limit)))

    def recall(self, probe: Run, stamps: tuple[object, ...]) -> Ran | None:
        """The remembered answer, if nothing that it depends on changed."""
        kept = self._load().get(self._key(probe)) if probe.stamps else None
        if not kept or kept[0] != stamps or not 0 <= time.time() - kept[1] < KEEP_SECONDS:
            return None
        return Ran(*kept[2])

    def keep(self, probe: Run, stamps: tuple[object, ...], answer: Ran) -> None:
        """Remember ``answer`` until :meth:`save`."""
        out, err = (masked(data.decode("latin-1")).encode("latin-1") for data in (answer.out, answer.err))
        fields = (answer.status, out, err, answer.seconds, answer.cut)
        self._load()[self._key(probe)] = (stamps, time.time(), fields)
        self._changed = True

    def save(self) -> None:
        """Write what was kept; a full or read-only home is no reason to complain."""
        if self.path and self._changed:
            now = time.time()
            fresh = {key: kept for key, kept in self._load().items() if now - kept[1] < KEEP_SECONDS}
            write_own(self.path, {**fresh, "schema": _SCHEMA})
