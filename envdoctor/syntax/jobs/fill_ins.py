"""Places in a directive's value that somebody or something fills in before the script is submitted."""

from __future__ import annotations

from envdoctor.late import pattern

_TEMPLATE = r"\{[^{}\n]*\}|<\w[^<>\n]*>|<%|@[A-Za-z_]\w*@|%%[A-Za-z_]\w*%%|#+\w+#+|!?TBG_|X{3}\w+X{3}|\bYOUR_"
_UNKNOWN = pattern(rf"\$[\w{{(@*#?]|`|{_TEMPLATE}")
_TEMPLATED = pattern(_TEMPLATE)


def unknown(value: str) -> bool:
    """Whether a value holds something that is filled in before anybody submits it, or that the shell would expand."""
    return _UNKNOWN.search(value) is not None


def holds_place(piece: str) -> bool:
    """Whether a line holds a place that is filled in before anybody submits it; such places may hold spaces."""
    return _TEMPLATED.search(piece) is not None
