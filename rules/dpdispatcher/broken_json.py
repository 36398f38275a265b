"""A JSON file for DPDispatcher breaks the rules of JSON.

## Why is this bad?
DPDispatcher and DP-GEN stop at the first such place with a message that often names the line after it. A comma after
the last entry, a comma that is missing between two, a comment or single quotes are all that it takes. A key that stands
twice is no error there, but only the last one counts: that is a warning.

## What to do
Mend the place that is named and check again. What comes after the first place may be only its consequence, so one place
a line is named, and five in a file.

## Fix safety
Safe: a comma after the last entry is removed, which changes no value. All else is shown only.

## References
- RFC 8259, "The JavaScript Object Notation (JSON) Data Interchange Format".
- Python's documentation, `json`: what `json.load` takes is what passes here.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.specs import Dispatch
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at, swap
from envdoctor.syntax.specs.values import Flaw

MOST = 5
TWICE = msg("{token} stands twice here; only this one counts")
TEXTS = {
    "trailing-comma": msg("JSON allows no comma after the last entry; remove it"),
    "missing-comma": msg("a comma is missing after this entry"),
    "extra-comma": msg("one comma too many"),
    "missing-colon": msg("a colon is expected after this key"),
    "missing-value": msg("this key has no value"),
    "comment": msg("JSON has no comments; remove it, or keep it under a key that begins with _"),
    "single-quotes": msg("JSON takes double quotes only, not {token}"),
    "unquoted": msg('{token} must stand in double quotes: "{token}"'),
    "python-word": msg("{token} is Python; JSON writes true, false, null"),
    "bad-escape": msg("JSON knows no {token}; a backslash is written twice"),
    "control-character": msg("a raw control character ({token}) inside a string; write it as an escape"),
    "unclosed-string": msg("this string has no closing quote on its line"),
    "unclosed": msg("nothing closes this bracket; {token} is missing"),
    "wrong-bracket": msg("{token} is expected here"),
    "unexpected": msg("{token} is not expected here"),
    "after-end": msg("the JSON value has ended above; nothing may follow"),
    "byte-order-mark": msg("the file begins with a byte order mark, which JSON readers refuse; save it as plain UTF-8"),
    "empty": msg("the file is empty"),
    "bad-number": msg("{token} is no number in JSON"),
    "repeated-key": TWICE,
}


def _shown(flaws: tuple[Flaw, ...]) -> list[Flaw]:
    """One a line, the first few, since a reader that is out of step names much that is right; all trailing commas."""
    found: dict[int, Flaw] = {}
    for flaw in flaws:
        if flaw.kind in TEXTS:
            found.setdefault(flaw.span.line, flaw)
    few = sorted(found.values(), key=lambda flaw: flaw.span.start)[:MOST]
    return sorted({*few, *(flaw for flaw in flaws if flaw.kind == "trailing-comma")}, key=lambda flaw: flaw.span.start)


@rule("DPD101", "broken-json", severity=Severity.ERROR, fix=Safety.SAFE)
def broken_json(source: SourceFile, dispatch: Dispatch) -> Iterator[Finding]:
    """One finding a place; a file with a template's tokens is filled in by something else first."""
    if not dispatch.json or dispatch.template:
        return
    keys = Keys()
    for flaw in _shown(dispatch.tree.flaws):
        span = flaw.span
        trailing, end = flaw.kind == "trailing-comma", span.end
        while trailing and source.text.startswith(",", end):
            end += 1
        yield Finding(
            TEXTS[flaw.kind],
            place=source.path,
            key=keys(flaw.kind),
            location=at(source.path, span),
            severity=None if flaw.fatal else Severity.WARNING,
            wish=swap(source.path, source.text, span.start, end, "") if trailing else None,
            token=flaw.token[:40],
        )
