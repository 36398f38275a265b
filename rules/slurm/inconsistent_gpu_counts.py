"""The numbers of GPUs, nodes and tasks do not fit together.

## Why is this bad?
`--gpus` is the whole job's, `--gpus-per-node` a node's, `--gpus-per-task` a task's. Where they contradict each other,
or one lacks the number that it is multiplied with, `sbatch` refuses the script. What is missing may stand on the
command line instead (`sbatch -n 4 train.sbatch`), so that is a warning.

## What to do
Say it in one way: `--nodes=2 --gpus-per-node=4`, or `--ntasks=8 --gpus-per-task=1`.

## Fix safety
Nothing is changed: which of the numbers is meant, only you know.

## References
- sbatch(1), options `--gpus`, `--gpus-per-node`, `--gpus-per-task`, `--gpus-per-socket`.
- Slurm's source, `src/interfaces/gres.c`: what is checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, causes

TOGETHER = msg("{options} do not fit together: the job is refused")
NO_CARD = msg(
    "{options}: memory or CPUs of each GPU, but no GPU is asked for: refused, unless sbatch is called with one"
)
TYPES = msg("GPUs are asked for with a type and without one: the job is refused; give the type in both places")
SOCKETS = msg("--gpus-per-socket needs --sockets-per-node beside it: refused, unless sbatch is called with it")
ALONE = msg(
    "{options} needs the number it is multiplied with, --ntasks or --gpus: refused, unless sbatch is called with it"
)
MISSING = frozenset((NO_CARD, SOCKETS, ALONE))
"""What the command line may give."""
TEXTS = {
    "type identification": TYPES,
    "requires --sockets-per-node": SOCKETS,
    "used without": ALONE,
    "any GPU": NO_CARD,
}
"""Words of sbatch's own answer -> what is said of it; TOGETHER for all others."""

OPTION = re.compile(r"--[a-z][a-z-]*[a-z]")


@rule("SLU120", "inconsistent-gpu-counts", severity=Severity.ERROR, signs=("gpu-counts",))
def inconsistent_gpu_counts(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding for each contradiction; a note where only some versions refuse it, a warning for what is missing."""
    if any(fault.kind == "bad-value" for fault in slurm.faults):
        return
    for fault, key in causes(slurm, "gpu-counts"):
        reason = fault.args.get("reason", "")
        if reason.startswith("Invalid generic"):
            continue
        options = OPTION.findall(reason)
        if len(options) < 2:
            options = [f"--{option}" for option in fault.args.get("options", "").split()]
        text = next((text for words, text in TEXTS.items() if words in reason), TOGETHER)
        yield Finding(
            text,
            place=source.path,
            key=key,
            location=at(source.path, fault.span),
            severity=Severity.NOTE if not fault.fatal else Severity.WARNING if text in MISSING else None,
            evidence=(reason,) if reason else (),
            options=f"--{fault.args.get('option', '')}" if "without" in reason else ", ".join(options),
        )
