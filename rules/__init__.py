"""The built-in rules: a pack like anyone's, a folder a domain, a file a rule."""

from __future__ import annotations

from collections.abc import Iterable

from envdoctor import hookimpl
from envdoctor.advice import Page, Symptom
from envdoctor.catalogue.rows import Row
from envdoctor.collect import values_in
from envdoctor.model import Rule


@hookimpl
def envdoctor_rules() -> Iterable[Rule]:
    """Every rule of every domain folder."""
    return values_in(__name__, Rule, skip=("catalogue", "symptoms", "advice"))


@hookimpl
def envdoctor_rows() -> Iterable[Row]:
    """Every row of ``catalogue/``."""
    return values_in(f"{__name__}.catalogue", Row)


@hookimpl
def envdoctor_symptoms() -> Iterable[Symptom]:
    """Every error text of ``symptoms/``."""
    return values_in(f"{__name__}.symptoms", Symptom)


@hookimpl
def envdoctor_pages() -> Iterable[Page]:
    """Every page of ``advice/``."""
    return values_in(f"{__name__}.advice", Page)
