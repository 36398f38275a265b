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
    if not remarks:
        return list(hits), set()
    from envdoctor.syntax.remarks import WHOLE_FILE

    left: list[Hit] = []
    used: set[tuple[int, str]] = set()
    aimed: dict[int | None, list[Remark]] = {}
    for remark in remarks:
        aimed.setdefault(remark.target, []).append(remark)
    whole = aimed.pop(WHOLE_FILE, [])
    for hit in hits:
        near = aimed.get(hit.finding.location.line, [])
        found = {(one.start, name) for some in (whole, near) for one in some for name in _names(one, hit)}
        used |= found
        if not found:
            left.append(hit)
    return left, used


def _names(remark: Remark, hit: Hit) -> list[str]:
    """The names in ``remark``, which is about its line, that silence ``hit``; "" for a comment that names no rule."""
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
