"""Many files, several processes: each works on a stretch of them, and what it found comes back in the order of files.

A forked process has all that was loaded and found out before; its result comes through a pipe. A process that dies
loses nothing: its stretch is done here.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, TypeVar

T = TypeVar("T")
_LEAST = 150
"""Files that are worth a process."""
_MOST = 4
"""Processes: other people work on this machine."""


def processes(files: int) -> int:
    """How many processes ``files`` are worth."""
    return max(1, min(len(os.sched_getaffinity(0)), files // _LEAST, _MOST))


def spread(items: Sequence[T], count: int, work: Callable[[Sequence[T]], object], take: Callable[[Any], None]) -> int:
    """Let ``count`` processes ``work`` on stretches of ``items``, and ``take`` the results in their order.

    Args:
        items: what is to be done.
        count: processes, this one among them.
        work: does a stretch; its result is pickled, unless it was made here.
        take: takes a result.

    Returns:
        How many processes died; what they should have done was done here.
    """
    ends = [len(items) * part // count for part in range(count + 1)]
    stretches = [items[start:end] for start, end in pairwise(ends)]
    gc.freeze()  # what is there already is not looked through again, nor copied by the others
    begun = [_begin(stretch, work) for stretch in stretches[1:]]
    lost = 0
    try:
        take(work(stretches[0]))
        for number, stretch in enumerate(stretches[1:]):
            pid, pipe = begun[number]
            made = _result(pipe)
            begun[number] = (0, -1)
            if pid:
                os.waitpid(pid, 0)
            lost += made is None
            take(work(stretch) if made is None else made[0])
    finally:
        _end(begun)
    return lost


def _begin(stretch: Sequence[T], work: Callable[[Sequence[T]], object]) -> tuple[int, int]:
    """Start a process; its number and the pipe its result comes through. (0, -1) if there can be none."""
    import pickle

    source, drain = os.pipe()
    try:
        pid = os.fork()
    except OSError:  # too many processes
        os.close(source)
        os.close(drain)
        return 0, -1
    if pid:
        os.close(drain)
        return pid, source
    try:
        data = memoryview(pickle.dumps((work(stretch),), pickle.HIGHEST_PROTOCOL))
        while data:
            data = data[os.write(drain, data) :]
    finally:
        os._exit(0)  # whatever happened: the rest of the program is not for this process


def _result(pipe: int) -> tuple[Any] | None:
    """What a process sent; None if it died before it was done."""
    import pickle

    if pipe < 0:
        return None
    with open(pipe, "rb") as file:
        data = file.read()
    try:
        made = pickle.loads(data)  # noqa: S301 - our own process made it
    except (EOFError, pickle.UnpicklingError):
        return None
    return made if isinstance(made, tuple) else None


def _end(begun: Sequence[tuple[int, int]]) -> None:
    """End processes whose results are not wanted any more, because something broke here."""
    import signal

    for pid, pipe in begun:
        if pid:
            os.close(pipe)
            os.kill(pid, signal.SIGTERM)
            os.waitpid(pid, 0)
