"""Jobs of this machine are submitted without a time limit.

## Why is this bad?
DPDispatcher writes nodes, CPUs, GPUs and the queue into its job scripts, but never a time. What the queue's default is
then decides: on some clusters an hour, after which the job is killed and submitted again, on others the most that there
is, so that the job waits longer.

## What to do
Give the limit as a line of `custom_flags`: `"#SBATCH --time=24:00:00"` for Slurm, `"#BSUB -W 24:00"` for LSF,
`"#PBS -l walltime=24:00:00"` for PBS.

## Fix safety
Nothing is changed: only you know how long it runs.

## References
- DPDispatcher's source, `machines/`: the headers that it writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Advise, Finding, Safety, Severity, msg, rule
from envdoctor.facts.specs import Dispatch, Part
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at

LINES = {
    "slurm": "#SBATCH --time=HH:MM:SS",
    "slurmjobarray": "#SBATCH --time=HH:MM:SS",
    "lsf": "#BSUB -W HH:MM",
    "pbs": "#PBS -l walltime=HH:MM:SS",
    "torque": "#PBS -l walltime=HH:MM:SS",
}
TIME = re.compile(r"^#SBATCH\s.*(?:--ti|-t)|^#BSUB\s.*-(?:W|We|app)\b|^#PBS\s.*(?:walltime|-q)|qos|\{", re.IGNORECASE)
OWN_HEADER = "strategy.customized_script_header_template_file"


def _told(part: Part) -> bool:
    node = part.node.get("custom_flags")
    lines = [item.value for item in node.items if isinstance(item.value, str)] if node is not None else []
    return any(TIME.search(line) for line in lines) or part.node.get(OWN_HEADER) is not None


@rule("DPD106", "no-time-limit-in-flags", severity=Severity.NOTE, fix=Safety.MANUAL)
def no_time_limit_in_flags(source: SourceFile, dispatch: Dispatch) -> Iterator[Finding]:
    """One finding a set of resources."""
    unique = Keys()
    for part in dispatch.resources:
        line = LINES.get(dispatch.batch_type(part), "")
        if part.legacy or not line or _told(part):
            continue
        yield Finding(
            msg("no time limit is asked for; the queue's default decides"),
            place=source.path,
            key=unique(part.called("custom_flags")),
            location=at(source.path, part.where("custom_flags")),
            wish=Advise(msg("add to custom_flags: {line}"), {"line": f'"{line}"'}),
        )
