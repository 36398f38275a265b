"""GPUs are given for LSF, but DPDispatcher asks LSF for none.

## Why is this bad?
For LSF, `gpu_per_node` alone does nothing: DPDispatcher writes a line for GPUs only if `kwargs` has `gpu_usage` true.
The job runs on the processors, many times slower, or on a card that another job was given.

## What to do
Add `"kwargs": {"gpu_usage": true, "gpu_new_syntax": true}`; `gpu_exclusive` false where cards are shared or cut into
slices. Or give the whole line: `"custom_gpu_line": "#BSUB -gpu 'num=1'"`.

## Fix safety
Nothing is changed: which of the forms your LSF takes is the site's to say.

## References
- DPDispatcher's source, `machines/lsf.py`: the header's line for GPUs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.specs import Dispatch, Part
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at

OWN_HEADER = "strategy.customized_script_header_template_file"
ASKS = re.compile(r"-gpu|ngpus|gpu", re.IGNORECASE)


def _asks(part: Part) -> bool:
    """Another line asks for GPUs, or who writes the lines can't be told."""
    flags = part.node.get("custom_flags")
    lines = [item.value for item in flags.items if isinstance(item.value, str)] if flags is not None else []
    own = part.node.text("kwargs.custom_gpu_line") or part.node.get(OWN_HEADER) is not None
    return bool(own) or any(ASKS.search(line) for line in lines)


@rule("DPD114", "gpu-never-asked", severity=Severity.WARNING)
def gpu_never_asked(source: SourceFile, dispatch: Dispatch) -> Iterator[Finding]:
    """One finding a set of resources for LSF. A flag that is no flag at all has a rule of its own."""
    unique = Keys()
    for part in dispatch.resources:
        cards, usage = part.node.get("gpu_per_node"), part.node.get("kwargs.gpu_usage")
        if cards is None or not isinstance(cards.value, int) or cards.value < 1 or part.legacy:
            continue
        if (usage is not None and usage.value is not False) or dispatch.batch_type(part) != "lsf" or _asks(part):
            continue
        yield Finding(
            msg("gpu_per_node {cards} asks LSF for nothing without gpu_usage true in kwargs"),
            place=source.path,
            key=unique(part.called("gpu_per_node")),
            location=at(source.path, cards.span),
            cards=cards.value,
        )
