"""Questions about the catalogue's variables."""

from __future__ import annotations

from collections.abc import Iterable

from envdoctor.catalogue.rows import Legacy, Row, VariableLever

__all__ = ["BASES", "Legacy", "folder_variables"]

BASES = ("XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")
"""By their standard each names one folder, absolute."""


def folder_variables(rows: Iterable[Row]) -> tuple[str, ...]:
    """Variables of which each names a folder: the standard's, and those that move a place of ``rows``."""
    found = dict.fromkeys(BASES)
    for row in rows:
        found.update(dict.fromkeys(lever.name for lever in row.levers if isinstance(lever, VariableLever)))
        found.update(dict.fromkeys(name for side in row.sides for name in side.variables))
    return tuple(found)
