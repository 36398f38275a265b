"""A file uses names from before DPDispatcher, which are no longer read.

## Why is this bad?
DP-GEN up to 0.9 told its jobs' needs as `numb_node`, `numb_gpu`, `task_per_node`, `partition`. DPDispatcher has other
names, drops these without a word and runs with its defaults: one node, one CPU, no GPU, the default queue.

## What to do
Use the names that the finding gives. Limits that had keys of their own (`time_limit`, `mem_limit`) are lines of
`custom_flags` now: `"#SBATCH --time=..."`, `"#BSUB -W ..."`. Host, user and port stand inside `remote_profile`.

## Fix safety
Nothing is changed: units and meaning differ, so the values are yours to carry over.

## References
- DP-GEN's documentation: "dpgen run machine parameters"; from 0.10 on only the names of DPDispatcher are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.specs import Dispatch, Part
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.specs.keys import OLD_MACHINE, OLD_RESOURCES

MOST = 4


def _old(part: Part, names: Mapping[str, str]) -> list[str]:
    keys = part.node.fields
    sure = part.legacy or any(name.startswith("numb_") or name == "task_per_node" for name in keys)
    return [name for name in names if name in keys and (sure or names[name] not in keys)]


@rule("DPD104", "legacy-keys", severity=Severity.WARNING)
def legacy_keys(source: SourceFile, dispatch: Dispatch) -> Iterator[Finding]:
    """One finding a machine or set of resources, at the first of its old names."""
    unique = Keys()
    pairs = [*((m, OLD_MACHINE) for m in dispatch.machines), *((r, OLD_RESOURCES) for r in dispatch.resources)]
    for part, names in pairs:
        old = _old(part, names)
        if not old:
            continue
        told = ", ".join(f"{name} -> {names[name]}" for name in old[:MOST])
        first = min((part.where(name) for name in old), key=lambda span: span.start)
        yield Finding(
            msg("names from before DPDispatcher, read by nothing today: {told}"),
            place=source.path,
            key=unique(part.called("")),
            location=at(source.path, first),
            evidence=tuple(f"{name} -> {names[name]}" for name in old),
            told=told + (", ..." if len(old) > MOST else ""),
        )
