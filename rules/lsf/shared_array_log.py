"""All tasks of an LSF array write into one log.

## Why is this bad?
Without `%I` in its name the log is the same file for every task. With `-o` and `-e` they are put below one another as
they end, with `-oo` and `-eo` each takes the place of the last: what remains belongs to one task. That is a warning,
the other a note. The same holds for the next run of the array, where `%J` is missing behind `-oo` or `-eo`.

## What to do
Put the array's number and the task's into the name: `#BSUB -o logs/%J_%I.out`.

## Fix safety
Nothing is changed: other scripts may look for the log under its name.

## References
- bsub(1) of IBM Spectrum LSF 10.1, options `-J`, `-o`, `-oo`, `-e`, `-eo`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Lsf
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.fill_ins import unknown
from envdoctor.syntax.jobs.pointing import at, last_of

SEVERAL = re.compile(r"\[(?=[^\]]*[,-])(?!(\d+)-\1\])[\d,:-]+\]")
TEXTS = {
    "over": msg("the array's tasks write over each other's {log}: put %I into its name, as %J_%I"),
    "mixed": msg("all tasks of the array write into {log}: put %I into its name, as %J_%I"),
    "again": msg("the array's next run writes over {log}: put %J into its name"),
}


def _said(option: str, name: str) -> str:
    """Which of the texts holds for a log, "" for none."""
    fresh = option in ("oo", "eo")
    if "%I" not in name:
        return "over" if fresh else "mixed"
    return "again" if fresh and "%J" not in name else ""


@rule("LSF119", "shared-array-log", severity=Severity.WARNING)
def shared_array_log(source: SourceFile, lsf: Lsf) -> Iterator[Finding]:
    """One finding for each thing that is wrong with the logs of an array of several tasks, at the first of them."""
    given = last_of(lsf)
    if "J" not in given or not SEVERAL.search(given["J"].value or ""):
        return
    told: set[str] = set()
    for option in ("o", "oo", "e", "eo"):
        directive = given.get(option)
        name = directive.value or "" if directive else ""
        if directive is None or not name or name.startswith("/dev/") or name.endswith("/") or unknown(name):
            continue
        said = _said(option, name)
        if said and said not in told:
            told.add(said)
            yield Finding(
                TEXTS[said],
                place=source.path,
                key=option,
                location=at(source.path, directive.value_span or directive.span),
                severity=None if said == "over" else Severity.NOTE,
                log=name,
            )
