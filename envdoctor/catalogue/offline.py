"""Accounts that are told to stay off the network: what they have is all they can use, so it must stay reachable."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Source
from envdoctor.catalogue.view import View
from envdoctor.errors import EditError, Unavailable
from envdoctor.i18n import _

Switch = Callable[[View, str], str]
"""``(view, context) -> what keeps the tool off the network there``, as text; empty: nothing does."""


def stays_found(view: View, row: str, switch: Switch, places: Sequence[Sequence[Source]]) -> None:
    """Make sure that a move leaves nothing behind that cannot be fetched again.

    Args:
        view: the account as it is.
        row: id of the row that is to move.
        switch: what keeps the tool off the network.
        places: what would move, each with what decides it, highest precedence first.

    Raises:
        EditError: it would, or that can't be told.
        Missing: as :meth:`View.look`.
    """
    try:
        cut = {context: why for context in view.environments if (why := switch(view, context))}
        at = {path: why for context, why in cut.items() for path in _paths(view, context, places)}
    except Unavailable as why:
        text = _("it can't be told whether {row} must work without the network: {why}", row=row, why=why)
        raise EditError(text) from None
    for (path, switched), seen in zip(at.items(), sources.looks(view, list(at)), strict=True):
        if seen.kind == "folder" and seen.holds is not False:
            raise EditError(
                _(
                    "with {switched} what {path} holds cannot be fetched again: copy it and leave a link "
                    "(commands: envdoctor explain {row})",
                    switched=switched,
                    path=path,
                    row=row,
                )
            )


def _paths(view: View, context: str, places: Sequence[Sequence[Source]]) -> list[str]:
    found = (next((place for source in tried if (place := source(view, context))), None) for tried in places)
    return [place.path for place in found if place is not None and place.path is not None]
