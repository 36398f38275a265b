"""A comment silences every rule, whatever it finds.

## Why is this bad?
`# envdoctor: ignore` without a rule in brackets was written because of one finding. It also hides what is broken on
that line later, and every finding of rules that come with a new version.

## What to do
Name the rule: `# envdoctor: ignore[SLU101] why it is right here`. `envdoctor check -v` without the comment shows which
rule it is; `envdoctor fix --add-ignore="why" FILE` writes such comments by itself.

## Fix safety
Nothing is changed: which findings were meant is yours to say.

## References
- envdoctor's guide, "Silencing a finding".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Location, Severity, msg, rule
from envdoctor.facts.remarks import Remarks
from envdoctor.facts.types import SourceFile


@rule("WRK202", "blanket-suppression", severity=Severity.WARNING, words=("nvdoctor",))
def blanket_suppression(source: SourceFile, remarks: Remarks) -> Iterator[Finding]:
    """One finding a comment; a comment cannot silence this one."""
    for count, remark in enumerate(remarks.all):
        if remark.blanket:
            yield Finding(
                msg("this silences every rule; name the one that is meant, in brackets: ignore[CODE]"),
                place=source.path,
                key=f"blanket#{count}",
                location=Location(source.path, remark.line, remark.column, remark.end_column),
            )
