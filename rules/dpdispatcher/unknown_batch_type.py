"""DPDispatcher knows no batch system or context of this name.

## Why is this bad?
The run stops at once with a bare `KeyError`. Names are taken as they are written in the documentation or all in lower
case: `Slurm` and `slurm` are known, `SLURM` is not.

## What to do
Use one of the known names: LSF, Slurm, SlurmJobArray, PBS, Torque, SGE, Shell, .. for `batch_type`; LocalContext,
LazyLocalContext, SSHContext, .. for `context_type`.

## Fix safety
Safe: a known name in other letter case gets the letters it is known by. All else is shown only.

## References
- DPDispatcher's documentation: "Supported batch job systems", "Supported contexts".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.specs import Dispatch
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at, swap
from envdoctor.syntax.specs.keys import BATCH_TYPES, CONTEXT_TYPES, nearest

CONTEXTS = (*CONTEXT_TYPES, *(name.removesuffix("Context") for name in CONTEXT_TYPES))
TABLES: tuple[tuple[str, Sequence[str]], ...] = (("batch_type", BATCH_TYPES), ("context_type", CONTEXTS))
LIKE = msg("DPDispatcher knows no {name} {value}; did you mean {near}?")
UNKNOWN = msg("DPDispatcher knows no {name} {value}; it knows {some}")


@rule("DPD111", "unknown-batch-type", severity=Severity.ERROR, fix=Safety.SAFE)
def unknown_batch_type(source: SourceFile, dispatch: Dispatch) -> Iterator[Finding]:
    """One finding a name."""
    unique = Keys()
    for part in dispatch.machines:
        for name, names in TABLES:
            value = part.node.text(name)
            node = part.node.get(name)
            if part.legacy or node is None or not value or value[0] in "<{$" or value in names:
                continue
            if value in [known.lower() for known in names]:
                continue
            same = next((known for known in names if known.lower() == value.lower()), "")
            near = same or nearest(value, names)
            yield Finding(
                LIKE if near else UNKNOWN,
                place=source.path,
                key=unique(part.called(name)),
                location=at(source.path, node.span),
                wish=swap(source.path, source.text, node.span.start, node.span.end, f'"{same}"') if same else None,
                name=name,
                value=value,
                near=near,
                some=", ".join(names[:6]),
            )
