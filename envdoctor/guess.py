"""What somebody probably meant by a word that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable

from envdoctor.i18n import _

LIKE = 0.6
"""Share of letters in common from which a guess helps; below it sends people the wrong way."""


def near(word: str, known: Iterable[str]) -> str:
    """``; did you mean X?`` for what of ``known`` begins so or is most like it, in either case; else nothing."""
    from difflib import get_close_matches

    names = {name.lower(): name for name in reversed(list(known))}
    low = word.lower()
    begun = [name for name in reversed(names) if len(low) > 2 and name.startswith(low)]
    found = begun or get_close_matches(low, names, 1, LIKE)
    return _("; did you mean {name}?", name=names[found[0]]) if found else ""
