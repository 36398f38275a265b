"""``envdoctor init --site`` beside a real Slurm controller, and what its policy finds beside what sbatch answers."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from host import ENVDOCTOR, PATH, need
from slurm_cluster import Cluster, slurm, until

from envdoctor.catalogue.site import UNLIMITED, Queue
from tests.survey.captured import site

pytestmark = pytest.mark.xdist_group("controllers")  # one cluster, not one on each worker

PARTITIONS = """PartitionName=gpu Nodes=gpu[1-2] Default=YES MaxTime=2-00:00:00 DefaultTime=01:00:00
PartitionName=all Nodes=ALL MaxTime=UNLIMITED
PartitionName=short Nodes=cpu1 MaxTime=00:30:00
"""


def controller(memory: int, small: int, select: str) -> AbstractContextManager[Cluster]:
    """Munged and slurmctld alone, which answer for nodes that never come up."""
    card = f"CPUs=40 Gres=gpu:a100:8 RealMemory={memory}"
    nodes = {"gpu1": card, "gpu2": card, "cpu1": f"CPUs=16 RealMemory={small}"}
    return slurm(PARTITIONS, nodes, up=False, settings=f"SelectTypeParameters={select}\n")


@pytest.fixture(scope="module")
def configured() -> Iterator[Cluster]:
    with controller(500000, 64000, "CR_Core_Memory") as made:
        yield made


@pytest.fixture(scope="module")
def memoryless() -> Iterator[Cluster]:
    with controller(1, 1, "CR_Core") as made:
        yield made


def envdoctor(cluster: Cluster, *words: str) -> subprocess.CompletedProcess[str]:
    return cluster.run(ENVDOCTOR, *words)


def submitted(cluster: Cluster, folder: Path, text: str) -> bool:
    """Whether real sbatch takes the script; the job never runs, for its nodes are not up."""
    script = folder / "try.sh"
    script.write_text(text)
    return cluster.run("sbatch", str(script)).returncode == 0


def test_the_policy_is_what_the_cluster_is(configured: Cluster) -> None:
    done = envdoctor(configured, "init", "--site")
    assert (done.returncode, done.stderr) == (0, "")
    made = site(done.stdout)
    assert (made.kind, made.default_queue, made.memory_configured) == ("slurm", "gpu", True)
    version = configured.run("sinfo", "-V").stdout
    assert made.version is not None
    assert f" {made.version[0]}.{made.version[1]:02}" in version
    assert made.queues["gpu"] == Queue("gpu", 2880, 60, nodes=2, gpus=8, cpus=40, memory=500000, card="A100")
    assert made.queues["all"] == Queue("all", UNLIMITED, None, nodes=3, gpus=8, cpus=40, memory=500000, card="A100")
    assert made.queues["short"] == Queue("short", 30, None, nodes=1, gpus=0, cpus=16, memory=64000)
    assert "# 2 x 8 GPUs (a100), 40 CPUs, 500000 MiB\n      # 1 x 0 GPUs, 16 CPUs, 64000 MiB" in done.stdout


def test_memory_one_is_not_configured(memoryless: Cluster) -> None:
    made = site(envdoctor(memoryless, "init", "--site").stdout)
    assert (made.memory_configured, made.queues["gpu"].memory) == (False, None)


def test_a_file_is_never_written_over(configured: Cluster, tmp_path: Path) -> None:
    path = tmp_path / "site.yaml"
    assert envdoctor(configured, "init", "--site", "--output", str(path)).returncode == 0
    first = path.read_bytes()
    again = envdoctor(configured, "init", "--site", "--output", str(path))
    assert (again.returncode, again.stdout) == (1, "")
    assert "is there already and is left as it is" in again.stderr
    assert path.read_bytes() == first
    assert site(first.decode()).default_queue == "gpu"


def test_a_controller_that_is_gone_is_told(tmp_path: Path) -> None:
    need("sbatch", "slurm-client")
    conf = tmp_path / "slurm.conf"
    conf.write_text(
        "ClusterName=x\nSlurmctldHost=here(127.0.0.1)\nSlurmctldPort=1\nMessageTimeout=1\nSlurmctldTimeout=1\n"
    )
    nobody = Cluster(tmp_path, {"PATH": PATH, "SLURM_CONF": str(conf), "HOME": str(tmp_path)})
    done = envdoctor(nobody, "init", "--site")
    assert (done.returncode, done.stdout) == (1, "")
    assert "no scheduler answers: slurm: " in done.stderr


REFUSED = [
    ("--gres=gpu:9", "JOB403"),
    ("--gpus-per-node=16", "JOB403"),
    ("-n 1 --gpus=16", "JOB403"),
    ("--gpus=24", "JOB403"),
    ("-p short --gres=gpu:1", "JOB403"),
    ("-p elsewhere", "JOB401"),
    ("--mem=600G", "JOB404"),
]
TAKEN = [
    "--gres=gpu:8",
    "--gpus=16",
    "-N 2 --gpus-per-node=8",
    "-p all -N 3",
    "--mem=400G",
    "-c 40",
    "-t 2-0",
    "--mem=0",
]


@pytest.mark.parametrize(("line", "code"), REFUSED)
def test_what_sbatch_refuses_is_found(line: str, code: str, configured: Cluster, tmp_path: Path) -> None:
    assert not submitted(configured, tmp_path, f"#!/bin/bash\n#SBATCH {line}\ntrue\n"), "sbatch takes it"
    assert code in codes(configured, tmp_path)


NEVER = [
    ("-N 3", "PartitionNodeLimit", "JOB404"),
    ("-t 3-00:00:00", "PartitionTimeLimit", "JOB402"),
    ("-p short -c 41", "PartitionConfig", "JOB404"),
]


@pytest.mark.parametrize(("line", "reason", "code"), NEVER)
def test_what_waits_for_ever_is_found(line: str, reason: str, code: str, configured: Cluster, tmp_path: Path) -> None:
    assert submitted(configured, tmp_path, f"#!/bin/bash\n#SBATCH {line}\ntrue\n")
    assert code in codes(configured, tmp_path)
    until(lambda: reason in waiting(configured).split(), reason, lambda: waiting(configured), seconds=10)


def waiting(cluster: Cluster) -> str:
    """Why the cluster's jobs wait, by squeue's words."""
    return cluster.run("squeue", "-h", "-o", "%r").stdout


@pytest.mark.parametrize("line", TAKEN)
def test_what_sbatch_takes_is_not(line: str, configured: Cluster, tmp_path: Path) -> None:
    assert submitted(configured, tmp_path, f"#!/bin/bash\n#SBATCH {line}\ntrue\n"), "sbatch refuses it"
    assert not {code for code in codes(configured, tmp_path) if code in ("JOB401", "JOB402", "JOB403", "JOB404")}


def test_refused_memory_is_found_and_mended(memoryless: Cluster, tmp_path: Path) -> None:
    text = "#!/bin/bash\n#SBATCH --mem=16G\n#SBATCH -c 2 --mem-per-gpu=4G --gres=gpu:1\ntrue\n"
    assert not submitted(memoryless, tmp_path, text)
    assert "JOB405" in codes(memoryless, tmp_path)
    argv = ("fix", "--apply", "--select", "JOB405", "--config", policy(memoryless), script(tmp_path))
    done = envdoctor(memoryless, *argv)
    assert done.returncode == 0, done.stderr
    mended = (tmp_path / "try.sh").read_text()
    assert mended == "#!/bin/bash\n#SBATCH -c 2 --gres=gpu:1\ntrue\n"
    assert submitted(memoryless, tmp_path, mended)


def script(folder: Path) -> str:
    return str(folder / "try.sh")


def policy(cluster: Cluster) -> str:
    """The file with what ``init --site`` says of the cluster, which stays the same for all tests."""
    path = cluster.folder / "policy.yaml"
    if not path.exists():
        path.write_text(envdoctor(cluster, "init", "--site").stdout)
    return str(path)


def codes(cluster: Cluster, folder: Path) -> set[str]:
    """Codes of what a check of the last script finds under the policy that ``init --site`` wrote."""
    argv = ("check", "--select", "JOB4", "--config", policy(cluster), "--format", "json", script(folder))
    done = envdoctor(cluster, *argv)
    assert done.returncode in (0, 1), done.stderr
    return {
        finding["rule"]["code"] if isinstance(finding["rule"], dict) else finding["rule"]
        for finding in json.loads(done.stdout)["findings"]
    }
