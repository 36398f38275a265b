r"""A script has Windows line ends.

## Why is this bad?
`sbatch` refuses it: "Batch script contains DOS line breaks". Elsewhere the invisible character becomes part of the last
word of each line: queue names do not exist, `cd` fails, `fi` is not found. A script that is called by its path, and
whose first line has it, does not start at all: `/bin/bash^M: bad interpreter`; newer shells say `cannot execute:
required file not found`, and a platform that starts it says `No such file or directory`.

## What to do
`sed -i 's/\r$//' script`, or `dos2unix script`. In VS Code choose LF at the lower right. The fix does the same.

## Fix safety
Safe: only the carriage returns before line ends, and at the very end, are taken out. Where only some lines have them
and `sbatch` is not the reader, those of here-documents stay: they may be meant. Other fixes of the same file come with
the next run.

## References
- Slurm's sbatch: "instead of expected UNIX line breaks".
- execve(2), "Interpreter scripts".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, ReplaceSpan, Safety, Severity, msg, rule
from envdoctor.facts.job_files import ScriptText
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, span_of
from envdoctor.syntax.jobs.which import heredocs

ENDS = re.compile(r"\r+(?=\n|\Z)")
UNIX = re.compile(r"(?<!\r)\n")
REFUSED = msg("{count} lines have Windows line ends: sbatch refuses the script")
DEAD = msg("{count} lines have Windows line ends; called by its path the script ends at once: no {program}^M is found")
BROKEN = msg("{count} lines have Windows line ends: names and commands get an invisible character at their end")


@rule("JOB101", "dos-line-ends", severity=Severity.ERROR, fix=Safety.SAFE, words=("\r\n",))
def dos_line_ends(source: SourceFile, script_text: ScriptText) -> Iterator[Finding]:
    """One finding a file, at the first such line end."""
    text = str(script_text)
    if "\r\n" not in text:
        return
    slurm = "#SBATCH" in text
    meant = () if slurm or not UNIX.search(text) else heredocs(text)
    first = _first(text, meant)
    if first is None:
        return
    program = "" if source.form == "job" else _program(text, first)
    yield Finding(
        REFUSED if slurm else DEAD if program else BROKEN,
        place=source.path,
        key="crlf",
        location=at(source.path, span_of(text, first, first + 1)),
        wish=ReplaceSpan(source.path, 0, len(text), text, _mended(text, meant)),
        count=text.count("\r\n"),
        program=program,
    )


def _program(text: str, end: int) -> str:
    """The program that the first line names and whose name ends with the carriage return at ``end``; "" if none."""
    words = text[2:end].split() if text.startswith("#!") and "\n" not in text[:end] else []
    return words[-1] if words and not words[-1].startswith("-") else ""


def _first(text: str, meant: tuple[tuple[int, int], ...]) -> int | None:
    """Offset of the first Windows line end outside of the here-documents ``meant``."""
    at = text.find("\r\n")
    for start, end in meant:
        if not 0 <= at < end:
            continue
        if at >= start:
            at = text.find("\r\n", end)
    return at if at >= 0 else None


def _mended(text: str, meant: tuple[tuple[int, int], ...]) -> str:
    """The text without carriage returns at line ends outside of ``meant``."""
    parts: list[str] = []
    done = 0
    for start, end in meant:
        parts += ENDS.sub("", text[done:start]), text[start:end]
        done = end
    return "".join((*parts, ENDS.sub("", text[done:])))
