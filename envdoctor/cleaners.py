"""Which one command of a tool frees enough room on a full disk: measured only when a change was refused for room."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence

from envdoctor.catalogue.rows import Row
from envdoctor.facts.types import Spot
from envdoctor.units import size

BUDGET = 2.0
"""Seconds for measuring in all; what is not counted by then counts as not there."""


def frees_enough(path: str, needed: int, spots: Mapping[str, Spot], rows: Sequence[Row]) -> tuple[str, str] | None:
    """The command and the size (for people) of the smallest cache on the disk of ``path`` that holds ``needed`` bytes.

    Only commands that free what can be fetched again are named. None if no single one is enough.
    """
    device, until = _device(path), time.monotonic() + BUDGET
    found: list[tuple[bool, int, str]] = []
    for row in rows:
        spot = spots.get(row.id)
        command = _emptying(row, spot) if spot is not None and spot.in_use else None
        if command is None or spot is None:
            continue
        folders = {spot.real.get(place.path, place.path) for place in spot.places.values() if place.path}
        held = sum(held_bytes(folder, device, until) for folder in folders)
        if held >= max(needed, 1):
            found.append((spot.absent, held, command))  # a command that can be run as it stands goes first
    if not found:
        return None
    _absent, held, command = min(found)
    return command, size(held)


def _emptying(row: Row, spot: Spot) -> str | None:
    """The command that empties the place, also where the disk has no byte left, and breaks nothing here."""
    fit = (one for one in row.cleaners if one.safe and one.whole and not one.needs_room)
    return next((one.command for one in fit if one.command not in spot.refused), None)


def _device(path: str) -> int:
    while True:
        try:
            return os.stat(path).st_dev
        except OSError:
            if path == (up := os.path.dirname(path)):
                return -1
            path = up


def held_bytes(folder: str, device: int, until: float) -> int:
    """Bytes on ``device`` below ``folder``, each inode once, counted until ``time.monotonic()`` is ``until``."""
    total, seen, todo = 0, set[int](), [folder]
    while todo and time.monotonic() < until:
        try:
            entries = list(os.scandir(todo.pop()))
        except OSError:
            continue
        for entry in entries:
            try:
                info = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            if info.st_dev != device or info.st_ino in seen:
                continue
            seen.add(info.st_ino)
            total += info.st_blocks * 512
            if entry.is_dir(follow_symlinks=False):
                todo.append(entry.path)
    return total
