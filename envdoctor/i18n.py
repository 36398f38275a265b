"""Message templates. English is the source language and imports nothing more.

A template is plain text with ``{name}`` places. Findings carry template and arguments; only ``report`` renders, so a
language costs nothing until a line is printed. A catalogue of another language maps templates to templates.
"""

from __future__ import annotations

from collections.abc import Mapping

_catalogue: Mapping[str, str] = {}


class Template(str):
    """A user-facing text with ``{name}`` places; a marker type so that bare strings are not rendered by accident."""

    __slots__ = ()


def msg(template: str) -> Template:
    """Mark ``template`` as user-facing."""
    return Template(template)


def use(catalogue: Mapping[str, str]) -> None:
    """Render through ``catalogue`` (English template -> template in another language) from now on."""
    global _catalogue
    _catalogue = catalogue


def render(template: str, args: Mapping[str, object] | None = None) -> str:
    """Fill ``template`` in the language in use; a place without an argument stays as it is written."""
    text = _catalogue.get(template, template)
    if not args:
        return text
    for name, value in args.items():
        told = _catalogue.get(value, value) if isinstance(value, Template) else str(value)
        text = text.replace("{" + name + "}", told.replace("{", "\0"))
    return text.replace("\0", "{")


def _(template: str, /, **args: object) -> str:
    """Mark and render at once, for the texts of the commands themselves."""
    return render(template, args)


def plural(count: int, one: str, many: str, /, **args: object) -> str:
    """Render ``one`` or ``many`` by ``count`` (available as ``{n}``)."""
    return render(one if count == 1 else many, {"n": count, **args})
