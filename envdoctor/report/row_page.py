"""A tool's page: where it writes here, what decides, how it is moved and emptied, and what surprises people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from envdoctor.catalogue.rows import FileLever, Row, VariableLever
from envdoctor.facts.questions import spreads, told
from envdoctor.facts.types import Spot
from envdoctor.i18n import _, msg, render
from envdoctor.report.json_ import SCHEMA, dump_clean
from envdoctor.report.style import Style, wrap

HOLDS = {
    "cache": msg("a cache: what it needs again it fetches or builds again"),
    "data": msg("what cannot be had again, or only at great cost"),
    "mixed": msg("a cache, and beside it what cannot be had again"),
}


LINKS = {
    "needed": msg("the old place must stay as a link: its path is written into files"),
    "avoid": msg("a link in the old place does not do"),
}
"""What to say of a link in the old place, where it does more or less than help."""


def rows_text(rows: Sequence[tuple[Row, Spot | None]], style: Style) -> str:
    """One page for each row, with a blank line between."""
    pages = ["\n".join(_page(row, spot, style)) for row, spot in rows]
    return "\n\n".join(pages) + "\n"


def _page(row: Row, spot: Spot | None, style: Style) -> Iterator[str]:
    yield style.paint(f"{row.id}: {render(row.title)}", "bold")
    yield from wrap(_("It holds {what}.", what=render(HOLDS.get(row.holds, row.holds))), style.width)
    yield from _places(row, spot, style)
    names = dict.fromkeys((*row.variables, *(name for side in row.sides for name in side.variables)))
    if names:
        yield from wrap(_("Variables that decide: {names}", names=", ".join(names)), style.width, "", "  ")
    yield from wrap(_levers(row), style.width, "", "  ")
    if row.keep or row.relocation.how:
        link = LINKS.get(row.relocation.link, "")
        said = "; ".join(render(text) for text in (row.keep, row.relocation.how, link) if text)
        yield from wrap(_("To move what is there: {how}", how=said), style.width, "", "  ")
        for line in row.relocation.commands:
            yield f"    {line.format(old='OLD', new='NEW')}"
    if row.cleaners:
        yield _("To empty it:")
        for cleaner in row.cleaners:
            note = f"   ({render(cleaner.part)})" if cleaner.part else ""
            yield f"    {cleaner.command}{note}"
    if row.pitfalls:
        yield _("Good to know:")
        for pitfall in row.pitfalls:
            yield from wrap(style.said(render(pitfall)), style.width, "  - ", "    ")
    yield from wrap(_("Judged by: {facts}", facts="; ".join(row.facts)), style.width, "", "  ")


def _places(row: Row, spot: Spot | None, style: Style) -> Iterator[str]:
    if spot is None:
        return
    named = [("", spot), *((render(side.title), spot.sides[side.key]) for side in row.sides if side.key in spot.sides)]
    for title, one in named:
        for spread in spreads(one):
            why = ", ".join(told(spread.place.origin)) or _("its default")
            label = f"{title}: " if title else ""
            yield from wrap(f"{label}{style.place(spread.path)}  ({style.said(why)})", style.width, "  ", "    ")


def _levers(row: Row) -> str:
    """What moves it, in words."""
    named = [_("the variable {name}", name=lever.name) for lever in row.levers if isinstance(lever, VariableLever)]
    files = [".".join(lever.key) for lever in row.levers if isinstance(lever, FileLever)]
    parts = [_("{key} in its settings", key=key) for key in files] + named
    return _("What moves it: {parts}", parts=_(", else ").join(parts)) if parts else _("No setting moves it.")


def rows_json(rows: Sequence[tuple[Row, Spot | None]]) -> str:
    """The same as JSON, schema 1."""
    value = [
        {
            "id": row.id,
            "tool": row.tool,
            "title": render(row.title),
            "holds": row.holds,
            "places": {context: place.path for context, place in spot.places.items()} if spot else {},
            "variables": list(row.variables),
            "keep": render(row.keep),
            "moving": {"how": render(row.relocation.how), "commands": list(row.relocation.commands)},
            "cleaners": [cleaner.command for cleaner in row.cleaners],
            "pitfalls": [render(pitfall) for pitfall in row.pitfalls],
            "facts": list(row.facts),
        }
        for row, spot in rows
    ]
    return dump_clean({"schema": SCHEMA, "tools": value})
