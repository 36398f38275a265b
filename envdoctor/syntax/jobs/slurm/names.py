"""Finds the option that a word names, as ``getopt_long`` does it, and the name that was likely meant."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from envdoctor.catalogue.slurm_options import ELSEWHERE, GONE, JUDGED, SBATCH, Option, Version

_MEANT = {
    "walltime": "time", "timelimit": "time", "time-limit": "time", "wall": "time", "name": "job-name",
    "jobname": "job-name",
    "queue": "partition", "project": "account", "gpu": "gpus", "gpu-num": "gpus", "num-gpus": "gpus", "ngpus": "gpus",
    "gpus-per-nodes": "gpus-per-node", "gpu-type": "gres", "cpus": "cpus-per-task", "cpu": "cpus-per-task",
    "cores": "cpus-per-task", "cores-per-task": "cpus-per-task", "ncpus": "cpus-per-task",
    "num-cpus": "cpus-per-task",
    "cpus-per-tasks": "cpus-per-task", "memory": "mem", "mem-per": "mem-per-cpu", "node": "nodes", "nnodes": "nodes",
    "num-nodes": "nodes", "task": "ntasks", "tasks": "ntasks", "ntask": "ntasks", "num-tasks": "ntasks",
    "n": "ntasks",
    "email": "mail-user", "mail": "mail-user", "workdir": "chdir", "work-dir": "chdir", "log": "output",
    "stdout": "output",
    "stderr": "error", "err": "error", "out": "output", "env": "export", "host": "nodelist", "nodes-list": "nodelist",
    "mailtype": "mail-type", "mailuser": "mail-user", "qos-name": "qos", "feature": "constraint",
    "exclude-nodes": "exclude", "depends": "dependency", "depend": "dependency", "afterok": "dependency",
}  # fmt: skip


class Named(NamedTuple):
    """What a name leads to: one option, or several candidates, or nothing."""

    option: Option | None
    candidates: tuple[str, ...] = ()


@lru_cache(maxsize=16)
def table(version: Version | None) -> dict[str, Option]:
    """The options of a release; of an unknown one those of the release that was judged."""
    return {name: option for name, option in SBATCH.items() if option.known(version or JUDGED)}


@lru_cache(maxsize=1024)
def named(name: str, version: Version | None) -> Named:
    """The option with this name, or the only one that begins with it."""
    options = table(version)
    exact = options.get(name)
    if exact is not None:
        return Named(exact)
    found = [option for option in options.values() if option.name.startswith(name)]
    return Named(found[0]) if len(found) == 1 else Named(None, tuple(option.name for option in found))


@lru_cache(maxsize=256)
def nearest_of(word: str, names: tuple[str, ...]) -> str:
    """The name that is spelled most alike; "" if none comes near."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word[:64], names, 1, 0.7)), "")


@lru_cache(maxsize=1024)
def nearest(name: str, candidates: tuple[str, ...] = ()) -> str:
    """The option of ``sbatch`` that was likely meant; "" if none comes near."""
    name = name.lower().replace("_", "-")[:64]
    if name in SBATCH:
        return name
    meant = _MEANT.get(name) or GONE.get(name, "")
    if meant or candidates:
        return meant if not candidates or meant in candidates else ""
    return nearest_of(name, tuple(SBATCH))


def surely(name: str) -> str:
    """The only option that differs from ``name`` in nothing but the s of a plural: ``cpu-per-task``; "" without one."""
    found = _singulars().get(_singular(name), "")
    return found if found != name else ""


@lru_cache(maxsize=1)
def _singulars() -> dict[str, str]:
    """Each option by its name without any s of a plural; "" for a name that fits several."""
    table: dict[str, str] = {}
    for name in SBATCH:
        bare = _singular(name)
        table[bare] = "" if bare in table else name
    return table


def _singular(name: str) -> str:
    return "-".join(part.removesuffix("s") for part in name.split("-"))


@lru_cache(maxsize=1024)
def long_name(word: str) -> str:
    """The option of any of the commands that a word names with one dash; "" if it is no option's name."""
    if word in SBATCH or word in ELSEWHERE or word in GONE:
        return word
    dashed = word.replace("_", "-")
    return dashed if "-" in dashed and dashed in SBATCH else ""
