"""Only one half of the mail settings is given.

## Why is this bad?
`--mail-user` alone sends nothing at all: what to report is said by `--mail-type`. `--mail-type` alone sends the mails
to the account that submits, on the cluster itself; whether those reach you depends on the site.

## What to do
Give both: `#SBATCH --mail-type=END,FAIL` and `#SBATCH --mail-user=you@your.mail`.

## Fix safety
Nothing is changed: what you want to be told, and where, only you know.

## References
- sbatch(1), options `--mail-type` and `--mail-user`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, last_of

NOTHING = msg("no mail is ever sent: --mail-type is missing; add #SBATCH --mail-type=END,FAIL")
SUBMITTER = msg("without --mail-user the mails go to the submitting account on the cluster")


@rule("SLU123", "mail-without-address", severity=Severity.WARNING)
def mail_without_address(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """At most one finding a script: at the half that is given."""
    given = last_of(slurm)
    user, kind = given.get("mail-user"), given.get("mail-type")
    if user and not kind:
        where = at(source.path, user.span)
        yield Finding(NOTHING, place=source.path, key="mail-user", location=where)
    elif kind and not user and (kind.value or "").upper() != "NONE":
        where = at(source.path, kind.span)
        yield Finding(SUBMITTER, place=source.path, key="mail-type", location=where, severity=Severity.NOTE)
