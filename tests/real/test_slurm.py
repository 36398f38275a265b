"""A real Slurm job, submitted from a login shell after the fix: it writes to the data disk."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from disks import image
from homes import BROKEN
from host import ENVDOCTOR, PATH, File, Folder, Link
from slurm_cluster import Cluster, short_folder, slurm
from tools import Tools


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
def data_disk(folder: Path) -> Iterator[tuple[Path, str]]:
    """A data disk larger than the one /tmp is on, and the policy that calls that one small."""
    room = os.statvfs("/tmp")
    small = room.f_blocks * room.f_frsize + 1
    folder.mkdir()
    with image(str(folder), small + 300 * 10**9) as point:
        yield Path(point), POLICY.format(data=point, small=small)


def test_a_job_writes_to_the_data_disk(tmp_path: Path, tools: Tools) -> None:
    with (
        slurm("PartitionName=gpu Nodes=ALL Default=YES\n", {"gpu1": "CPUs=4 RealMemory=1000"}) as cluster,
        short_folder() as wide,  # a TMPDIR of over 75 characters would be refused
        small_home(tmp_path / "home") as home,
        data_disk(wide / "disk") as (data, policy),
    ):
        (home / "policy.yaml").write_text(policy)
        env = {"HOME": str(home), "USER": "root", "LOGNAME": "root", "SHELL": "/bin/bash", "PATH": PATH}
        env |= {"TERM": "dumb", "LANG": "C.UTF-8", "SLURM_CONF": cluster.conf}
        before = _job(cluster, env, tools)
        assert before["tmp"] == "/tmp"
        assert before["pip"] == f"{home}/.cache/pip"
        done = _login(f"{ENVDOCTOR} fix --apply --config ~/policy.yaml", env)
        assert done.returncode == 0, done
        said = _job(cluster, env, tools)
        conda = said["conda"]
        assert isinstance(conda, dict)
        places = {name: said[name] for name in ("pip", "uv", "npm", "hub", "tmp", "torch")}
        places |= {"envs": conda["envs_dirs"][0], "pkgs": conda["pkgs_dirs"][0]}
        assert {name: at for name, at in places.items() if not str(at).startswith(f"{data}/root/")} == {}
        assert said["token"] == f"{home}/.cache/huggingface/token"
        done = _login(f"{ENVDOCTOR} undo --config ~/policy.yaml", env)
        assert done.returncode == 0, done
        assert _job(cluster, env, tools) == before


def _login(command: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    argv = ["bash", "-lc", command]
    return subprocess.run(argv, env=env, cwd=env["HOME"], capture_output=True, text=True, check=False, timeout=120)


def _job(cluster: Cluster, env: Mapping[str, str], tools: Tools) -> dict[str, object]:
    """Submit a job with the default export from a login shell; what the tools say in it."""
    script, out = (Path(env["HOME"]) / name for name in ("job.sh", "job.out"))
    script.write_text(f"#!/bin/bash\n{tools.command}\n")
    done = _login(f"sbatch --parsable --output={out} {script}", env)
    assert done.returncode == 0, done
    state = cluster.end_of(done.stdout.split()[-1])
    assert state == "COMPLETED", (state, out.read_text() if out.exists() else "no output")
    lines = [line for line in out.read_text().splitlines() if line.startswith("{")]
    script.unlink()
    out.unlink()
    said: dict[str, object] = json.loads(lines[-1])
    return said
