"""Options that exclude each other stand in one script.

## Why is this bad?
`--mem`, `--mem-per-cpu` and `--mem-per-gpu` say the same thing in three ways; `--ntasks-per-gpu` does not go with
`--gpus-per-task`; a deadline before the begin contradicts itself. `sbatch` refuses the script. Where only some versions
of Slurm do, it is a note.

## What to do
Keep one of them. For a job with cards, `--mem` (memory of a node) or `--mem-per-gpu` is the clearest.

## Fix safety
Nothing is changed: which of them is meant, only you know.

## References
- sbatch(1), option `--mem`: "mutually exclusive".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, causes
from envdoctor.syntax.jobs.values import Fault

TEXTS = {
    "exclude": msg("{options} exclude each other: sbatch refuses the script; keep one"),
    "clash": msg("{options} do not go together: sbatch refuses the script"),
    "hosts": msg("--distribution=arbitrary needs --nodelist: refused, unless sbatch is called with it"),
    "some": msg("{options} do not go together for some versions of Slurm: that changed with {since}"),
    "nodes": msg("--nodelist names more nodes than --nodes asks for: some versions of Slurm refuse the script"),
}
EITHER = ("mutually exclusive", "both", "one or the other", "Inconsistent values")
"""What sbatch says where one of two options is enough."""


def _text(fault: Fault, options: list[str]) -> str:
    if options == ["nodes", "nodelist"]:
        return "nodes"
    if not fault.fatal:
        return "some"
    if options == ["distribution"]:
        return "hosts"
    return "exclude" if any(words in fault.args.get("reason", "") for words in EITHER) else "clash"


@rule("SLU119", "exclusive-options", severity=Severity.ERROR, signs=("exclusive-options",))
def exclusive_options(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding for each group, at its last option; a note where only some versions refuse it."""
    for fault, key in causes(slurm, "exclusive-options"):
        options = fault.args.get("options", "").split()
        kind = _text(fault, options)
        yield Finding(
            TEXTS[kind],
            place=source.path,
            key=key,
            location=at(source.path, fault.span),
            severity=Severity.NOTE if not fault.fatal else Severity.WARNING if kind == "hosts" else None,
            evidence=tuple(filter(None, (fault.args.get("reason", ""),))),
            options=", ".join(f"--{option}" for option in options),
            since=fault.args.get("since", ""),
        )
