"""A flag for DPDispatcher is a word or a number, not true or false.

## Why is this bad?
The flags of `kwargs` (`gpu_usage`, `gpu_new_syntax`, `gpu_exclusive`) are compared with `True` itself. `"true"`,
`"yes"` and `1` are none of it, so they count as false, silently: the job runs without a GPU. Flags elsewhere are
checked, and the whole file is refused for one. Where no such check is made, a value that was to be true is a warning,
any other a note.

## What to do
Write `true` or `false`, without quotes.

## Fix safety
Safe: a word or number that can mean one thing only becomes `true` or `false`.

## References
- DPDispatcher's source: `machines/lsf.py` compares each flag with `is True`; `submission.py` likewise.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.specs import Dispatch, Part
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at, swap
from envdoctor.syntax.specs.keys import known
from envdoctor.syntax.specs.values import NUMBER, STRING, Node

TRUE = frozenset(("true", "yes", "on", "1", "t", "y"))
FALSE = frozenset(("false", "no", "off", "0", "f", "n"))
COUNTS = msg("{name}: {value} counts as false here; write {meant} without quotes")
REFUSED = msg("{name}: {value} is refused, a flag is true or false; write {meant} without quotes")


def _meant(node: Node) -> str:
    """``true``, ``false``, or "" where it can't be told."""
    if node.kind not in (STRING, NUMBER):
        return ""
    word = str(node.value).strip().lower()
    return "true" if word in TRUE else "false" if word in FALSE else ""


def _flags(part: Part, batch: str) -> Iterator[tuple[str, Node, str]]:
    for dotted, kind in known(part, batch).items():
        node = part.node.get(dotted) if kind == "bool" else None
        if node is not None and (meant := _meant(node)):
            yield dotted, node, meant


@rule("DPD103", "non-boolean-flag", severity=Severity.ERROR, fix=Safety.SAFE)
def non_boolean_flag(source: SourceFile, dispatch: Dispatch) -> Iterator[Finding]:
    """One finding a flag. A word for no that counts as false does what was meant, so that is only a note."""
    keys = Keys()
    for part in (*dispatch.machines, *dispatch.resources):
        for dotted, node, meant in _flags(part, dispatch.batch_type(part)):
            unchecked = dotted.startswith("kwargs.")
            yield Finding(
                COUNTS if unchecked else REFUSED,
                place=source.path,
                key=keys(part.called(dotted)),
                location=at(source.path, node.span),
                severity=(Severity.WARNING if meant == "true" else Severity.NOTE) if unchecked else None,
                wish=swap(source.path, source.text, node.span.start, node.span.end, meant),
                name=dotted,
                value=source.text[node.span.start : node.span.end],
                meant=meant,
            )
