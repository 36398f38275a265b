r"""The script has Windows line ends.

## Why is this bad?
`sbatch` refuses it: "Batch script contains DOS line breaks". Other schedulers and bash take the invisible character as
part of each word: queue names do not exist, `cd` fails, the interpreter is "not found".

## What to do
`sed -i 's/\r$//' script`, or `dos2unix script`. In VS Code choose LF at the lower right. The fix does the same.

## Fix safety
Safe: only the carriage returns before line ends are taken out. Other fixes of the same file come with the next run.

## References
- Slurm's sbatch: "instead of expected UNIX line breaks".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, ReplaceSpan, Safety, Severity, msg, rule
from envdoctor.facts.jobs import JobText
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, span_of

ENDS = re.compile(r"\r+\n")
REFUSED = msg("{count} lines have Windows line ends: sbatch refuses the script")
BROKEN = msg("{count} lines have Windows line ends: names and commands get an invisible character at their end")


@rule("JOB101", "dos-line-ends", severity=Severity.ERROR, fix=Safety.SAFE)
def dos_line_ends(source: SourceFile, job_text: JobText) -> Iterator[Finding]:
    """One finding a file, at the first such line end."""
    if "\r" not in job_text or (first := job_text.find("\r\n")) < 0:
        return
    text = source.text
    yield Finding(
        REFUSED if "#SBATCH" in text else BROKEN,
        place=source.path,
        key="crlf",
        location=at(source.path, span_of(text, first, first + 1)),
        wish=ReplaceSpan(source.path, 0, len(text), text, ENDS.sub("\n", text)),
        count=text.count("\r\n"),
    )
