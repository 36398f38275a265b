"""What people ask without a rule in hand: an error text that a tool printed, or a page of commands for this machine.

A :class:`Symptom` is data; :func:`match` finds those a text shows. A :class:`Page` is a generator over facts, labelled
by :func:`page`; the engine gives it its facts as it does for rules, and only ``report`` renders what it yields.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from envdoctor.i18n import Template

LONGEST = 1 << 20
"""Characters of a pasted text that are looked at: its end, where the error stands."""
_APART = 300  # characters that may stand between two pieces of a pattern
_SHORTEST = 5  # characters of a typed fragment that are enough to look for it
_ENOUGH = 0.6  # share of a typed text's words that a symptom must hold
_QUOTES = str.maketrans('\u2018\u2019\u201c\u201d\u00b4`"', "'" * 7)


@dataclass(frozen=True, slots=True)
class Symptom:
    """An error text that tools print, what it means and what to do.

    Attributes:
        id: ``no-space-left``; stable. title: the error, for people.
        patterns: pieces of the text as tools print it; ``*`` stands for up to 300 other characters. Case, quotes,
            colours and line breaks do not matter.
        means: what is wrong, in one to three short sentences.
        steps: what to do, in order. commands: to be run now, to see more.
        rules: codes of the rules that look for the cause.
        facts: where the text and its meaning come from.
    """

    id: str
    title: Template
    patterns: tuple[str, ...]
    means: Template
    steps: tuple[Template, ...] = ()
    commands: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


def plain(text: str) -> str:
    """``text`` as it is compared: without colours, one kind of quote, one space between words, no capitals."""
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text[-LONGEST:])
    return " ".join(text.translate(_QUOTES).casefold().split())


def match(text: str, symptoms: Iterable[Symptom]) -> list[Symptom]:
    """The symptoms that ``text`` shows, the most telling first: a whole message, a piece, or most of its words."""
    wanted, every = plain(text), tuple(symptoms)
    pieces = {one.id: [[plain(part) for part in pattern.split("*")] for pattern in one.patterns] for one in every}
    told = {one.id: [*(part for parts in pieces[one.id] for part in parts), plain(one.title)] for one in every}
    for score, held in ((_whole, pieces), (_piece, pieces), (_words, {key: [parts] for key, parts in told.items()})):
        scored = [(max(score(wanted, parts) for parts in held[one.id]), one) for one in every]
        found = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: -pair[0])
        if found:
            return [one for _score, one in found]
    return []


def _whole(text: str, parts: list[str]) -> float:
    """How much of the pattern stands in the text: all of it or nothing."""
    start = text.find(parts[0])
    while start >= 0:
        at = start + len(parts[0])
        for part in parts[1:]:
            next_ = text.find(part, at, at + _APART + len(part))
            if next_ < 0:
                break
            at = next_ + len(part)
        else:
            return float(sum(map(len, parts)))
        start = text.find(parts[0], start + 1)
    return 0.0


def _piece(text: str, parts: list[str]) -> float:
    """Whether the text is a fragment of the pattern; the less is missing, the better."""
    holder = max((part for part in parts if text in part), key=len, default="")
    return len(text) / len(holder) / len(parts) if len(text) >= _SHORTEST and holder else 0.0


def _words(text: str, parts: list[str]) -> float:
    """The share of the text's words that a symptom holds, for a text that is typed, not pasted."""
    words, known = (set(re.findall(r"[a-z0-9]{3,}", told)) for told in (text[:_APART], " ".join(parts)))
    share = len(words & known) / len(words) if words else 0.0
    return share if share >= _ENOUGH and len(words & known) >= min(2, len(words)) else 0.0


# ---- pages -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence. ``heading``: it stands above what follows."""

    text: Template
    args: Mapping[str, object] = field(default_factory=dict)
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A command line, to be copied as it stands."""

    line: str


Part = Say | Command


@dataclass(frozen=True, slots=True)
class Unknown:
    """Stands in for a fact that cannot be known here, with the reason."""

    why: str


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A page of advice, as :func:`page` makes it; ``needs`` are the facts it names as parameters."""

    name: str
    title: Template
    function: Callable[..., Iterator[Part]]
    needs: tuple[str, ...]


def page(name: str, title: Template) -> Callable[[Callable[..., Iterator[Part]]], Page]:
    """Declare a page of advice over facts.

    A parameter is annotated ``Cards | Unknown``: where the fact is unavailable, the page gets the reason and says how
    to find out.

    Args:
        name: what ``envdoctor explain`` takes: ``offline-pip``.
        title: one line for people.
    """

    def label(function: Callable[..., Iterator[Part]]) -> Page:
        return Page(name, title, function, tuple(inspect.signature(function).parameters))

    return label


def parts(page: Page, value: Callable[[str], Any]) -> list[Part]:
    """What the page says; ``value`` gives a fact by name, or :class:`Unknown`."""
    return list(page.function(**{name: value(name) for name in page.needs}))
