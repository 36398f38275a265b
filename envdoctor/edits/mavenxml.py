"""``~/.m2/settings.xml``: the text of an element right below ``<settings>``, such as ``<localRepository>``.

expat says where elements stand; only that span changes, nothing is written anew. Maven compares names as they are
written (no prefixes), takes spaces off both ends of a value and replaces ``${NAME}``. A document type, an encoding
other than UTF-8, and an element that stands twice are refused.
"""

from __future__ import annotations

import re

from envdoctor.edits import lines as ln
from envdoctor.edits.xmltext import Element, elements
from envdoctor.errors import EditError
from envdoctor.i18n import _
from envdoctor.steps import Entry

_BLANK = " \t\r\n"
_LEAD = re.compile(r"\r?\n[ \t]*\Z")
_FILE = ln.MADE + ":file:"
"""``Entry.previous`` begins so where the file held nothing; the rest is the nothing."""
_ROOT = ln.MADE + ":root:"
"""``Entry.previous`` begins so where ``<settings/>`` was opened; the rest is how it was written."""


def get(text: str, key: tuple[str, ...]) -> str | None:
    """The value of ``key`` (one element name) before ``${NAME}`` is replaced; None where it is absent or empty."""
    found = _find(text, _name(key))[1]
    return (found.text.strip(_BLANK) or None) if found else None


def put(text: str, key: tuple[str, ...], value: str) -> str:
    """The text with the element ``key`` set to ``value``; first below ``<settings>`` where it is new."""
    name = _name(key)
    if "${" in value or value.strip() != value:
        raise EditError(_("Maven would not keep {value} as it is; choose another folder.", value=repr(value)))
    raw = ln.checked(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    element, end = f"<{name}>{raw}</{name}>", ln.ending(text)
    if not text.removeprefix("\ufeff").strip(_BLANK):
        return f"<settings>{end}  {element}{end}</settings>{end}"
    root, found = _find(text, name)
    if found and found.text.strip(_BLANK) == value:
        return text
    after = text[: found.start] + element + text[found.end :] if found else _add(text, root, element)
    if get(after, key) != value:
        raise EditError(_("{name} cannot be set here.", name=name))
    return after


def previous(text: str, key: tuple[str, ...]) -> str | None:
    """Source text of the old element; without it None, or what was made around it."""
    if not text.removeprefix("\ufeff").strip(_BLANK):
        return _FILE + text
    root, found = _find(text, _name(key))
    if found:
        return text[found.start : found.end]
    return _ROOT + text[root.start : root.end] if root.opened == root.end else None


def intact(text: str, entry: Entry) -> bool:
    """Whether the element still has our value, and nothing else in it."""
    found = _find(text, _name(entry.key))[1]
    return found is not None and found.simple and found.text.strip(_BLANK) == entry.ours


def revert(text: str, entry: Entry) -> str:
    """The text with the old element, or without it and whatever was made around it and holds nothing else."""
    root, found = _find(text, _name(entry.key))
    if found is None:
        raise EditError(_("{name} is not there any more.", name=entry.key[0]))
    was = entry.previous
    if was is not None and not was.startswith(ln.MADE):
        return text[: found.start] + was + text[found.end :]
    alone = not (text[root.opened : found.start] + text[found.end : root.closing]).strip(_BLANK)
    if was and alone and was.startswith(_ROOT):
        return text[: root.start] + was.removeprefix(_ROOT) + text[root.end :]
    if was and alone and not (text[: root.start] + text[root.end :]).strip(_BLANK):
        return was.removeprefix(_FILE)
    return _LEAD.sub("", text[: found.start]) + text[found.end :]


def _name(key: tuple[str, ...]) -> str:
    name = ln.single(key, 1)
    if not re.fullmatch(r"[A-Za-z]+", name):
        raise EditError(_("{name} is no name of a Maven setting.", name=repr(name)))
    return name


def _add(text: str, root: Element, element: str) -> str:
    """The text with ``element`` first below ``<settings>``, on a line of its own where the others are."""
    if root.opened == root.end:
        start = text[root.start : root.end].removesuffix("/>").rstrip(_BLANK)
        return text[: root.start] + f"{start}>{element}</settings>" + text[root.end :]
    rest = text[root.opened :]
    first, newline, below = rest[: len(rest) - len(rest.lstrip(_BLANK))].partition("\n")
    if not newline:
        return text[: root.opened] + element + rest
    end = "\r\n" if first.endswith("\r") else "\n"
    indent = below.rpartition("\n")[2] + ("  " if rest.lstrip(_BLANK).startswith("</") else "")
    return text[: root.opened] + end + indent + element + rest


def _find(text: str, name: str) -> tuple[Element, Element | None]:
    """The root, and the one element ``name`` right below it.

    Raises:
        EditError: Maven would refuse the file, or envdoctor does not edit such a one.
    """
    if not text.removeprefix("\ufeff").strip(_BLANK):
        return Element("settings", 0, 0, 0, 0), None
    ln.split(text)
    found = elements(text)
    root, same = found[-1], [one for one in found[:-1] if one.name == name]
    if root.name != "settings":
        raise EditError(_("Maven expects <settings> as the outermost element, not <{name}>.", name=root.name))
    if len(same) > 1:
        line = text.count("\n", 0, same[1].start) + 1
        raise EditError(_("Line {line}: {name} stands here a second time; keep one.", line=line, name=name))
    return root, same[0] if same else None
