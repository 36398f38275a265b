"""A job says when to send mails and not to whom, or the other way round.

## Why is this bad?
Without `-M`, mails go to your account on the machine where you submitted, which many sites deliver nowhere. Without
`-m`, a mail is sent only if the job is aborted.

## What to do
Write both: `#PBS -M you@example.org` and `#PBS -m abe`.

## Fix safety
Nothing is changed: address and letters are yours to give.

## References
- qsub(1B), options `-m` (default `a`) and `-M` (default: the job's owner).
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Pbs
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pbs.reader import flavour
from envdoctor.syntax.jobs.pointing import at, last_of

NOBODY = msg("no -M: mails go to your account on the machine you submit from")
ABORTED = msg("no -m: a mail is sent only if the job is aborted")


@rule("PBS105", "pbs-mail-half-set", severity=Severity.NOTE)
def pbs_mail_half_set(source: SourceFile, pbs: Pbs) -> Iterator[Finding]:
    """At most one finding a script."""
    given = last_of(pbs)
    letters = given.get("m")
    if letters and "M" not in given and set(letters.value or "") & set("abe") and (letters.value or "").isalpha():
        found, said = letters, NOBODY
    elif "M" in given and letters is None and flavour(pbs) != "nqsv":
        found, said = given["M"], ABORTED
    else:
        return
    yield Finding(said, place=source.path, key=found.option, location=at(source.path, found.span))
