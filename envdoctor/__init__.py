"""envdoctor: checks a person's account on shared machines, fixes what it finds, and can undo it.

What a rule or fact needs is here: ``from envdoctor import Finding, Severity, msg, rule``. Names are loaded when they
are first used, so that ``envdoctor --version`` imports nothing else.
"""

from __future__ import annotations

__version__ = "0.1.0"

TYPE_CHECKING = False  # not from typing: --version imports nothing
if TYPE_CHECKING:
    from typing import Any

    from envdoctor.catalogue.rows import Place, Row
    from envdoctor.catalogue.view import Here, View
    from envdoctor.declare import fact, rule
    from envdoctor.errors import OtherFile, Unavailable
    from envdoctor.hooks import hookimpl
    from envdoctor.i18n import msg
    from envdoctor.model import (
        Advise,
        Finding,
        Location,
        MoveData,
        Origin,
        ReplaceSpan,
        RunCleaner,
        Safety,
        SetLocation,
        SetMode,
        SetVariable,
        Severity,
    )
    from envdoctor.units import percent, size

_HOMES = {
    "envdoctor.catalogue.rows": ("Place", "Row"),
    "envdoctor.catalogue.view": ("Here", "View"),
    "envdoctor.declare": ("fact", "rule"),
    "envdoctor.errors": ("OtherFile", "Unavailable"),
    "envdoctor.hooks": ("hookimpl",),
    "envdoctor.i18n": ("msg",),
    "envdoctor.model": (
        "Advise",
        "Finding",
        "Location",
        "MoveData",
        "Origin",
        "ReplaceSpan",
        "RunCleaner",
        "Safety",
        "SetLocation",
        "SetMode",
        "SetVariable",
        "Severity",
    ),
    "envdoctor.units": ("percent", "size"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Advise",
    "Finding",
    "Here",
    "Location",
    "MoveData",
    "Origin",
    "OtherFile",
    "Place",
    "ReplaceSpan",
    "Row",
    "RunCleaner",
    "Safety",
    "SetLocation",
    "SetMode",
    "SetVariable",
    "Severity",
    "Unavailable",
    "View",
    "__version__",
    "fact",
    "hookimpl",
    "msg",
    "percent",
    "rule",
    "size",
]


def __getattr__(name: str) -> Any:
    if name in _HOME_OF:
        from importlib import import_module

        return getattr(import_module(_HOME_OF[name]), name)
    raise AttributeError(f"module 'envdoctor' has no attribute {name!r}")
