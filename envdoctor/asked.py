"""What ``explain`` answers: the page of a rule, what an error text means, or advice for this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from envdoctor.advice import Page, Unknown, match, parts
from envdoctor.collect import collect_advice
from envdoctor.errors import FactCrashed, Unavailable, UsageError
from envdoctor.facts.types import Locations
from envdoctor.i18n import _
from envdoctor.looking import find_rule, rules
from envdoctor.report import advice as shown
from envdoctor.report.page import page_json, page_text
from envdoctor.session import Request, Session, opened

if TYPE_CHECKING:
    from envdoctor.report.style import Style


def answer(request: Request, what: str | None, style: Style, *, pasted: bool, json: bool) -> str:
    """The answer to ``what``; None asks what can be asked. ``pasted``: it is a text, never a name.

    Raises:
        UsageError: nothing is known of it.
    """
    symptoms, pages = collect_advice()
    if what is None:
        return shown.contents_json(pages, symptoms) if json else shown.contents_text(pages, symptoms, style)
    for page in pages:
        if what.strip().lower() == page.name and not pasted:
            return _page(request, page, style, json=json)
    if not pasted and (shown_rows := _rows(request, what, style, json=json)):
        return shown_rows
    if not pasted and _is_name(what):
        try:
            rule = find_rule(request, what)
        except UsageError:
            if not match(what, symptoms).symptoms:
                raise
        else:
            return page_json(rule) if json else page_text(rule, style)
    found = match(what, symptoms)
    if not found.symptoms:
        raise UsageError(
            _(
                "no known error text was found in that. Give the line of the error itself, in quotes; what is known is "
                "listed by: envdoctor explain"
            )
        )
    every = rules(request)
    return shown.symptoms_json(found, every) if json else shown.symptoms_text(found, every, style)


def _is_name(what: str) -> bool:
    """One word: the code or the name of a rule, or nearly so."""
    return len(what.split()) == 1 and "/" not in what


def _rows(request: Request, what: str, style: Style, *, json: bool) -> str:
    """The pages of the catalogue's rows called ``what``, by id or tool; empty: there are none."""
    from envdoctor.report.row_page import rows_json, rows_text

    wanted = what.strip().lower()
    with opened(request) as session:
        rows = [row for row in session.rows if wanted == row.id] or [
            row for row in session.rows if wanted == row.tool.lower()
        ]
        if not rows:
            return ""
        known = _value(session, "locations")
        spots = known.spots if isinstance(known, Locations) else {}
        found = [(row, spots.get(row.id)) for row in rows]
    return rows_json(found) if json else rows_text(found, style)


def _page(request: Request, page: Page, style: Style, *, json: bool) -> str:
    with opened(request) as session:
        session.resolver.start(need for need in page.needs if need in session.collection.facts)
        said = parts(page, lambda name: _value(session, name))
    return shown.advice_json(page, said) if json else shown.advice_text(page, said, style)


def _value(session: Session, name: str) -> object:
    try:
        return session.fact(name)
    except (Unavailable, FactCrashed) as why:
        return Unknown(str(why))
