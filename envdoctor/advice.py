"""What people ask without a rule in hand: an error text that a tool printed, or a page of commands for this machine.

A :class:`Symptom` is data; :func:`match` finds those a text shows. A :class:`Page` is a generator over facts, labelled
by :func:`page`; the engine gives it its facts as it does for rules, and only ``report`` renders what it yields.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from envdoctor.i18n import Template
from envdoctor.light import dataclass, field

LONGEST = 1 << 20
"""Characters of a pasted text that are looked at: its end, where the error stands."""
_APART = 300  # characters that may stand between two pieces of a pattern
_SHORTEST = 3  # characters of a word that tells something
_TYPED = 300  # characters of a text that may have been typed, not pasted
_FEWEST = 3  # words of a text that is compared by its words
_ENOUGH = 0.6  # share of a typed text's telling words that a symptom must hold
_GUESSES = 3  # symptoms that are named on the strength of shared words
_COLOURS = r"(?:\x1b|\^\[|\\(?:033|e|x1b))(?:\[[0-?]*[ -/]*[@-~]|[()][0-9A-Za-z])|\[[0-9;]{1,12}m"
"""Terminal sequences, also as ``cat -v`` and ``echo`` spell them, and what is left of colours without their Escape."""
COMMON = frozenset(
    """
    again and any are been being but can cannot code command could create data denied device did directory does err
    errno error exception exist exists exit exited fail failed failure fatal file folder for found from get has have
    home import install installed invalid its line made make missing module name not only open operation option out
    package packages path permission problem process program python run set status such system than that the this too
    traceback trying unable unknown usage use used user using value version warning was what when where while with
    write your you
    """.split()
)
"""Words that many errors share, so that they tell nothing by themselves."""
_QUOTES = str.maketrans('\u2018\u2019\u201c\u201d\u00b4`"', "'" * 7)


@dataclass(frozen=True, slots=True)
class Symptom:
    """An error text that tools print, what it means and what to do.

    Attributes:
        id: ``no-space-left``; stable. title: the error, for people.
        patterns: pieces of the text as tools print it, in whole words; ``*`` stands for up to 300 other characters,
            ``<path>`` for such without space and quote, a last ``$`` for the text's end. Case, quotes, colours and
            line breaks do not matter.
        means: what is wrong, in one to three short sentences.
        steps: what to do, in order. commands: to be run now, to see more.
        rules: codes of the rules that look for the cause.
        facts: where the text and its meaning come from.
        general: it is preferred to others that fit as well. last: it is printed after the error itself, so every
            other symptom of the text is told before it.
    """

    id: str
    title: Template
    patterns: tuple[str, ...]
    means: Template
    steps: tuple[Template, ...] = ()
    commands: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    general: bool = False
    last: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The symptoms of a text, the most telling first. ``certain``: the text, or a piece of it, stands there."""

    symptoms: tuple[Symptom, ...] = ()
    certain: bool = True


def plain(text: str) -> str:
    """``text`` as it is compared: without colours, one kind of quote, one space between words, no capitals."""
    text = re.sub(_COLOURS, "", text[-LONGEST:])
    return " ".join(text.translate(_QUOTES).casefold().split())


def match(text: str, symptoms: Iterable[Symptom]) -> Found:
    """What ``text`` shows: a whole message, else a piece of one, else (not certain) most words of one."""
    wanted, every = plain(text), tuple(symptoms)
    ways: tuple[Callable[[str, Symptom], float], ...] = (_whole, _fragment)
    typed = len(text.strip().splitlines()) == 1 and len(wanted) <= _TYPED
    for way in (*ways, _words) if typed else ways:
        scored = [(way(wanted, one), one) for one in every]
        found = sorted((pair for pair in scored if pair[0] > 0), key=_order)
        if found:
            told = tuple(one for _score, one in found)
            return Found(told[:_GUESSES], certain=False) if way is _words else Found(told)
    return Found()


def _order(pair: tuple[float, Symptom]) -> tuple[bool, float, bool]:
    score, symptom = pair
    return symptom.last, -score, not symptom.general


def _whole(text: str, symptom: Symptom) -> float:
    """The length of the symptom's longest pattern that stands in the text."""
    return max((_stands(text, plain(pattern)) for pattern in symptom.patterns), default=0.0)


def _stands(text: str, pattern: str) -> float:
    """How much of the pattern stands in the text: all of it or nothing."""
    first, *rest = re.split(r"(\*|<path>|\$$)", pattern)
    pieces = list(zip(rest[::2], rest[1::2], strict=True))
    start = _find(text, first, 0, len(text), open_end=_open(rest, first))
    while start >= 0:
        if _follow(text, start + len(first.strip()), pieces):
            return float(len(first) + sum(len(piece) for _sign, piece in pieces))
        start = _find(text, first, start + 1, len(text), open_end=_open(rest, first))
    return 0.0


def _open(signs: list[str], piece: str) -> bool:
    """Whether any character may follow the piece: a sign stands right behind it."""
    return bool(signs) and signs[0] != "$" and not piece.endswith(" ")


def _follow(text: str, at: int, pieces: list[tuple[str, str]]) -> bool:
    """Whether the pieces stand behind ``at``, each near enough to the one before."""
    for number, (sign, piece) in enumerate(pieces):
        if sign == "$":
            return at == len(text)
        behind = [pieces[number + 1][0]] if number + 1 < len(pieces) else []
        end = at + _APART + len(piece)
        next_ = _find(text, piece, at, end, open_start=not piece.startswith(" "), open_end=_open(behind, piece))
        if next_ < 0 or (sign == "<path>" and set(text[at:next_].strip()) & {" ", "'"}):
            return False
        at = next_ + len(piece.strip())
    return True


def _find(text: str, piece: str, at: int, end: int, *, open_start: bool = False, open_end: bool = False) -> int:
    """Where ``piece`` stands, as whole words at its closed edges; -1: nowhere. An edge that is no letter is open."""
    piece = piece.strip()
    start = text.find(piece, at, end)
    while start >= 0 and piece:
        stop = start + len(piece)
        before = open_start or not piece[0].isalnum() or not _wordy(text[start - 1 : start])
        if before and (open_end or not piece[-1].isalnum() or not _wordy(text[stop : stop + 1])):
            return start
        start = text.find(piece, start + 1, end)
    return start


def _wordy(char: str) -> bool:
    return char.isalnum() or char == "_"


def _fragment(text: str, symptom: Symptom) -> float:
    """Whether the text is a telling fragment of a pattern, in whole words; the less is missing, the better."""
    if len(text) > _TYPED:
        return 0.0
    words = re.findall(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*", text)
    telling = {word for word in words if len(word) >= _SHORTEST and word not in COMMON}
    if len(telling) < min(2, len(words)) or not telling:
        return 0.0
    within = re.compile(rf"(?<![a-z0-9]){re.escape(text)}(?![a-z0-9])")
    scores = [0.0]
    for pattern in symptom.patterns:
        parts = re.split(r"\*|<path>", plain(pattern))
        scores += [len(text) / len(part) / len(parts) for part in parts if within.search(part)]
    return max(scores)


def _words(text: str, symptom: Symptom) -> float:
    """The share of the text's telling words that a symptom holds, for a text that is typed, not pasted."""
    if len(re.findall(r"[a-z0-9]+", text)) < _FEWEST:
        return 0.0
    held = " ".join((plain(symptom.title), *map(plain, symptom.patterns)))
    words, known = (set(re.findall(r"[a-z0-9]{3,}", told)) - COMMON for told in (text, held))
    share = len(words & known) / len(words) if words else 0.0
    return share if share >= _ENOUGH and len(words & known) >= 2 else 0.0


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
