"""A comment silences a finding that is not there.

## Why is this bad?
`# envdoctor: ignore[SLU101]` was written for a finding that has gone since, or for a rule that has another name. It
will hide the next finding on that line, which nobody has looked at. A misspelt one hides nothing, although it looks as
if it did. `ignore-file` counts only in the first 20 lines.

## What to do
Remove the comment, or the rule in it that finds nothing. Correct a misspelt name; the letters of a code alone (`SLU`)
are no rule, so write each code out. Rules that did not run, or could not tell here because something they need is not
known, are left alone.

## Fix safety
Safe: only the comment is taken out, or one rule's name in it. What names no rule is left as it is: which one was meant
is yours to say; so is one that begins otherwise than with `# envdoctor:` (`# Envdoctor: ignore[..]`, no colon).

## References
- envdoctor's guide, "Silencing a finding".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Location, ReplaceSpan, Safety, Severity, msg, rule
from envdoctor.facts.remarks import Remarks, Used
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.remarks import MISWRITTEN, NOTHING, SIGN, Remark, without

FAR = msg("too far down: ignore-file counts in the first 20 lines only, so {names} is not silenced")
UNKNOWN = msg("no rule is called {names}, so this silences nothing")
NEAR = msg("no rule is called {names}, so this silences nothing; did you mean {near}?")
SHORT = msg("{names} is not a whole code, so this silences nothing; write each code out, as in ignore[{near}]")
WRONG = msg("this silences nothing: it has to begin with # {sign}, in small letters and with the colon")
GONE = msg("{names} finds nothing here; remove it from this comment")


def _useless(remark: Remark, used: Used) -> list[str]:
    """The rules in it that silence nothing for sure, in lower case."""
    names = dict.fromkeys(name.text.lower() for name in remark.names)
    if remark.target == NOTHING:
        return list(names)
    return [name for name in names if name in used.told & used.known and (remark.start, name) not in used.names]


def _unknown(remark: Remark, used: Used) -> Iterator[tuple[str, str, bool]]:
    """(name as written, rule that was perhaps meant, whether it is the start of codes) for each that is no rule's."""
    from difflib import get_close_matches

    for name in dict.fromkeys(name.text for name in remark.names):
        word = name.lower()
        if remark.target == NOTHING or word in used.known:
            continue
        codes = sorted(code for code in used.known if word.isalnum() and "-" not in code and code.startswith(word))
        near = codes[:1] or get_close_matches(word, sorted(used.known), 1)
        yield name, near[0] if near and "-" in near[0] else near[0].upper() if near else "", bool(codes)


@rule("WRK201", "unused-suppression", severity=Severity.WARNING, fix=Safety.SAFE, words=("nvdoctor",))
def unused_suppression(source: SourceFile, remarks: Remarks, used: Used) -> Iterator[Finding]:
    """One finding a comment, and one for each name in it that is no rule's."""
    for count, remark in enumerate(remarks.all):
        where = Location(source.path, remark.line, remark.column, remark.end_column)
        if remark.target == MISWRITTEN:
            yield Finding(WRONG, place=source.path, key=f"sign#{count}", location=where, sign=SIGN)
            continue
        for name, near, short in _unknown(remark, used):
            said = SHORT if short else NEAR if near else UNKNOWN
            yield Finding(said, place=source.path, key=f"{name.lower()}#{count}", location=where, names=name, near=near)
        if not (useless := _useless(remark, used)):
            continue
        start, end, after = without(source.text, remark, frozenset(useless))
        yield Finding(
            FAR if remark.target == NOTHING else GONE,
            place=source.path,
            key=f"{','.join(sorted(useless))}#{count}",
            location=where,
            wish=ReplaceSpan(source.path, start, end, source.text[start:end], after),
            names=", ".join(name.text for name in remark.names if name.text.lower() in useless),
        )
