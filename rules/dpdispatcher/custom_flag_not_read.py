"""A line of custom_flags is not read by the batch system, or is refused.

## Why is this bad?
DPDispatcher copies `custom_flags` into the head of the job script as they are. A directive of another scheduler is a
comment there; a line without `#` is a command, which ends the head, so that the flags after it are dropped; an option
that the scheduler does not know makes it refuse every job.

## What to do
Write each flag as the scheduler of `batch_type` reads it: `#SBATCH --time=24:00:00`, `#BSUB -W 24:00`,
`#PBS -l walltime=24:00:00`. Commands belong into `prepend_script`.

## Fix safety
Nothing is changed: what was meant is yours to say.

## References
- DPDispatcher's documentation: "Resources parameters", `custom_flags`.
- sbatch(1); LSF's documentation, "bsub"; qsub(1B).
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.site import Target
from envdoctor.facts.specs import Dispatch, Part
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.lsf import reader as lsf
from envdoctor.syntax.jobs.pbs import reader as pbs
from envdoctor.syntax.jobs.pointing import Keys, at, option_names, shown
from envdoctor.syntax.jobs.slurm import reader as slurm
from envdoctor.syntax.jobs.values import Script
from envdoctor.syntax.specs.values import LIST, STRING, Node

SENTINEL = {"slurm": "#SBATCH", "slurmjobarray": "#SBATCH", "lsf": "#BSUB", "pbs": "#PBS", "torque": "#PBS"}
TEXTS = {
    "foreign": msg("{line}: a comment for {batch}, whose lines begin with {sentinel}"),
    "cuts": msg(
        "{line}: no directive, so this and the flags after it are not read; commands belong into prepend_script"
    ),
    "refused": msg("{line}: refused ({reason})"),
}


def _read(batch: str, line: str, version: tuple[int, int] | None) -> Script:
    text = f"#!/bin/bash\n{line}\n"
    if batch.startswith("slurm"):
        return slurm.read(text, version)
    return lsf.read(text) if batch == "lsf" else pbs.read(text)


def _lines(part: Part) -> list[Node]:
    flags = part.node.get("custom_flags")
    items = flags.items if flags is not None and flags.kind == LIST else ()
    return [item for item in items if item.kind == STRING and item.value.strip()]


def _wrong(line: str, batch: str, rest: list[Node], version: tuple[int, int] | None) -> tuple[str, str] | None:
    """(key of its text, reason), or None for what is read; what holds a template's token is not known."""
    if any(mark in line for mark in ("{", "<", "$", "\n", "%(")):
        return None
    sentinel = SENTINEL[batch]
    other = next((name for name in ("#SBATCH", "#BSUB", "#PBS") if line.startswith(name)), "")
    if other and other != sentinel:
        return "foreign", ""
    if not line.lstrip().startswith("#"):
        cut = batch != "lsf" and any(str(item.value).startswith(sentinel) for item in rest)
        return ("cuts", "") if cut or line.startswith("-") else None
    if not other:
        return None
    script = _read(batch, line, version)
    return None if script.accepted else ("refused", script.reason or script.faults[0].kind)


@rule("DPD113", "custom-flag-not-read", severity=Severity.WARNING)
def custom_flag_not_read(source: SourceFile, dispatch: Dispatch, target: Target) -> Iterator[Finding]:
    """One finding a line."""
    unique = Keys()
    for part in dispatch.resources:
        batch = dispatch.batch_type(part)
        lines = _lines(part) if batch in SENTINEL else []
        for number, node in enumerate(lines):
            wrong = _wrong(node.value, batch, lines[number + 1 :], target.version)
            if wrong is None:
                continue
            text, reason = wrong
            yield Finding(
                TEXTS[text],
                place=source.path,
                key=unique(f"{part.called('custom_flags')} {option_names(node.value)}"),
                location=at(source.path, node.span),
                line=shown(node.value, 0, node.value[:60]),
                batch=batch,
                sentinel=SENTINEL[batch],
                reason=shown(node.value, 0, reason),
            )
