"""A script does not begin with its interpreter line.

## Why is this bad?
The first two bytes have to be `#!`. A byte order mark, which Windows editors write and nobody sees, an empty line or a
space before them is enough: `sbatch` refuses the script ("does not look like a batch script"), and other schedulers run
it with whatever shell they take for granted. The kernel does not start it either: a platform or a program that calls it
says `Exec format error`, and only a shell then reads it itself.

## What to do
Let the file begin with `#!/bin/bash`. Save it as UTF-8 without BOM.

## Fix safety
Safe: an invisible mark, blank lines and spaces before `#!` are taken out. Where something else stands there, or there
is no `#!` at all, nothing is changed.

## References
- sbatch(1): "The batch script ... must begin with #! followed by the path to an interpreter".
- execve(2), "Interpreter scripts".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Advise, Finding, Safety, Severity, msg, rule
from envdoctor.facts.job_files import ScriptText
from envdoctor.facts.types import SourceFile
from envdoctor.late import pattern
from envdoctor.syntax.jobs.pointing import at, span_of, swap, tokens
from envdoctor.syntax.jobs.which import schedulers

BLANKS = pattern(r"[\ufeff\u200b\s]+(?=#!)")
CODE = pattern(r"^[ \t]*[^#\s]", re.M)
LATER = pattern(r"^[ \t]*(#![ \t]*/\S+)", re.M)
INVISIBLE = msg("an invisible byte order mark stands before #!: save the file without BOM")
BLANK = msg("blank space stands before #!, which must be the first two bytes")
EMPTY = msg("an empty line stands above #!, which must be the first two bytes of the file")
EMPTY_LINES = msg("{count} empty lines stand above #!, which must be the first two bytes of the file")
TEXT = msg("#! must be the first two bytes of the file: move this line to the top")
NONE = msg("the script does not begin with #!, so sbatch refuses it; write #!/bin/bash as its first line")


def _empty_lines(blanks: str) -> int:
    """How many lines stand above ``#!``, where they are empty and nothing else is there."""
    return blanks.count("\n") if blanks.endswith("\n") and "\u200b" not in blanks else 0


@rule("JOB102", "text-before-shebang", severity=Severity.ERROR, fix=Safety.SAFE)
def text_before_shebang(source: SourceFile, script_text: ScriptText) -> Iterator[Finding]:
    """At most one finding a file. Without any `#!` only Slurm refuses it."""
    if script_text.startswith("#!"):
        return
    text, path = source.text, source.path
    blanks = BLANKS.match(text)
    slurm = source.form == "job" and "slurm" in schedulers(text)
    severity = None if slurm else Severity.WARNING
    if blanks:
        where, lines = span_of(text, blanks.end(), blanks.end() + 2), _empty_lines(blanks[0])
        yield Finding(
            INVISIBLE if "\ufeff" in blanks[0] else EMPTY if lines == 1 else EMPTY_LINES if lines else BLANK,
            place=path,
            key="before",
            location=at(path, where),
            severity=severity,
            wish=swap(path, text, 0, blanks.end(), ""),
            count=lines,
        )
        return
    code = CODE.search(text)
    head = text[: code.start()] if code else text
    if later := LATER.search(head):
        yield Finding(
            TEXT, place=path, key="later", location=at(path, span_of(text, *later.span(1))), severity=severity
        )
    elif slurm and "\n#SBATCH" in f"\n{head}" and not tokens(text):
        begin = len(text) - len(text.lstrip())
        end = text.find("\n", begin)
        where = span_of(text, begin, end if end >= 0 else len(text))
        yield Finding(
            NONE,
            place=path,
            key="none",
            location=at(path, where),
            wish=Advise(msg("write this as the first line"), commands=("#!/bin/bash",)),
        )
