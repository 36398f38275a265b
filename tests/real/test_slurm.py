"""A real Slurm job, submitted from a login shell after the fix: it writes to the data disk.

Slurm runs as the account itself, on loopback only, with folders of its own; only daemons started here are ended.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from disks import image, need_root
from homes import BROKEN
from host import ENVDOCTOR, PATH, File, Folder, Link, need
from tools import Tools

CONF = """ClusterName=test
SlurmctldHost={node}(127.0.0.1)
SlurmctldPort={first}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
CryptoType=crypto/munge
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmdSpoolDir={folder}/spool
StateSaveLocation={folder}/state
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
SlurmdParameters=config_overrides
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SchedulerParameters=sched_interval=1
ReturnToService=2
NodeName=gpu1 NodeHostname={node} NodeAddr=127.0.0.1 Port={second} CPUs=4 RealMemory=1000
PartitionName=gpu Nodes=ALL Default=YES State=UP
"""


def _ports() -> list[int]:
    sockets = [socket.socket() for _number in range(2)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def _start_munge(folder: Path) -> subprocess.Popen[bytes]:
    munge = folder / "munge"
    munge.mkdir(mode=0o711)
    munge.chmod(0o711)
    key = folder / "munge.key"
    key.write_bytes(os.urandom(1024))
    key.chmod(0o600)
    named = {"key": key, "socket": munge / "socket", "pid": munge / "pid", "log": munge / "log", "seed": munge / "seed"}
    options = [f"--{name}{'' if name == 'socket' else '-file'}={path}" for name, path in named.items()]
    return _daemon(need("munged", "munge"), "--foreground", "--force", *options)


def _daemon(*argv: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _wait_idle(env: Mapping[str, str], folder: Path) -> None:
    said = ""
    for _turn in range(150):
        done = subprocess.run(["sinfo", "-h", "-o", "%t"], env=env, capture_output=True, text=True, check=False)
        said = done.stdout.strip() or done.stderr
        if said == "idle":
            return
        time.sleep(0.1)
    logs = "".join(path.read_text()[-2000:] for path in folder.glob("*.log"))
    pytest.fail(f"Slurm did not come up: {said}\n{logs}")


@contextmanager
def slurm(folder: Path) -> Iterator[str]:
    """Start munged, slurmctld and slurmd in ``folder``; yields SLURM_CONF; ends exactly these."""
    programs = [need("slurmctld", "slurmctld"), need("slurmd", "slurmd"), need("sbatch", "slurm-client")]
    folder.chmod(0o755)
    first, second = _ports()
    conf, node = folder / "slurm.conf", os.uname().nodename.partition(".")[0]
    conf.write_text(CONF.format(folder=folder, node=node, first=first, second=second))
    (folder / "cgroup.conf").touch()
    (folder / "state").mkdir()
    (folder / "spool").mkdir()
    started = [_start_munge(folder)]
    try:
        _wait_for(folder / "munge" / "socket")
        started.append(_daemon(programs[0], "-D", "-c", "-f", str(conf)))
        started.append(_daemon(programs[1], "-D", "-c", "-N", "gpu1", "-f", str(conf)))
        _wait_idle({"PATH": PATH, "SLURM_CONF": str(conf)}, folder)
        yield str(conf)
    finally:
        for daemon in reversed(started):
            daemon.send_signal(signal.SIGTERM)
        for daemon in started:
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()


def _wait_for(path: Path) -> None:
    for _turn in range(100):
        if path.exists():
            return
        time.sleep(0.05)
    pytest.fail(f"{path} did not appear")


@contextmanager
def small_home(point: Path) -> Iterator[Path]:
    """A tmpfs of 64 MB with the broken home, nearly full."""
    point.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m,mode=0755", "home", str(point)], check=True)
    try:
        for path, what in BROKEN.items():
            _plant(point / path, what)
        room = os.statvfs(point)
        (point / "results.bin").write_bytes(b"\0" * (room.f_bavail * room.f_frsize - (1 << 20)))
        yield point
    finally:
        subprocess.run(["umount", "-l", str(point)], check=True)


def _plant(path: Path, what: File | Folder | Link) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(what, File):
        path.write_bytes(what.data)
        path.chmod(what.mode)
    elif isinstance(what, Folder):
        path.mkdir(what.mode, exist_ok=True)


POLICY = """storage:
  data:
    - path: {data}
      folder: {data}/{{user}}
      nodes: all
  small:
    bytes: {small}
"""


@contextmanager
def short_folder() -> Iterator[Path]:
    """A folder with a short name: sockets allow 107 characters."""
    with tempfile.TemporaryDirectory(prefix="slurm-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@contextmanager
def data_disk(folder: Path) -> Iterator[tuple[Path, str]]:
    """A data disk larger than the one /tmp is on, and the policy that calls that one small."""
    room = os.statvfs("/tmp")
    small = room.f_blocks * room.f_frsize + 1
    folder.mkdir()
    with image(str(folder), small + 300 * 10**9) as point:
        yield Path(point), POLICY.format(data=point, small=small)


def test_a_job_writes_to_the_data_disk(tmp_path: Path, tools: Tools) -> None:
    need_root("running a Slurm of its own")
    with (
        short_folder() as folder,
        short_folder() as wide,  # a TMPDIR of over 75 characters would be refused
        slurm(folder) as conf,
        small_home(tmp_path / "home") as home,
        data_disk(wide / "disk") as (data, policy),
    ):
        (home / "policy.yaml").write_text(policy)
        env = {"HOME": str(home), "USER": "root", "LOGNAME": "root", "SHELL": "/bin/bash", "PATH": PATH}
        env |= {"TERM": "dumb", "LANG": "C.UTF-8", "SLURM_CONF": conf}
        before = _job(home, env, tools)
        assert before["tmp"] == "/tmp"
        assert before["pip"] == f"{home}/.cache/pip"
        done = _login(f"{ENVDOCTOR} fix --apply --config ~/policy.yaml", env)
        assert done.returncode == 0, done
        said = _job(home, env, tools)
        conda = said["conda"]
        assert isinstance(conda, dict)
        places = {name: said[name] for name in ("pip", "uv", "npm", "hub", "tmp", "torch")}
        places |= {"envs": conda["envs_dirs"][0], "pkgs": conda["pkgs_dirs"][0]}
        assert {name: at for name, at in places.items() if not str(at).startswith(f"{data}/root/")} == {}
        assert said["token"] == f"{home}/.cache/huggingface/token"
        done = _login(f"{ENVDOCTOR} undo --config ~/policy.yaml", env)
        assert done.returncode == 0, done
        assert _job(home, env, tools) == before


def _login(command: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    argv = ["bash", "-lc", command]
    return subprocess.run(argv, env=env, cwd=env["HOME"], capture_output=True, text=True, check=False, timeout=120)


def _job(home: Path, env: Mapping[str, str], tools: Tools) -> dict[str, object]:
    """Submit a job with the default export from a login shell; what the tools say in it."""
    script, out = home / "job.sh", home / "job.out"
    script.write_text(f"#!/bin/bash\n{tools.command}\n")
    done = _login(f"sbatch --wait --output={out} {script}", env)
    assert done.returncode == 0, (done, out.read_text() if out.exists() else "no output")
    lines = [line for line in out.read_text().splitlines() if line.startswith("{")]
    script.unlink()
    out.unlink()
    said: dict[str, object] = json.loads(lines[-1])
    return said
