"""DPDispatcher overwrites the CUDA_VISIBLE_DEVICES that this file sets.

## Why is this bad?
With `if_cuda_multi_devices` true, DPDispatcher writes `export CUDA_VISIBLE_DEVICES=0`, `1`, .. in front of each task,
after the lines of `envs`. What `envs` says, a slice's UUID or the card that a program of the site has found, is gone,
and the job runs on another card.

## What to do
Set `if_cuda_multi_devices` to false where the file or the scheduler says which card is meant. Use it only for several
tasks on several cards of one node that the job has for itself.

## Fix safety
Unsafe: `true` becomes `false` after you opt in; tasks that were spread over several cards then share one.

## References
- DPDispatcher's documentation: "Resources parameters", `strategy/if_cuda_multi_devices`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.specs import Dispatch
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at, swap

FLAG = "strategy.if_cuda_multi_devices"


@rule("DPD107", "devices-overwritten", severity=Severity.WARNING, fix=Safety.UNSAFE)
def devices_overwritten(source: SourceFile, dispatch: Dispatch) -> Iterator[Finding]:
    """One finding a set of resources, at the flag."""
    unique = Keys()
    for part in dispatch.resources:
        flag = part.node.get(FLAG)
        envs = part.node.get("envs")
        if flag is None or flag.value is not True or envs is None or "CUDA_VISIBLE_DEVICES" not in envs.fields:
            continue
        yield Finding(
            msg("if_cuda_multi_devices overwrites the CUDA_VISIBLE_DEVICES of envs"),
            place=source.path,
            key=unique(part.called(FLAG)),
            location=at(source.path, flag.span),
            wish=swap(source.path, source.text, flag.span.start, flag.span.end, "false"),
        )
