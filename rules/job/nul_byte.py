r"""The script holds a NUL byte.

## Why is this bad?
`sbatch` refuses it: "does not allow scripts that contain a NULL character". bash drops the byte with a warning, or
takes the file for a program. It comes from a broken copy, a full disk, or an editor that saved as UTF-16.

## What to do
Look at the place. If whole blocks are NUL, the file was damaged: take it from a backup. If every second byte is NUL,
save it as UTF-8. Else `tr -d '\000' < script > script.new` takes them out.

## Fix safety
Nothing is changed: what stood there cannot be known.

## References
- Slurm's sbatch: "The Slurm controller does not allow scripts that contain a NULL character".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import JobText
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, span_of

NUL = "\0"
REFUSED = msg("{count} NUL bytes, the first one here: sbatch refuses the script")
DROPPED = msg("{count} NUL bytes, the first one here: the shell drops them, or takes the file for a program")


@rule("JOB104", "nul-byte", severity=Severity.ERROR, words=("\0",))
def nul_byte(source: SourceFile, job_text: JobText) -> Iterator[Finding]:
    """One finding a file, at the first of them."""
    if (first := job_text.find(NUL)) < 0:
        return
    yield Finding(
        REFUSED if "#SBATCH" in job_text else DROPPED,
        place=source.path,
        key="nul",
        location=at(source.path, span_of(source.text, first, first + 1)),
        count=job_text.count(NUL),
    )
