"""A `#PBS` line stands below the first command, where qsub no longer reads.

## Why is this bad?
`qsub` stops reading directives at the first line that is neither empty nor a comment. What follows is a comment for it:
the job runs without that limit, queue or card, and nothing says so.

## What to do
Move the line up, above the first command.

## Fix safety
Nothing is changed: lines of yours are not moved.

## References
- qsub(1B) of OpenPBS, "Submitting Jobs By Using Scripts"; POSIX qsub, "Script Preservation".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Pbs
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at, option_names, tokens

WRITTEN = re.compile(r"""["'=][ \t]*#\\?!""")
"""A script that keeps another script in a string."""
SLURM = ("#SBATCH", "SLURM_")
"""A script for sbatch, which has rules of its own for such lines."""
MANY = 3
"""So many tokens of template languages, and a program puts the file together."""
NEAR = 15
"""Lines: where the first directive of a file stands further below its first command, it is an example in other text."""


@rule("PBS106", "late-pbs-directive", severity=Severity.WARNING, signs=("late",))
def late_pbs_directive(source: SourceFile, pbs: Pbs) -> Iterator[Finding]:
    """One finding for each such line of a file that holds one script."""
    late = [fault for fault in pbs.faults if fault.kind == "late"]
    if not late or "\n#!" in source.text or any(word in source.text for word in SLURM) or WRITTEN.search(source.text):
        return
    if tokens(source.text) >= MANY:
        return
    if not pbs.directives and late[0].span.line - (pbs.code_line or 0) > NEAR:
        return
    keys = Keys()
    for fault in late:
        yield Finding(
            msg("ignored: it stands after the first command (line {line}); move it up"),
            place=source.path,
            key=keys(option_names(fault.args["value"])),
            location=at(source.path, fault.span),
            line=pbs.code_line,
        )
