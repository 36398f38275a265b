"""A start-up file sets a variable that beats the directives of every script.

## Why is this bad?
`sbatch` reads `SBATCH_PARTITION`, `SBATCH_TIMELIMIT` and others after the script: what they say wins over the
`#SBATCH` lines. Only the command line beats them. Scripts of colleagues then behave differently for you alone.

## What to do
Take the line out and say it in the scripts, or keep it knowingly: an account that never changes is the usual case.

## Fix safety
Nothing is changed: your own lines are never rewritten.

## References
- sbatch(1), "INPUT ENVIRONMENT VARIABLES": "environment variables will override any options set in a batch script".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Safety, Severity, msg, rule
from envdoctor.facts.questions import pointed, told
from envdoctor.facts.types import Environments

OPTIONS = {
    "SBATCH_ACCOUNT": "--account",
    "SBATCH_ACCTG_FREQ": "--acctg-freq",
    "SBATCH_ARRAY_INX": "--array",
    "SBATCH_BATCH": "--batch",
    "SBATCH_BURST_BUFFER": "--bb",
    "SBATCH_CLUSTER_CONSTRAINT": "--cluster-constraint",
    "SBATCH_CLUSTERS": "--clusters",
    "SLURM_CLUSTERS": "--clusters",
    "SBATCH_CONSTRAINT": "--constraint",
    "SBATCH_CONSOLIDATE_SEGMENTS": "--consolidate-segments",
    "SBATCH_CONTAINER": "--container",
    "SBATCH_CONTAINER_ID": "--container-id",
    "SBATCH_CORE_SPEC": "--core-spec",
    "SBATCH_CPUS_PER_GPU": "--cpus-per-gpu",
    "SBATCH_CPU_FREQ_REQ": "--cpu-freq",
    "SBATCH_DELAY_BOOT": "--delay-boot",
    "SBATCH_DISTRIBUTION": "--distribution",
    "SBATCH_ERROR": "--error",
    "SBATCH_EXCLUSIVE": "--exclusive",
    "SBATCH_EXPORT": "--export",
    "SBATCH_GET_USER_ENV": "--get-user-env",
    "SBATCH_GPUS": "--gpus",
    "SBATCH_GPUS_PER_NODE": "--gpus-per-node",
    "SBATCH_GPUS_PER_SOCKET": "--gpus-per-socket",
    "SBATCH_GPUS_PER_TASK": "--gpus-per-task",
    "SBATCH_GPU_BIND": "--gpu-bind",
    "SBATCH_GPU_FREQ": "--gpu-freq",
    "SBATCH_GRES": "--gres",
    "SBATCH_GRES_FLAGS": "--gres-flags",
    "SBATCH_HINT": "--hint",
    "SLURM_HINT": "--hint",
    "SBATCH_IGNORE_PBS": "--ignore-pbs",
    "SBATCH_JOB_NAME": "--job-name",
    "SBATCH_INPUT": "--input",
    "SBATCH_MEM_BIND": "--mem-bind",
    "SBATCH_MEM_PER_CPU": "--mem-per-cpu",
    "SBATCH_MEM_PER_GPU": "--mem-per-gpu",
    "SBATCH_MEM_PER_NODE": "--mem",
    "SBATCH_NETWORK": "--network",
    "SBATCH_NO_KILL": "--no-kill",
    "SBATCH_NO_REQUEUE": "--no-requeue",
    "SBATCH_OPEN_MODE": "--open-mode",
    "SBATCH_OUTPUT": "--output",
    "SBATCH_OVERCOMMIT": "--overcommit",
    "SBATCH_PARTITION": "--partition",
    "SBATCH_POWER": "--power",
    "SBATCH_PROFILE": "--profile",
    "SBATCH_QOS": "--qos",
    "SBATCH_REQUEUE": "--requeue",
    "SBATCH_REQ_SWITCH": "--switches",
    "SBATCH_RESERVATION": "--reservation",
    "SBATCH_SEGMENT_SIZE": "--segment",
    "SBATCH_SIGNAL": "--signal",
    "SBATCH_SPREAD_JOB": "--spread-job",
    "SBATCH_SPREAD_SEGMENTS": "--spread-segments",
    "SBATCH_THREAD_SPEC": "--thread-spec",
    "SBATCH_THREADS_PER_CORE": "--threads-per-core",
    "SBATCH_TIMELIMIT": "--time",
    "SBATCH_TRES_BIND": "--tres-bind",
    "SBATCH_TRES_PER_TASK": "--tres-per-task",
    "SBATCH_USE_MIN_NODES": "--use-min-nodes",
    "SBATCH_WAIT": "--wait",
    "SBATCH_WAIT4SWITCH": "--switches",
    "SBATCH_WAIT_ALL_NODES": "--wait-all-nodes",
    "SBATCH_WCKEY": "--wckey",
}
"""Variable that sbatch reads -> the option it stands for; the names are irregular."""
USUAL = frozenset(("SBATCH_ACCOUNT", "SBATCH_WCKEY"))
"""Mostly set on purpose, and recommended by some sites."""


@rule("SLU129", "environment-overrides-scripts", severity=Severity.WARNING, fix=Safety.MANUAL)
def environment_overrides_scripts(environments: Environments) -> Iterator[Finding]:
    """One finding for each variable that a start-up file exports, wherever it is seen."""
    contexts: dict[str, list[str]] = {}
    for context, environment in environments.contexts.items():
        for name in OPTIONS.keys() & environment.keys():
            if environment[name].origin.kind == "file":
                contexts.setdefault(name, []).append(context)
    for name in sorted(contexts):
        seen = tuple(contexts[name])
        variable = environments.contexts[seen[0]][name]
        yield Finding(
            msg("{option} of every job script is overridden by {name}={value}"),
            place=name,
            location=pointed(variable.origin),
            severity=Severity.NOTE if name in USUAL else None,
            contexts=seen,
            evidence=told(variable.origin),
            wish=Advise(
                msg("take the line out, or submit with {option}=... on the command line"), {"option": OPTIONS[name]}
            ),
            name=name,
            option=OPTIONS[name],
            value="..." if variable.value is None else variable.value,
        )
