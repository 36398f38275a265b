"""A script names the home of another account that it cannot use.

## Why is this bad?
Scripts are passed on with the paths of the one who wrote them. The home of another account is closed to you, or it does
not exist here any more; the job then stops at that line, hours after it was submitted.

## What to do
Write `$HOME` where your own home is meant. What several people share belongs into a folder of the group. If the other
account is to let you in, its owner has to open the folder.

## Fix safety
Nothing is changed: which of your folders is meant is not in the script.

## References
- chmod(1); setfacl(1).
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.scripts import Homes
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, line_at

GONE = msg("{home} does not exist here; write $HOME if your own home is meant")
CLOSED = msg("{home} belongs to another account and is closed to you; write $HOME if your own home is meant")


@rule(
    "JOB504",
    "others-home-path",
    severity=Severity.NOTE,
    signs=(
        "missing",
        "closed",
    ),
)
def others_home_path(source: SourceFile, homes: Homes) -> Iterator[Finding]:
    """One finding a home, where it is named first; not in comments."""
    for home, span in homes.named.items():
        line = line_at(source.text, span.start).lstrip()
        if line.startswith("#") and not line.startswith(("#SBATCH", "#BSUB", "#PBS", "#!")):
            continue
        if home in homes.missing or home in homes.closed:
            yield Finding(
                GONE if home in homes.missing else CLOSED,
                place=source.path,
                key=home,
                location=at(source.path, span),
                home=home,
            )
