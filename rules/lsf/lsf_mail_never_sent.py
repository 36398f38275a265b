"""A job gives an address for mails that LSF does not send.

## Why is this bad?
With `-o` the report of the job is put into that file instead of a mail. `-u` alone sends nothing then.

## What to do
Add `#BSUB -N` for a mail at the end, `#BSUB -B` for one at the start, or take `-u` out.

## Fix safety
Nothing is changed: whether you want the mail is yours to say.

## References
- bsub(1) of IBM Spectrum LSF 10.1, options `-u`, `-N`, `-B`, `-o`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Lsf
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, last_of


@rule("LSF114", "lsf-mail-never-sent", severity=Severity.NOTE)
def lsf_mail_never_sent(source: SourceFile, lsf: Lsf) -> Iterator[Finding]:
    """At most one finding a script."""
    given = last_of(lsf)
    if "u" not in given or given.keys() & {"N", "B", "Ne", "notify"} or not given.keys() & {"o", "oo"}:
        return
    yield Finding(
        msg("nobody gets a mail: with -o LSF sends one only with -N (at the end) or -B (at the start)"),
        place=source.path,
        key="u",
        location=at(source.path, given["u"].span),
    )
