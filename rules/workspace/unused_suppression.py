"""A comment silences a finding that is not there.

## Why is this bad?
`# envdoctor: ignore[SLU101]` was written for a finding that has gone since, or for a rule that has another name. It
will hide the next finding on that line, which nobody has looked at. A misspelt one hides nothing, although it looks as
if it did. `ignore-file` counts only in the first 20 lines.

## What to do
Remove the comment, or the rule in it that finds nothing. Rules that did not run, or could not tell here because
something they need is not known, are left alone.

## Fix safety
Safe: only the comment is taken out, or one rule's name in it.

## References
- envdoctor's guide, "Silencing a finding".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Location, ReplaceSpan, Safety, Severity, msg, rule
from envdoctor.facts.remarks import Remarks, Used
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.remarks import NOTHING, Remark, without

FAR = msg("too far down: ignore-file counts in the first 20 lines only, so {names} is not silenced")
UNKNOWN = msg("no rule is called {names}, so this silences nothing")
GONE = msg("{names} finds nothing here; remove it from this comment")


def _useless(remark: Remark, used: Used) -> list[str]:
    """The names in it that silence nothing for sure, in lower case."""
    names = [name.text.lower() for name in remark.names]
    if remark.target == NOTHING:
        return names
    sure = used.told | ({*names} - used.known)
    return [name for name in names if name in sure and (remark.start, name) not in used.names]


@rule("WRK201", "unused-suppression", severity=Severity.WARNING, fix=Safety.SAFE)
def unused_suppression(source: SourceFile, remarks: Remarks, used: Used) -> Iterator[Finding]:
    """One finding a comment."""
    for count, remark in enumerate(remarks.all):
        useless = list(dict.fromkeys(_useless(remark, used)))
        if not useless:
            continue
        start, end, after = without(source.text, remark, frozenset(useless))
        unknown = used.known.isdisjoint(useless)
        yield Finding(
            FAR if remark.target == NOTHING else UNKNOWN if unknown else GONE,
            place=source.path,
            key=f"{','.join(sorted(useless))}#{count}",
            location=Location(source.path, remark.line, remark.column, remark.end_column),
            wish=ReplaceSpan(source.path, start, end, source.text[start:end], after),
            names=", ".join(name.text for name in remark.names if name.text.lower() in useless),
        )
