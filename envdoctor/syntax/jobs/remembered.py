"""Answers that are kept: a dozen rules ask the same of a script, and a batch of scripts is asked in turns."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")
_MOST = 256
"""Answers that are kept of one function: those of a batch of files, a few times over."""
_LETTERS = 1 << 22
"""Of the texts that they are about."""


def remembered(function: Callable[[T], R]) -> Callable[[T], R]:
    """``function`` keeps its answers for the objects that it was asked about; these never change."""
    known: dict[int, tuple[T, R]] = {}

    @wraps(function)
    def asked(about: T) -> R:
        found = known.get(id(about))
        if found is None:
            if len(known) >= _MOST:
                known.clear()
            found = known[id(about)] = about, function(about)  # the object is kept, so that its number stays its own
        return found[1]

    return asked


def remembered_texts(function: Callable[P, R]) -> Callable[P, R]:
    """``function`` keeps its answers for the arguments that it was given, as long as these are no more than that."""
    known: dict[object, R] = {}
    letters = 0

    @wraps(function)
    def asked(*args: P.args, **named: P.kwargs) -> R:
        nonlocal letters
        assert not named, "arguments are given in order, so that the same ones look the same"
        if args not in known:
            letters += sum(len(one) for one in args if isinstance(one, str))
            if len(known) >= _MOST or letters > _LETTERS:
                known.clear()
                letters = 0
            known[args] = function(*args, **named)
        return known[args]

    return asked
