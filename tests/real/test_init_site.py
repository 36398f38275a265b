"""``envdoctor init --site`` beside a real Slurm controller, and what its policy finds beside what sbatch answers."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from host import ENVDOCTOR, PATH, need
from test_slurm import _daemon, _ports, _start_munge, _wait_for

from envdoctor.catalogue.site import UNLIMITED, Queue
from tests.survey.captured import site

CONF = """ClusterName=real
SlurmctldHost={node}(127.0.0.1)
SlurmctldPort={port}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
CryptoType=crypto/munge
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmctldPidFile={folder}/slurmctld.pid
StateSaveLocation={folder}/state
SlurmctldLogFile={folder}/slurmctld.log
MpiDefault=none
ProctrackType=proctrack/linuxproc
SelectType=select/cons_tres
SelectTypeParameters={select}
GresTypes=gpu
{nodes}
PartitionName=gpu Nodes=gpu[1-2] Default=YES MaxTime=2-00:00:00 DefaultTime=01:00:00
PartitionName=all Nodes=ALL MaxTime=UNLIMITED
PartitionName=short Nodes=cpu1 MaxTime=00:30:00
"""
NODES = """NodeName=gpu[1-2] NodeAddr=127.0.0.1 Port=[6900-6901] CPUs=40 {gpus}RealMemory={memory}
NodeName=cpu1 NodeAddr=127.0.0.1 Port=6902 CPUs=16 RealMemory={small}
"""
GPUS = "Gres=gpu:a100:8 "


@contextmanager
def controller(folder: Path, nodes: str, select: str) -> Iterator[dict[str, str]]:
    """Munged and slurmctld alone, which answer for nodes that never came up; yields the environment for clients."""
    programs = [need("slurmctld", "slurmctld"), need("sbatch", "slurm-client")]
    folder.chmod(0o755)
    (folder / "state").mkdir()
    (folder / "cgroup.conf").touch()
    conf, node = folder / "slurm.conf", os.uname().nodename.partition(".")[0]
    conf.write_text(CONF.format(folder=folder, node=node, port=_ports()[0], nodes=nodes, select=select))
    env = {"PATH": PATH, "SLURM_CONF": str(conf), "HOME": str(folder)}
    started = [_start_munge(folder)]
    try:
        _wait_for(folder / "munge" / "socket")
        started.append(_daemon(programs[0], "-D", "-c", "-f", str(conf)))
        for _turn in range(100):
            if subprocess.run(["sinfo"], env=env, capture_output=True, check=False).returncode == 0:
                break
        yield env
    finally:
        for daemon in reversed(started):
            daemon.send_signal(signal.SIGTERM)
        for daemon in started:
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()


@pytest.fixture(scope="module")
def configured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    nodes = NODES.format(gpus=GPUS, memory=500000, small=64000)
    with controller(tmp_path_factory.mktemp("configured"), nodes, "CR_Core_Memory") as env:
        yield env


@pytest.fixture(scope="module")
def memoryless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    nodes = NODES.format(gpus=GPUS, memory=1, small=1)
    with controller(tmp_path_factory.mktemp("memoryless"), nodes, "CR_Core") as env:
        yield env


def envdoctor(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([ENVDOCTOR, *words], env=env, capture_output=True, text=True, check=False, timeout=60)


def submitted(env: dict[str, str], folder: Path, text: str) -> bool:
    """Whether real sbatch takes the script; the job never runs, for its nodes are not up."""
    script = folder / "try.sh"
    script.write_text(text)
    done = subprocess.run(["sbatch", str(script)], env=env, capture_output=True, text=True, check=False, timeout=30)
    return done.returncode == 0


def test_the_policy_is_what_the_cluster_is(configured: dict[str, str]) -> None:
    done = envdoctor(configured, "init", "--site")
    assert (done.returncode, done.stderr) == (0, "")
    made = site(done.stdout)
    assert (made.kind, made.default_queue, made.memory_configured) == ("slurm", "gpu", True)
    version = subprocess.run(["sinfo", "-V"], env=configured, capture_output=True, text=True, check=True).stdout
    assert made.version is not None
    assert f" {made.version[0]}.{made.version[1]:02}" in version
    assert made.queues["gpu"] == Queue("gpu", 2880, 60, nodes=2, gpus=8, cpus=40, memory=500000, card="A100")
    assert made.queues["all"] == Queue("all", UNLIMITED, None, nodes=3, gpus=8, cpus=40, memory=500000, card="A100")
    assert made.queues["short"] == Queue("short", 30, None, nodes=1, gpus=0, cpus=16, memory=64000)
    assert "# 2 x 8 GPUs (a100), 40 CPUs, 500000 MiB\n      # 1 x 0 GPUs, 16 CPUs, 64000 MiB" in done.stdout


def test_memory_one_is_not_configured(memoryless: dict[str, str]) -> None:
    made = site(envdoctor(memoryless, "init", "--site").stdout)
    assert (made.memory_configured, made.queues["gpu"].memory) == (False, None)


def test_a_file_is_never_written_over(configured: dict[str, str], tmp_path: Path) -> None:
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
    done = envdoctor({"PATH": PATH, "SLURM_CONF": str(conf), "HOME": str(tmp_path)}, "init", "--site")
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
def test_what_sbatch_refuses_is_found(line: str, code: str, configured: dict[str, str], tmp_path: Path) -> None:
    assert not submitted(configured, tmp_path, f"#!/bin/bash\n#SBATCH {line}\ntrue\n"), "sbatch takes it"
    assert code in codes(configured, tmp_path)


NEVER = [
    ("-N 3", "PartitionNodeLimit", "JOB404"),
    ("-t 3-00:00:00", "PartitionTimeLimit", "JOB402"),
    ("-p short -c 41", "PartitionConfig", "JOB404"),
]


@pytest.mark.parametrize(("line", "reason", "code"), NEVER)
def test_what_waits_for_ever_is_found(
    line: str, reason: str, code: str, configured: dict[str, str], tmp_path: Path
) -> None:
    assert submitted(configured, tmp_path, f"#!/bin/bash\n#SBATCH {line}\ntrue\n")
    assert code in codes(configured, tmp_path)
    for _turn in range(100):
        waiting = subprocess.run(
            ["squeue", "-h", "-o", "%r"], env=configured, capture_output=True, text=True, check=True
        ).stdout.split()
        if reason in waiting:
            return
        time.sleep(0.1)
    pytest.fail(f"squeue says {waiting}")


@pytest.mark.parametrize("line", TAKEN)
def test_what_sbatch_takes_is_not(line: str, configured: dict[str, str], tmp_path: Path) -> None:
    assert submitted(configured, tmp_path, f"#!/bin/bash\n#SBATCH {line}\ntrue\n"), "sbatch refuses it"
    assert not {code for code in codes(configured, tmp_path) if code in ("JOB401", "JOB402", "JOB403", "JOB404")}


def test_refused_memory_is_found_and_mended(memoryless: dict[str, str], tmp_path: Path) -> None:
    text = "#!/bin/bash\n#SBATCH --mem=16G\n#SBATCH -c 2 --mem-per-gpu=4G --gres=gpu:1\ntrue\n"
    assert not submitted(memoryless, tmp_path, text)
    assert "JOB405" in codes(memoryless, tmp_path)
    done = envdoctor(
        memoryless, "fix", "--apply", "--select", "JOB405", "--config", str(tmp_path / "p.yaml"), script(tmp_path)
    )
    assert done.returncode == 0, done.stderr
    mended = (tmp_path / "try.sh").read_text()
    assert mended == "#!/bin/bash\n#SBATCH -c 2 --gres=gpu:1\ntrue\n"
    assert submitted(memoryless, tmp_path, mended)


def script(folder: Path) -> str:
    return str(folder / "try.sh")


def codes(env: dict[str, str], folder: Path) -> set[str]:
    """Codes of what a check of the last script finds under the policy that ``init --site`` wrote."""
    import json

    path = folder / "p.yaml"
    if not path.exists():
        path.write_text(envdoctor(env, "init", "--site").stdout)
    done = envdoctor(env, "check", "--select", "JOB4", "--config", str(path), "--format", "json", script(folder))
    assert done.returncode in (0, 1), done.stderr
    return {
        finding["rule"]["code"] if isinstance(finding["rule"], dict) else finding["rule"]
        for finding in json.loads(done.stdout)["findings"]
    }
