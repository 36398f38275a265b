"""Queue profiles: does a script that asks for one thing ask for what goes with it? Pure questions over values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from envdoctor.catalogue.site import QUEUES, Profile
from envdoctor.syntax.jobs.values import Span
from envdoctor.syntax.specs.keys import RESOURCE_KEYS

PICKER = "picker"
"""As a wanted value: the site's own program must have picked it."""
TOKEN = re.compile(r"[{}<>$`]|@\w+@|%%")
"""A value with one of these is filled in by a template or by the shell."""


class Held(NamedTuple):
    """What a script says under a name. ``span`` None: nowhere to point at. ``sure``: no template stands in it."""

    text: str
    span: Span | None = None
    sure: bool = True
    value: object = None


class Miss(NamedTuple):
    """One name that is not as a profile wants it; ``held`` None: it is absent."""

    name: str
    wanted: object
    held: Held | None


class Judged(NamedTuple):
    """A profile that a script falls under, and what it lacks of it.

    Attributes:
        anchor: the text that makes it fall under the profile.
        swap: the one thing that keeps it out of another profile, which it fits in all else; ``other`` is that one. With
            a single miss it cannot be told which of the two is the slip.
    """

    profile: Profile
    anchor: Held
    misses: tuple[Miss, ...]
    swap: Miss | None = None
    other: Profile | None = None


Look = Callable[[str], "Held | None"]


def about_json(profile: Profile) -> bool:
    """True if the profile is about DPDispatcher's ``resources``: it names one of their keys."""
    return any(name.partition(".")[0] in RESOURCE_KEYS for name in (*profile.when, *profile.require))


def judged(profiles: Sequence[Profile], look: Look) -> list[Judged]:
    """The profiles that apply, each with what is missing.

    Args:
        profiles: all of them of one kind.
        look: a name -> what the script says under it, or None.
    """
    found = []
    for profile in profiles:
        if _misses(profile.when, look):
            continue
        anchor = _anchor(profile, look)
        misses = tuple(_misses(profile.require, look))
        swap, other = (None, None) if _only_unpicked(misses) else _swap(profile, profiles, look)
        if anchor is not None:
            found.append(Judged(profile, anchor, misses, swap, other))
    return found


def _misses(wanted: Mapping[str, object], look: Look) -> list[Miss]:
    return [Miss(name, value, held) for name, value in wanted.items() if not fits(held := look(name), value)]


def _only_unpicked(misses: Sequence[Miss]) -> bool:
    """Nothing is missing, or only the call of the picker: then the kind of card is as it was meant."""
    return not misses or (len(misses) == 1 and misses[0].wanted == PICKER)


def _anchor(profile: Profile, look: Look) -> Held | None:
    """What to point at: the condition that says most, so not the queue if there is another."""
    named = sorted(profile.when, key=lambda name: name in QUEUES)
    return next((held for name in named if (held := look(name)) is not None and held.span is not None), None)


def _swap(profile: Profile, profiles: Sequence[Profile], look: Look) -> tuple[Miss | None, Profile | None]:
    for other in profiles:
        if other is profile or set(other.when) != set(profile.when):
            continue
        misses = _misses(other.when, look) + _misses(other.require, look)
        if len(misses) == 1 and misses[0].name in other.when and misses[0].held is not None:
            return misses[0], other
    return None, None


def fits(held: Held | None, wanted: object) -> bool:
    """Whether what stands there is one of the wanted values; what a template fills in is not judged."""
    if isinstance(wanted, tuple):
        return any(fits(held, one) for one in wanted)
    if held is None or wanted is None:
        return held is None and wanted is None
    if not held.sure or held.text == PICKER == wanted:
        return True
    if isinstance(held.value, frozenset):
        return wanted in held.value
    if held.value is not None:
        return type(held.value) is type(wanted) and held.value == wanted
    return _same(held.text.strip().lower(), wanted)


def _same(text: str, wanted: object) -> bool:
    if isinstance(wanted, bool):
        return text in (("true", "yes") if wanted else ("false", "no"))
    if isinstance(wanted, int):
        return text.isascii() and text.isdigit() and len(text) < 12 and int(text) == wanted
    return text == str(wanted).lower()


def spelled(wanted: object) -> str:
    """A wanted value as it is written in a script."""
    if isinstance(wanted, tuple):
        return " or ".join(spelled(one) for one in wanted if one is not None)
    return str(wanted).lower() if isinstance(wanted, bool) else str(wanted)
