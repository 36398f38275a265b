"""The built-in pack's hooks for what only ``explain`` asks for; ``envdoctor.builtin`` finds its rules and rows."""

from __future__ import annotations

from collections.abc import Iterable

from envdoctor import hookimpl
from envdoctor.advice import Page, Symptom
from envdoctor.builtin import RULES, values_in


@hookimpl
def envdoctor_symptoms() -> Iterable[Symptom]:
    """Every error text of ``symptoms/``."""
    return values_in(f"{RULES}.symptoms", Symptom)


@hookimpl
def envdoctor_pages() -> Iterable[Page]:
    """Every page of ``advice/``."""
    return values_in(f"{RULES}.advice", Page)
