"""Edits of one file's text, a module a format: pure, idempotent, and only the place that was asked for.

A text is ``bytes.decode("utf-8", "surrogateescape")`` with its own line ends. ``put`` changes one key; ``entry``
remembers what stood there, so that ``revert`` gives back the text byte for byte, or takes out only our key where the
rest changed. What cannot be done without guessing is an ``EditError`` that names the line, never the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from envdoctor.edits.lines import THEIRS
from envdoctor.errors import EditError
from envdoctor.i18n import _
from envdoctor.steps import Entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    Value = str | tuple[str, ...] | None

FORMATS = (
    "ini",
    "yaml",
    "toml",
    "npmrc",
    "jsonkey",
    "goenv",
    "renviron",
    "ccacheconf",
    "yarnrc",
    "yamlkey",
    "mavenxml",
    "block",
    "own",
    "span",
)
"""Names of the formats: modules of this package."""

LIMIT = 64 * 1024
"""Longest settings file that is read, in characters; start-up files may have any length."""


class _Format(Protocol):
    """What every module of this package offers."""

    def get(self, text: str, key: tuple[str, ...], /) -> Value: ...

    def put(self, text: str, key: tuple[str, ...], value: str, /) -> str: ...

    def previous(self, text: str, key: tuple[str, ...], /) -> str | None: ...

    def intact(self, text: str, entry: Entry) -> bool: ...

    def revert(self, text: str, entry: Entry) -> str: ...


def get(kind: str, text: str, key: Sequence[str]) -> Value:
    """The value at ``key`` as the file's own reader takes it, None where it is absent.

    Raises:
        EditError: the file's own reader would refuse the text.
    """
    return _module(kind, text).get(text, tuple(key))


def put(kind: str, text: str, key: Sequence[str], value: str) -> str:
    """The text with ``value`` at ``key``: set for a scalar, first in the list for ``yaml``; the same text if it is so.

    Raises:
        EditError: the text cannot be edited without guessing, or the format cannot hold the value.
    """
    return _module(kind, text).put(text, tuple(key), value)


def entry(kind: str, before: str, key: Sequence[str], value: str) -> Entry:
    """What undo needs to take ``put(kind, before, key, value)`` back; revert the entries of a file newest first.

    ``previous`` is the source text of the old value, None where there was none; where ``put`` also makes what holds the
    key (a section, a list), it says so in a form that only this package reads.
    """
    path = tuple(key)
    if put(kind, before, path, value) == before:
        return Entry(kind, path, value, THEIRS)
    return Entry(kind, path, value, _module(kind, before).previous(before, path))


def intact(text: str, entry: Entry) -> bool:
    """Whether what ``entry`` put there still stands as it was put; False for a text nobody can read."""
    try:
        return _module(entry.format, text).intact(text, entry)
    except EditError:
        return False


def revert(text: str, entry: Entry) -> str:
    """The text without what ``entry`` put there, which may be nothing; everything else stays.

    Raises:
        EditError: somebody changed or removed it since.
    """
    if entry.previous == THEIRS:
        return text
    if not _module(entry.format, text).intact(text, entry):
        name = ".".join(entry.key) or _("our block")
        raise EditError(_("{name} was changed since envdoctor set it, so it stays as it is.", name=name))
    return _module(entry.format, text).revert(text, entry)


def _module(kind: str, text: str) -> _Format:
    """The module of format ``kind``, imported when first used."""
    from importlib import import_module

    if kind not in FORMATS:
        raise EditError(_("No format is called {name}; there are {all}.", name=kind, all=", ".join(FORMATS)))
    if len(text) > LIMIT and kind not in ("block", "own", "span"):
        raise EditError(_("The file is longer than {n} KiB: too long for a settings file.", n=LIMIT // 1024))
    return cast("_Format", import_module(f"envdoctor.edits.{kind}"))
