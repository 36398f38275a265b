"""A value for DPDispatcher is of a type that it refuses.

## Why is this bad?
DPDispatcher checks the types of what it knows and stops: `"gpu_per_node": "1"` is a text, not a number,
`"custom_flags": "#SBATCH .."` is one text where a list is expected. The message comes only when the run starts.

## What to do
Write numbers without quotes, lists in `[...]`, and leave a key out where it has no value: `null` is refused in most
places.

## Fix safety
Safe: a whole number in quotes loses its quotes. All else is shown only.

## References
- DPDispatcher's documentation: "Resources parameters", "Machine parameters": the type of each key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, ReplaceSpan, Safety, Severity, msg, rule
from envdoctor.facts.specs import Dispatch, Part
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at, swap
from envdoctor.syntax.specs.keys import fits, known
from envdoctor.syntax.specs.values import NULL, STRING, Node

WORDS = {
    "int": msg("a whole number"),
    "float": msg("a number"),
    "int|float": msg("a number"),
    "str": msg("a text in quotes"),
    "str|null": msg("a text in quotes"),
    "list": msg("a list of texts"),
    "dict": msg("an object in braces"),
}
WHOLE = re.compile(r"[0-9]{1,9}\Z")
TOKEN = re.compile(r"[<{$%@]")


def _blank(part: Part) -> bool:
    """A form to be filled in: several values are null."""
    return sum(field.value.kind == NULL for field in part.node.fields.values()) > 2


def _wrong(part: Part, batch: str, template: bool) -> Iterator[tuple[str, Node, str]]:
    """(dotted key, value, wanted type) of each."""
    blank = template or _blank(part)
    for dotted, kind in known(part, batch).items():
        node = part.node.get(dotted) if kind in WORDS else None
        if node is None or fits(node, kind) or dotted.startswith("kwargs."):
            continue
        if node.kind == STRING and TOKEN.search(node.value):
            continue
        if node.kind == NULL and (blank or node.span.start == node.span.end):
            continue
        yield dotted, node, kind


LONGEST = 20
"""Digits of a number that somebody means."""


def _place(wrong: tuple[str, Node, str]) -> int:
    return wrong[1].span.start


def _wish(source: SourceFile, node: Node, kind: str) -> ReplaceSpan | None:
    whole = node.kind == STRING and node.quoted and WHOLE.match(node.value.strip()) and len(node.value) < LONGEST
    if not whole or kind not in ("int", "float", "int|float"):
        return None
    return swap(source.path, source.text, node.span.start, node.span.end, str(int(node.value)))


@rule("DPD110", "wrong-type", severity=Severity.ERROR, fix=Safety.SAFE)
def wrong_type(source: SourceFile, dispatch: Dispatch) -> Iterator[Finding]:
    """One finding a value; flags have a rule of their own."""
    unique = Keys()
    for part in (*dispatch.machines, *dispatch.resources):
        if part.legacy:
            continue
        for dotted, node, kind in sorted(_wrong(part, dispatch.batch_type(part), dispatch.template), key=_place):
            yield Finding(
                msg("{name} takes {wanted}; {value} is refused"),
                place=source.path,
                key=unique(part.called(dotted)),
                location=at(source.path, node.span),
                wish=_wish(source, node, kind),
                name=dotted,
                wanted=WORDS[kind],
                value=source.text[node.span.start : node.span.end][:40],
            )
