"""What the formats share: lines with their ends, and which values may be written at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from envdoctor.catalogue.parsers import kept
from envdoctor.errors import EditError
from envdoctor.i18n import _

T = TypeVar("T")
P = ParamSpec("P")
MOST = 2000
"""Settings in a file, or items in its lists, that are edited: the libraries that find places take 0.3 ms for each."""
_COMMENT = re.compile(r"^[ \t]*#.*", re.MULTILINE)

MADE = "\0made"
"""``Entry.previous`` where what holds the key was made too; no text file's value begins with NUL."""


THEIRS = "\0theirs"
"""``Entry.previous`` where the value was there before us: nothing of it is ours to take out."""


def remembered(read: Callable[P, T]) -> Callable[P, T]:
    """Read the same text once: an edit is looked at, made, proved and recorded. Nobody may change what comes back."""
    return kept(EditError, 8)(read)


def few(text: str, setting: re.Pattern[str]) -> None:
    """Refuse a text where ``setting``, which finds settings, does so too often; lines of comments do not count.

    Raises:
        EditError: there are too many.
    """
    found = setting.finditer(_COMMENT.sub("", text))
    if sum(1 for _one in found) > MOST:
        raise EditError(_("The file holds more than {n} settings: too many to edit it safely.", n=MOST))


def split(text: str) -> list[str]:
    """The lines of ``text`` with their ends, which must be LF or CRLF.

    Raises:
        EditError: a lone carriage return, which some readers take as a line end and others do not; or a NUL.
    """
    lines = [part + "\n" for part in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    if not lines[-1]:
        lines.pop()
    for number, line in enumerate(lines, 1):
        if "\r" in body(line):
            raise EditError(_("Line {line} holds a lone carriage return; expected LF or CRLF line ends.", line=number))
        if "\0" in line:
            raise EditError(_("Line {line} holds a NUL byte: this is no text file.", line=number))
    return lines


def body(line: str) -> str:
    """``line`` without its line end."""
    if line.endswith("\r\n"):
        return line[:-2]
    return line[:-1] if line.endswith("\n") else line


def ending(text: str) -> str:
    """The line end in use: that of the first line."""
    at = text.find("\n")
    return "\r\n" if at > 0 and text[at - 1] == "\r" else "\n"


def insert(lines: list[str], at: int, new: list[str], end: str) -> str:
    """The text with the lines ``new`` before line index ``at``; a missing last line end stays missing."""
    head, tail = lines[:at], lines[at:]
    added = [line + end for line in new]
    if not tail and head and body(head[-1]) == head[-1]:
        head[-1] += end
        added[-1] = new[-1]
    return "".join(head + added + tail)


def drop(lines: list[str], start: int, stop: int) -> str:
    """The text without the lines ``start:stop``: undoes :func:`insert` exactly."""
    head, tail = lines[:start], lines[stop:]
    if not tail and head and body(lines[stop - 1]) == lines[stop - 1]:
        head[-1] = body(head[-1])
    return "".join(head + tail)


def checked(value: str) -> str:
    """``value``, if a settings file may hold it: an absolute path or http address, without control characters.

    Raises:
        EditError: it is relative, empty, or holds a character that a line or a reader cannot keep.
    """
    if not value.startswith(("/", "https://", "http://")):
        raise EditError(_("{value} is not an absolute path; write it in full, from / on.", value=repr(value)))
    for char in value:
        if ord(char) < 32 or 127 <= ord(char) < 160 or char in "\u2028\u2029\ufeff":
            raise EditError(_("{value} holds a control character or line break.", value=repr(value)))
        if 0xD800 <= ord(char) < 0xE000 or char in "\ufffe\uffff":
            raise EditError(_("{value} is not UTF-8, which settings files need.", value=repr(value)))
    return value


def single(key: tuple[str, ...], parts: int) -> str:
    """The last part of ``key``, which must have ``parts`` parts."""
    if len(key) != parts:
        raise EditError(_("The key {key} does not fit this format.", key=".".join(key)))
    return key[-1]
