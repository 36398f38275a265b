"""A variable or `~` in a directive stays as it is written.

## Why is this bad?
No shell reads directives. `--output=$HOME/logs/%j.out` writes below a folder that is named `$HOME`, or fails without a
log; `--mail-user=$USER` sends to nobody.

## What to do
Write the path out, or use Slurm's own patterns in log names: `%j` job id, `%x` job name, `%u` account, `%A_%a` array
job and task. Or give the option on the command line, where your shell expands it.

## Fix safety
Safe: in the names of logs, variables of the job are replaced by the pattern of the same meaning (`$SLURM_JOB_ID` by
`%j`). Nothing else is changed.

## References
- sbatch(1), "FILENAME PATTERN".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, ReplaceSpan, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, causes, filled_in, swap, template_path
from envdoctor.syntax.jobs.values import Fault, Span

LOGS = frozenset(("output", "error", "input"))
PATTERNS = {
    "SLURM_JOB_ID": "%j",
    "SLURM_JOBID": "%j",
    "SLURM_ARRAY_JOB_ID": "%A",
    "SLURM_ARRAY_TASK_ID": "%a",
    "SLURM_JOB_NAME": "%x",
    "SLURM_JOB_USER": "%u",
    "SLURMD_NODENAME": "%N",
    "USER": "%u",
    "LOGNAME": "%u",
}
MANY = 3
"""So many values with variables that no site sets, and something fills them in: the file is a template."""
OWN = re.compile(r"\$\{?(?!(?:USER|LOGNAME|HOME|PWD|SCRATCH|WORK|SLURM_\w*)\b)[A-Za-z_]\w*")
VARIABLE = re.compile(r"\$\{(\w+)\}|\$(\w+)")
HOMES = re.compile(r"[\"']?(~|\$HOME\b|\$\{HOME\})(?=/|$)")
LOG = msg("{value} stays as it is written: nothing expands directives; write {pattern}")
HOME = msg("sbatch does not know {name}: write /home/you{rest}")
PATH = msg("{value} stays as it is written: nothing expands directives; write the path out")
GIVEN = msg("{value} stays as it is written: write it out, or give it on the command line: sbatch {option}")
OTHER = msg("{value} stays as it is written: nothing expands directives; write it out or give it to sbatch")


def _pattern(value: str) -> str:
    """The value with patterns for variables; "" if one of them has none."""
    try:
        replaced = VARIABLE.sub(lambda found: PATTERNS[found[1] or found[2]], value)
    except KeyError:
        return ""
    return "" if "$" in replaced or "~" in replaced or "\\" in replaced else replaced


def _given(fault: Fault) -> str:
    """How the option is given to ``sbatch`` by hand: ``-A VALUE``."""
    written = fault.directive.written if fault.directive else ""
    return f"{written}=VALUE" if written.startswith("--") else f"{written} VALUE" if written else ""


def _wish(source: SourceFile, span: Span, pattern: str) -> ReplaceSpan | None:
    return swap(source.path, source.text, span.start, span.end, pattern) if pattern else None


@rule("SLU115", "literal-variable", severity=Severity.WARNING, fix=Safety.SAFE, signs=("literal",))
def literal_variable(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding for each value."""
    found = list(causes(slurm, "literal"))
    own = sum(OWN.search(fault.args.get("value", "")) is not None for fault, _key in found)
    if not found or own >= MANY or template_path(source.path) or filled_in(source.text):
        return
    for fault, key in found:
        log = fault.args.get("option", "") in LOGS
        written = source.text[fault.span.start : fault.span.end]
        pattern, home = _pattern(written) if log else "", HOMES.match(written)
        rest = written[home.end() :].rstrip("\"'") if home else ""
        given = _given(fault)
        yield Finding(
            LOG if pattern else HOME if home and "$" not in rest else PATH if log else GIVEN if given else OTHER,
            place=source.path,
            key=key,
            location=at(source.path, fault.span),
            wish=_wish(source, fault.span, pattern),
            value=fault.args.get("value", written),
            pattern=pattern,
            name=home[1] if home else "",
            rest=rest,
            option=given,
        )
