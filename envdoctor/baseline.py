"""Findings that are known already: a file that names them, so that only new ones are reported.

A finding is named by its subject, without a line number, its file relative to the baseline's folder; where one name
stands for several findings, their number counts.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Container, Mapping, Sequence

from envdoctor.errors import UsageError
from envdoctor.host.output import load, save
from envdoctor.host.secrets import without_secrets
from envdoctor.i18n import _
from envdoctor.light import dataclass
from envdoctor.model import Hit

SCHEMA = 1
LIMIT = 64 << 20
"""Bytes; a larger file is no baseline."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """``known``: name of a finding -> how many there were. ``path``: of the file, absolute."""

    path: str
    known: Mapping[str, int]

    def split(self, hits: Sequence[Hit]) -> tuple[list[Hit], Counter[str]]:
        """The hits that are new, and how many of each name were known; of several the last ones are the new ones."""
        seen: Counter[str] = Counter()
        new: list[Hit] = []
        for hit in hits:
            name = fingerprint(hit, self.path)
            if seen[name] < self.known.get(name, 0):
                seen[name] += 1
            else:
                new.append(hit)
        return new, seen

    def stale(self, seen: Counter[str], ran: Container[tuple[str, str | None]]) -> int:
        """How many known findings are there no more, of those that this run would have found.

        Args:
            seen: name -> how many there were.
            ran: (rule, absolute path of the file) that came to a result; the path None for the account.
        """
        gone = {name: count - seen[name] for name, count in self.known.items() if count > seen[name]}
        return sum(count for name, count in gone.items() if self._looked(name, ran))

    def _looked(self, name: str, ran: Container[tuple[str, str | None]]) -> bool:
        """Whether this run would have found it; the path may hold colons, and so may the key behind it."""
        code, _colon, rest = name.partition(":")
        code = code.partition("[")[0]
        ends = [number for number, char in enumerate(rest) if char == ":"]
        places = [os.path.join(os.path.dirname(self.path), rest[:end]) for end in ends]
        return (code, None) in ran or any(
            (code, path) in ran or (code, os.path.relpath(path)) in ran for path in places
        )


def fingerprint(hit: Hit, path: str) -> str:
    """The finding's name in the baseline ``path``: its subject, with the file's path relative to the baseline."""
    finding = hit.finding
    at = finding.location.path
    if at is not None and finding.place == at and not at.startswith("~"):
        place = os.path.relpath(os.path.abspath(at), os.path.dirname(path))
        return _plain(f"{hit.label}:{place}:{finding.key}")
    return _plain(hit.subject)


def _plain(text: str) -> str:
    try:
        data = without_secrets(text).encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a surrogate pair, as an escape in JSON brings
        data = without_secrets(text).encode("utf-8", "backslashreplace")
    return data.decode("utf-8", "backslashreplace")


def read(path: str) -> Baseline:
    """The baseline in the file ``path``.

    Raises:
        UsageError: it is none.
    """
    data = b""
    try:
        data = load(path, LIMIT + 1)
        value = json.loads(data) if len(data) <= LIMIT else None
    except FileNotFoundError:
        raise UsageError(_("{path}: no such file; to make it: --write-baseline {path}", path=path)) from None
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    except (ValueError, RecursionError):
        value = None
    known = value.get("findings") if isinstance(value, dict) and value.get("schema") == SCHEMA else None
    if not isinstance(known, dict) or not all(isinstance(count, int) for count in known.values()):
        # What is no JSON is somebody's file of another kind: no command that is to be copied may name it.
        if data.strip()[:1] in (b"{", b""):
            text = _("{path}: not a baseline of envdoctor; write it anew: --write-baseline {path}", path=path)
        else:
            text = _("{path}: not a baseline of envdoctor; name another file", path=path)
        raise UsageError(text)
    return Baseline(os.path.abspath(path), known)


def write(path: str, hits: Sequence[Hit]) -> int | None:
    """Write the findings ``hits`` to the baseline ``path``; how many the one held that stood there, None without one.

    Raises:
        UsageError: it cannot be written, or what stands there is no baseline.
    """
    whole = os.path.abspath(path)
    before = _held(path)
    counts = Counter(fingerprint(hit, whole) for hit in hits)
    text = json.dumps({"schema": SCHEMA, "findings": dict(sorted(counts.items()))}, indent=2) + "\n"
    try:
        save(path, text)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    return before


def _held(path: str) -> int | None:
    """How many findings the baseline ``path`` holds; None where there is nothing, or an empty file."""
    try:
        if not os.path.isfile(path) or not os.path.getsize(path):
            return None
        return sum(read(path).known.values())
    except UsageError as why:
        raise UsageError(
            _("{path} is not a baseline, so it is not written over; name another file", path=path)
        ) from why
