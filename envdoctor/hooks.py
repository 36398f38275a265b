"""The pluggy specifications: packs bring rules, facts, catalogue rows, error texts and pages of advice.

The built-in rules are a pack like any other. A pack is a module or object whose functions are marked with
:data:`hookimpl`; an installed distribution names it under the entry point group ``envdoctor``.
"""

from __future__ import annotations

from collections.abc import Iterable

import pluggy

from envdoctor.advice import Page, Symptom
from envdoctor.catalogue.rows import Row
from envdoctor.declare import Fact
from envdoctor.model import Rule

PROJECT = "envdoctor"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def envdoctor_rules() -> Iterable[Rule]:
    """Rules of this pack."""
    return ()


@hookspec
def envdoctor_facts() -> Iterable[Fact]:
    """Facts of this pack; a name may be given once only."""
    return ()


@hookspec
def envdoctor_rows() -> Iterable[Row]:
    """Catalogue rows of this pack; an id may be given once only."""
    return ()


@hookspec
def envdoctor_symptoms() -> Iterable[Symptom]:
    """Error texts of this pack, for ``explain``; an id may be given once only."""
    return ()


@hookspec
def envdoctor_pages() -> Iterable[Page]:
    """Pages of advice of this pack, for ``explain``; a name may be given once only."""
    return ()
