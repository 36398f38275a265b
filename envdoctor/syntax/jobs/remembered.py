"""The last answer of a function: a dozen rules ask the same thing of the same script, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def remembered(function: Callable[[T], R]) -> Callable[[T], R]:
    """``function`` keeps its answer for the object that it was asked about last; that object never changes."""
    last: list[tuple[T, R]] = []

    @wraps(function)
    def asked(about: T) -> R:
        if not last or last[0][0] is not about:
            last[:] = [(about, function(about))]
        return last[0][1]

    return asked
