"""Findings that a comment in their file silences; see ``envdoctor.syntax.remarks``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from envdoctor.facts.remarks import WORD, Used
from envdoctor.model import Hit, Rule

if TYPE_CHECKING:
    from envdoctor.syntax.remarks import Remark

__all__ = ["ABOUT_COMMENTS", "USED", "WORD", "account", "called", "silenced"]

USED, ABOUT_COMMENTS = "used", "remarks"
"""Facts: which comments silenced something, known to the engine alone; and the comments. Who asks for those runs last,
and is not silenced by them."""


def silenced(hits: Sequence[Hit], remarks: Sequence[Remark]) -> tuple[list[Hit], set[tuple[int, str]]]:
    """The hits that no comment silences, and (offset, name) of the comments that did."""
    left: list[Hit] = []
    used: set[tuple[int, str]] = set()
    for hit in hits:
        found = {(one.start, name) for one in remarks for name in _names(one, hit)}
        used |= found
        if not found:
            left.append(hit)
    return left, used


def _names(remark: Remark, hit: Hit) -> list[str]:
    """The names in ``remark`` that silence ``hit``; "" for a comment that names no rule."""
    from envdoctor.syntax.remarks import WHOLE_FILE

    if remark.target not in (WHOLE_FILE, hit.finding.location.line):
        return []
    if remark.blanket:
        return [""]
    called = (hit.rule.code.lower(), hit.rule.name)
    return [name.text.lower() for name in remark.names if name.text.lower() in called]


def called(rules: Iterable[Rule]) -> frozenset[str]:
    """Codes and names of ``rules``, in lower case."""
    return frozenset(word for rule in rules for word in (rule.code.lower(), rule.name))


def account(used: set[tuple[int, str]], told: Iterable[Rule], every: Iterable[Rule]) -> Used:
    """The value of the fact ``used``."""
    return Used(frozenset(used), called(told), called(every))
