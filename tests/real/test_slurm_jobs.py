"""What a check says of job scripts beside what a real three-node Slurm does with them.

The policy is what ``envdoctor init --site`` writes beside this cluster. A script without an error must run to its end
there. A script with one must be refused by ``sbatch``, or still wait when every node is idle and a job that was
submitted after it has run, and not for its turn, other jobs or a date: nothing can end that it waits for, so it never
starts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import pytest
from host import ENVDOCTOR
from slurm_cluster import Cluster, slurm, until

pytestmark = pytest.mark.xdist_group("three nodes")  # one cluster, not one on each worker

SETTINGS = "SelectTypeParameters=CR_Core_Memory\nDefMemPerCPU=2000\n"
NODES = dict.fromkeys(
    ("gpu1", "gpu2", "gpu3"), "Sockets=2 CoresPerSocket=32 ThreadsPerCore=1 RealMemory=500000 Gres=gpu:a100:8"
)
PARTITIONS = """PartitionName=gpu Nodes=gpu[1-3] Default=YES MaxTime=7-00:00:00 DefaultTime=01:00:00
PartitionName=short Nodes=gpu1 MaxTime=00:30:00
"""
# Any device files do: nothing opens them.
CARDS = "AutoDetect=off\nName=gpu Type=a100 File=/dev/tty[10-17]\n"

FINE = {
    "a whole node's cards": "--gres=gpu:8",
    "cards of a kind": "--gpus-per-node=a100:4",
    "a kind without a number": "--gres=gpu",
    "no card": "--gpus=0",
    "every card": "-N 3 --gpus-per-node=8",
    "every card, spread": "--gpus=24",
    "cards beyond one node, spread": "--gpus=9",
    "cards beyond one node, tasks on two": "-n 2 --gpus=9",
    "cards on one of two nodes": "-N 1-2 --gpus=16",
    "a card each": "-n 24 --gpus-per-task=1",
    "eight cards each": "-n 3 --gpus-per-task=8",
    "cards by node and in all": "--gpus=4 --gpus-per-node=2",
    "cards by task and in all": "--gpus=4 --gpus-per-task=2",
    "cards by socket": "--gpus-per-socket=4 --sockets-per-node=2",
    "tasks by card": "--ntasks-per-gpu=2 --gpus=2",
    "every node": "-N 3",
    "at least two nodes": "-N 2-4",
    "every CPU": "-n 192",
    "tasks beyond one node": "-n 65",
    "tasks of one node": "-N 1 -n 64",
    "tasks of two nodes": "-N 2 -n 128",
    "tasks that share CPUs": "-N 1 -n 65 --overcommit",
    "the CPUs of a node": "-c 64",
    "two whole nodes by CPUs": "-n 2 -c 64",
    "tasks by node": "--ntasks-per-node=8 -c 8",
    "CPUs by card, spread": "--cpus-per-gpu=10 --gpus=8",
    "CPUs by card": "--cpus-per-gpu=8 --gres=gpu:8",
    "memory of a node": "--mem=500000",
    "memory in GiB": "--mem=488G",
    "all memory": "--mem=0",
    "memory by CPU": "--mem-per-cpu=7G -c 64",
    "memory by CPU, spread": "--mem-per-cpu=10G -n 60",
    "memory by card": "--mem-per-gpu=60G --gres=gpu:8",
    "memory by card, spread": "--mem-per-gpu=100G --gpus=8",
    "the longest time": "-t 7-0",
    "the longest time of short": "-p short -t 30",
    "no time in short": "-p short",
    "the better of two partitions": "-p short,gpu -t 1:00:00",
    "nodes of the larger partition": "-p short,gpu -N 3",
    "an array": "--array=0-2%2 -c 2",
    "alone": "--exclusive",
    "alone, everywhere, with all": "--exclusive -N 3 --gres=gpu:8 --mem=0",
    "two components": "-n 1\n#SBATCH hetjob\n#SBATCH -N 1 --gres=gpu:8",
    "a node by name": "-w gpu2",
    "an account nobody checks": "-A nobody --qos=high",
    "everything at once": "-J x -p gpu -N 2 --ntasks-per-node=4 -c 8 --gpus-per-node=4 --mem=200G -t 1-0 --requeue",
}
WRONG = {
    "nine cards": ("--gres=gpu:9", "JOB403"),
    "nine cards of a kind": ("--gres=gpu:a100:9", "JOB403"),
    "nine cards on each": ("-N 3 --gpus-per-node=9", "JOB403"),
    "nine cards for one task": ("-n 1 --gpus=9", "JOB403"),
    "nine cards on one node": ("-N 1 --gpus=9", "JOB403"),
    "nine cards each": ("-n 2 --gpus-per-task=9", "JOB403"),
    "more cards than there are": ("--gpus=25", "JOB403"),
    "more cards than three nodes have": ("-N 3 --gpus=25", "JOB403"),
    "more cards than two nodes have": ("-N 2 --gpus=17", "JOB403"),
    "more cards than two tasks can hold": ("-n 2 --gpus=17", "JOB403"),
    "a card each beyond all": ("-n 25 --gpus-per-task=1", "JOB403"),
    "nine cards in each element": ("--array=0-2 --gres=gpu:9", "JOB403"),
    "nine cards in short": ("-p short --gpus=9", "JOB403"),
    "four nodes": ("-N 4", "JOB404"),
    "four nodes or more": ("-N 4-8", "JOB404"),
    "two nodes in short": ("-p short -N 2", "JOB404"),
    "four nodes in either": ("-p short,gpu -N 4", "JOB404"),
    "an array of four nodes": ("--array=0-2 -N 4", "JOB404"),
    "65 CPUs for a task": ("-c 65", "JOB404"),
    "65 tasks on a node": ("-N 1 -n 65", "JOB404"),
    "65 tasks on each": ("-N 2 --ntasks-per-node=65", "JOB404"),
    "66 CPUs on a node": ("-N 1 -n 2 -c 33", "JOB404"),
    "72 CPUs on a node": ("--ntasks-per-node=8 -c 9", "JOB404"),
    "65 CPUs at least": ("--mincpus=65", "JOB404"),
    "72 CPUs by card": ("--cpus-per-gpu=9 --gres=gpu:8", "JOB404"),
    "193 tasks": ("-n 193", "JOB404"),
    "256 CPUs": ("-n 4 -c 64", "JOB404"),
    "129 tasks on two nodes": ("-N 1-2 -n 129", "JOB404"),
    "memory beyond a node": ("--mem=900G", "JOB404"),
    "one MiB too much": ("--mem=500001", "JOB404"),
    "memory by CPU beyond a node": ("--mem-per-cpu=8G -c 64", "JOB404"),
    "memory of a CPU beyond a node": ("--mem-per-cpu=600G", "JOB404"),
    "memory by card beyond a node": ("--mem-per-gpu=70G --gres=gpu:8", "JOB404"),
    "memory by card beyond all": ("--mem-per-gpu=100G --gpus=24", "JOB404"),
    "a minute too long": ("-t 7-00:01:00", "JOB402"),
    "for ever": ("-t UNLIMITED", "JOB402"),
    "zero is for ever": ("-t 0", "JOB402"),
    "a minute too long in short": ("-p short -t 31", "JOB402"),
    "too long in either": ("-p short,gpu -t 8-0", "JOB402"),
    "no such partition": ("-p elsewhere", "JOB401"),
    "letters count": ("-p GPU", "JOB401"),
    "one of two is not there": ("-p short,elsewhere", "JOB401"),
    "two kinds of memory": ("--mem=1G --mem-per-cpu=1G", "SLU119"),
    "three cards by two": ("--gpus=3 --gpus-per-node=2", "SLU120"),
    "fewer cards than nodes": ("--gpus=2 -N 3", "SLU120"),
    "no nodes": ("-N 0", "SLU135"),
    "an array backwards": ("--array=5-1", "SLU133"),
    "least time above the limit": ("-t 10 --time-min=20", "SLU135"),
    "more tasks than nodes take": ("-N 2 --ntasks-per-node=1 -n 3", "SLU135"),
    "after no job": ("-d afterok", "SLU134"),
    "24h": ("--time=24h", "SLU107"),
    "GiB": ("--mem=16GiB", "SLU107"),
    "half a node": ("--nodes=1.5", "SLU107"),
}
UNTOLD = {
    "another kind of card": ("--gres=gpu:h100:1", "a policy has a card's model, not the word that Slurm has for it"),
    "another feature": ("--constraint=nothing", "a policy has no features"),
    "another node": ("-w gpu9", "a policy has no names of nodes"),
    "another resource": ("--gres=tpu:1", "a policy has GPUs only"),
    "a licence": ("--licenses=matlab", "a policy has no licences"),
    "a reservation": ("--reservation=none", "reservations come and go"),
    "three sockets": ("--sockets-per-node=3", "a policy has no sockets"),
    "a local disk": ("--tmp=100G", "a policy has no size of TmpDisk"),
    "memory by CPU, alone": ("--exclusive --mem-per-cpu=10G", "whether all CPUs count then differs by version"),
    "nine cards in a component": ("-n 1\n#SBATCH hetjob\n#SBATCH --gres=gpu:9", "components are not added up"),
    "cards by task, no tasks": ("--gpus-per-task=2", "the command line may give the number: a warning"),
    "cards by socket, no sockets": ("--gpus-per-socket=4", "the command line may give the number: a warning"),
    "letters in an array": ("--array=abc", "sbatch takes it, and only the controller refuses it"),
}
"""What Slurm refuses here and envdoctor cannot tell, and why: it says nothing then."""


class Fate(NamedTuple):
    """What became of a script: ``refused``, ``COMPLETED``, ``PENDING``, .. and Slurm's words for it."""

    state: str
    said: str = ""


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Three nodes with eight cards each."""
    with slurm(PARTITIONS, NODES, settings=SETTINGS, gres=CARDS) as made:
        (made.folder / "jobs").mkdir()
        yield made


def _scripts() -> dict[str, str]:
    lines = FINE | {name: line for name, (line, _code) in WRONG.items()}
    lines |= {name: line for name, (line, _why) in UNTOLD.items()}
    assert len(lines) == len(FINE) + len(WRONG) + len(UNTOLD)
    return {name: f"#!/bin/bash\n#SBATCH {line}\nhostname\n" for name, line in lines.items()}


def _submit(cluster: Cluster, text: str) -> str | Fate:
    """The job's number, or the refusal."""
    folder = cluster.folder / "jobs"
    script = folder / f"{abs(hash(text))}.sbatch"
    script.write_text(text)
    done = cluster.run("sbatch", "--parsable", str(script), cwd=folder)
    script.unlink()
    return done.stdout.strip() if done.returncode == 0 else Fate("refused", done.stderr.strip())


def _queue(cluster: Cluster) -> dict[str, list[Fate]]:
    """Number of a job -> what becomes of its parts: elements of an array, components."""
    jobs: dict[str, list[Fate]] = {}
    for line in cluster.run("squeue", "-h", "-a", "-t", "all", "-o", "%i|%T|%r").stdout.splitlines():
        number, state, reason = line.split("|", 2)
        jobs.setdefault(re.split(r"[_+]", number)[0], []).append(Fate(state, reason))
    return jobs


PASSING = ("RUNNING", "COMPLETING", "CONFIGURING")
WAITING = ("Priority", "Resources", "None", "Dependency", "BeginTime")
"""Reasons to wait that pass, other than those for which a job does not fit the partition at all."""


def _settled(cluster: Cluster) -> bool:
    fates = [fate for some in _queue(cluster).values() for fate in some]
    return not any(fate.state in PASSING or (fate.state == "PENDING" and fate.said in WAITING) for fate in fates)


@pytest.fixture(scope="module")
def fates(cluster: Cluster) -> Mapping[str, Fate]:
    """What becomes of every script, on a cluster that has nothing else to do."""
    scripts = _scripts()
    with ThreadPoolExecutor(4) as pool:
        given = dict(zip(scripts, pool.map(lambda text: _submit(cluster, text), scripts.values()), strict=True))
    until(lambda: _settled(cluster), "all jobs to end or to wait for good")
    # Now every node is free. What does not start before a job that comes later waits for nothing that could end.
    last = cluster.run("sbatch", "--parsable", "--output=/dev/null", "--wrap=hostname").stdout.strip()
    assert cluster.end_of(last) == "COMPLETED"
    until(lambda: _settled(cluster), "the same after another round")
    assert set(cluster.run("sinfo", "-h", "-o", "%t").stdout.split()) == {"idle"}
    queue = _queue(cluster)
    return {name: one if isinstance(one, Fate) else _worst(queue[one]) for name, one in given.items()}


def _worst(parts: list[Fate]) -> Fate:
    return next((fate for fate in parts if fate.state != "COMPLETED"), parts[0])


@pytest.fixture(scope="module")
def errors(cluster: Cluster) -> Mapping[str, set[str]]:
    """Codes of the errors that a check finds in every script, with the policy that ``init --site`` writes."""
    folder = cluster.folder / "checked"
    policy = cluster.folder / "policy.yaml"
    policy.write_text(cluster.run(ENVDOCTOR, "init", "--site").stdout)
    names = {}
    for number, (name, text) in enumerate(_scripts().items()):
        path = folder / f"{number}.sbatch"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        names[str(path)] = name
    said = cluster.run(ENVDOCTOR, "check", "--config", str(policy), "--format", "json", str(folder)).stdout
    found: dict[str, set[str]] = {name: set() for name in names.values()}
    for finding in json.loads(said)["findings"]:
        if finding["severity"] == "error":
            found[names[finding["location"]["path"]]].add(finding["rule"])
    return found


@pytest.mark.parametrize("name", FINE)
def test_what_passes_runs_to_its_end(name: str, fates: Mapping[str, Fate], errors: Mapping[str, set[str]]) -> None:
    assert errors[name] == set()
    assert fates[name].state == "COMPLETED", fates[name]


@pytest.mark.parametrize("name", WRONG)
def test_what_is_an_error_never_starts(name: str, fates: Mapping[str, Fate], errors: Mapping[str, set[str]]) -> None:
    assert WRONG[name][1] in errors[name]
    assert fates[name].state in ("refused", "PENDING"), fates[name]


@pytest.mark.parametrize("name", UNTOLD)
def test_what_cannot_be_told_is_not_said(name: str, fates: Mapping[str, Fate], errors: Mapping[str, set[str]]) -> None:
    assert errors[name] == set(), UNTOLD[name][1]
    assert fates[name].state in ("refused", "PENDING"), fates[name]
