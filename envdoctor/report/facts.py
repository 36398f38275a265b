"""Facts, whatever they are: frozen dataclasses as aligned lines or as JSON. Values that may be secrets stay hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields

from envdoctor.errors import Unavailable
from envdoctor.facts.types import Locations
from envdoctor.i18n import _
from envdoctor.light import replace
from envdoctor.model import Origin
from envdoctor.report.clean import Cleaner, valid
from envdoctor.report.json_ import SCHEMA, dump
from envdoctor.report.style import Style, cells, pad, tilde, wrap
from envdoctor.units import size

_SIZES = ("total", "free", "size", "bytes")
"""Fields that hold bytes, shown as sizes in text; JSON has the number."""


def origin_text(origin: Origin, home: str) -> str:
    """Where a value comes from: ``PIP_CACHE_DIR (~/.bashrc:12)``, ``~/.config/pip/pip.conf:2`` or ``default``."""
    where = origin.kind
    if origin.path is not None:
        where = tilde(origin.path, home) + (f":{origin.line}" if origin.line is not None else "")
        where = f"{where}, planned" if origin.kind == "planned" else where
    return f"{origin.variable} ({where})" if origin.variable else where


def places(locations: Locations, home: str, *, all_tools: bool = False) -> Iterator[dict[str, object]]:
    """One row a tool and context; ``path`` is None where the tool writes nothing or where it can't be told."""
    for row, spot in locations.spots.items():
        if not spot.in_use and not all_tools:
            continue
        for context, place in spot.places.items():
            origin = origin_text(place.origin, home)
            if place.path is None and place.note:
                origin = f"{origin}: {place.note}"
            yield {"tool": row, "context": context, "path": place.path, "origin": origin, "in_use": spot.in_use}
        for context, reason in spot.unknown.items():
            yield {"tool": row, "context": context, "path": None, "origin": reason, "in_use": spot.in_use}


def facts_json(
    facts: Mapping[str, object], names: tuple[str, ...], home: str, cleaner: Cleaner, *, all_tools: bool = False
) -> str:
    """Facts as JSON, schema 1. ``locations`` asked for alone has a flat form of its own."""
    only = facts.get("locations") if names == ("locations",) else None
    if isinstance(only, Locations):
        value: object = {"schema": SCHEMA, "locations": list(places(only, home, all_tools=all_tools))}
    else:
        value = {"schema": SCHEMA, "facts": {name: _json(fact) for name, fact in facts.items()}}
    cleaned = replace(cleaner, sizes=True).value(value)
    assert isinstance(cleaned, dict)
    return dump(cleaned)


def names_text(facts: Mapping[str, str], style: Style) -> str:
    """The names of all facts, each with a line that says what it is."""
    width = max(map(cells, facts), default=0)
    lines = []
    for name, summary in facts.items():
        lines += wrap(f"{pad(name, width)}  {style.show(summary)}", style.width, hang=" " * (width + 2))
    lines += ["", _("One of them: envdoctor facts NAME   All: envdoctor facts --format json")]
    lines.append(_("What a scheduler reads in a job script: envdoctor facts script FILE"))
    return "\n".join(lines) + "\n"


def _json(fact: object) -> object:
    return {"unavailable": str(fact)} if isinstance(fact, Unavailable) else fact


def facts_text(facts: Mapping[str, object], style: Style, *, all_tools: bool = False) -> str:
    """Facts as aligned lines, one block a fact."""
    blocks = []
    for name, fact in facts.items():
        lines = [style.paint(name, "bold")]
        if isinstance(fact, Unavailable):
            lines.append("  " + _("cannot be told: {reason}", reason=style.show(str(fact))))
        elif isinstance(fact, Locations):
            lines += _places(fact, style, all_tools)
        else:
            lines += _lines(_shorten(replace(style.cleaner, sizes=True).value(fact), style.home), style, 1)
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _places(locations: Locations, style: Style, all_tools: bool) -> Iterator[str]:
    groups: dict[tuple[str, str, str], list[str]] = {}
    for row in places(locations, style.home, all_tools=all_tools):
        path = "-" if row["path"] is None else style.place(str(row["path"]))
        groups.setdefault((str(row["tool"]), path, style.show(str(row["origin"]))), []).append(str(row["context"]))
    tools = max((cells(tool) for tool, _path, _origin in groups), default=0)
    paths = max((cells(path) for _tool, path, _origin in groups), default=0)
    single = {tool for tool, _path, _origin in groups if sum(other[0] == tool for other in groups) == 1}
    for (tool, path, origin), contexts in groups.items():
        where = _("everywhere") if tool in single else ", ".join(contexts)
        yield f"  {pad(tool, tools)}  {pad(path, paths)}  {origin}  [{where}]"


_ORIGIN = {field.name for field in fields(Origin)}


def _shorten(value: object, home: str) -> object:
    """Origins and variables as one text each; everything else as it is."""
    if isinstance(value, list):
        return [_shorten(item, home) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == _ORIGIN:
        return origin_text(Origin(**value), home)
    short = {name: _shorten(item, home) for name, item in value.items()}
    if set(short) == {"value", "origin"}:
        told = _("(not known)") if short["value"] is None else short["value"]
        return f"{told}  ({short['origin']})"
    return short


def _lines(value: object, style: Style, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if isinstance(value, dict):
        plain = [name for name, item in value.items() if not _nested(item)]
        width = max((cells(style.show(name)) for name in plain), default=0)
        for name, item in value.items():
            shown = style.show(name)
            if _nested(item):
                yield f"{indent}{shown}"
                yield from _lines(item, style, depth + 1)
            else:
                said = size(item) if name in _SIZES and isinstance(item, int) else _scalar(item, style)
                yield f"{indent}{pad(shown, width)}  {said}".rstrip()
    elif isinstance(value, list) and _nested(value):
        for item in value:
            inner = [line[len(indent) + 2 :] for line in _lines(item, style, depth + 1)]
            yield from (f"{indent}{'- ' if number == 0 else '  '}{line}" for number, line in enumerate(inner))
    else:
        yield f"{indent}{_scalar(value, style)}"


def _nested(value: object) -> bool:
    if isinstance(value, list):
        return any(isinstance(item, (dict, list)) for item in value)
    return isinstance(value, dict) and bool(value)


def _scalar(value: object, style: Style) -> str:
    if isinstance(value, list):
        return ", ".join(_scalar(item, style) for item in value) or "-"
    if value is None or value == {} or value == "":
        return "-"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return style.place(valid(value)) if isinstance(value, str) else style.show(str(value))
