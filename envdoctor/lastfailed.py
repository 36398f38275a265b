"""What found something when it last ran, for ``check --lf``; kept in envdoctor's own cache."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from envdoctor.host.own_file import read_own, write_own
from envdoctor.model import Hit, Outcome, State
from envdoctor.tally import passes, told

FILE = "lastfailed"
_SCHEMA = 1
_MOST = 20_000
Found = dict[str, list[str]]
"""Absolute path, or "" for the account, -> labels of rules that found something there."""


def recall(folder: str | None) -> Found:
    """What is known; empty if nothing is, or if it cannot be read."""
    kept = read_own(os.path.join(folder, FILE)) if folder else {}
    found = kept.get("found") if kept.get("schema") == _SCHEMA else None
    return found if isinstance(found, dict) else {}


def key(path: str | None) -> str:
    """How a file is called there."""
    return os.path.abspath(path) if path else ""


def label(rule: str, member: str | None) -> str:
    """``STO101[pip-cache]`` or ``TMP101``."""
    return f"{rule}[{member}]" if member else rule


def remember(folder: str | None, hits: Iterable[Hit], outcomes: Sequence[Outcome]) -> None:
    """Keep what was found; what did not run this time stays as it was known."""
    if folder is None:
        return
    before, hit = recall(folder), {one.label for one in hits}
    now: dict[str, set[str]] = {path: set(labels) for path, labels in before.items()}
    keys: dict[str | None, str] = {}
    for outcome in told(outcomes):
        path = keys.get(outcome.path) or keys.setdefault(outcome.path, key(outcome.path))
        name = label(outcome.rule.code, outcome.member)
        if outcome.state is State.FOUND and name in hit:
            now.setdefault(path, set()).add(name)
        elif outcome.state in (State.PASSED, State.FOUND) and path in now:
            now[path].discard(name)
    for one, rules in passes(outcomes).items():
        if (path := key(one)) in now:
            now[path] -= {label(rule.code, member) for rule, member in rules}
    after: Found = {path: sorted(labels) for path, labels in now.items() if labels}
    if after != before and len(after) <= _MOST:
        write_own(os.path.join(folder, FILE), {"schema": _SCHEMA, "found": after})
