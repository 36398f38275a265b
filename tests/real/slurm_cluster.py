"""A Slurm of our own for tests, on loopback, with its own folders. Only daemons started here are ended, by their ids.

Munge's socket stands in the cluster's folder, and a path of a socket has at most 107 characters: its name is short.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from disks import need_root
from host import PATH, need

CONF = """ClusterName=own
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={port}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
CryptoType=crypto/munge
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.%n.pid
SlurmdSpoolDir={folder}/spool/%n
StateSaveLocation={folder}/state
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.%n.log
SlurmdParameters=config_overrides
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,bf_interval=1
GresTypes=gpu
ReturnToService=2
KillWait=2
"""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running Slurm. ``folder`` is its own and home of its clients, ``env`` their whole environment."""

    folder: Path
    env: Mapping[str, str]

    @property
    def conf(self) -> str:
        """The path of its slurm.conf."""
        return self.env["SLURM_CONF"]

    def run(self, *argv: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """What a command says to a person of this cluster."""
        return subprocess.run(argv, env=self.env, cwd=cwd, capture_output=True, text=True, check=False, timeout=60)

    def end_of(self, job: str) -> str:
        """The state in which a job ends. ``sbatch --wait`` would tell as well, but it sleeps for seconds at a time."""
        state = ""

        def ended() -> bool:
            nonlocal state
            state = self.run("squeue", "-h", "-t", "all", "-j", job, "-o", "%T").stdout.strip()
            return state not in ("", "PENDING", "CONFIGURING", "RUNNING", "COMPLETING")

        until(ended, f"the end of job {job}", self.logs, seconds=120)
        return state

    def logs(self) -> str:
        """The last words of its daemons."""
        return "".join(path.read_text()[-2000:] for path in self.folder.glob("*.log"))


@contextmanager
def slurm(
    partitions: str, nodes: Mapping[str, str], *, up: bool = True, settings: str = "", gres: str = ""
) -> Iterator[Cluster]:
    """A cluster that is ready for jobs.

    Args:
        partitions: lines of slurm.conf. settings: more such lines, in front. gres: the lines of gres.conf.
        nodes: name -> what it has, in slurm.conf's words.
        up: whether the nodes run here. Otherwise the controller answers alone, for nodes that never come up.
    """
    need_root("running a Slurm of its own")
    for program, package in (("slurmctld", "slurmctld"), ("slurmd", "slurmd"), ("sbatch", "slurm-client")):
        need(program, package)
    with short_folder() as folder:
        conf = _configure(folder, settings, nodes, partitions, gres)
        made = Cluster(folder, {"PATH": PATH, "SLURM_CONF": str(conf), "HOME": str(folder), "LC_ALL": "C"})
        started = [_munge(folder)]
        try:
            until((folder / "munge" / "socket").exists, "munge's socket")
            started += [_daemon(*argv, "-f", str(conf)) for argv in _daemons(nodes if up else ())]
            wanted = f"{len(nodes)} idle" if up else ""
            until(lambda: _answers(made, wanted), "Slurm to come up", made.logs)
            yield made
        finally:
            _end(started)


@contextmanager
def short_folder() -> Iterator[Path]:
    """A folder with a short name."""
    with tempfile.TemporaryDirectory(prefix="slurm-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def until(done: Callable[[], bool], what: str, more: Callable[[], str] = str, seconds: float = 60) -> None:
    """Wait; the test fails where it is in vain, with what ``more`` says."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if done():
            return
        time.sleep(0.1)
    pytest.fail(f"waited {seconds} s in vain for {what}\n{more()}")


def _configure(folder: Path, settings: str, nodes: Mapping[str, str], partitions: str, gres: str) -> Path:
    host = os.uname().nodename.partition(".")[0]
    control, *ports = _ports(1 + len(nodes))
    here = f"NodeHostname={host} NodeAddr=127.0.0.1"
    lines = [
        f"NodeName={name} {here} Port={port} {has}\n" for (name, has), port in zip(nodes.items(), ports, strict=True)
    ]
    path = folder / "slurm.conf"
    path.write_text(CONF.format(folder=folder, host=host, port=control) + settings + "".join(lines) + partitions)
    (folder / "gres.conf").write_text(gres)
    (folder / "cgroup.conf").touch()
    for name in ("state", "spool"):
        (folder / name).mkdir()
    return path


def _ports(number: int) -> list[int]:
    """Ports that nobody listens on: two clusters may run at once."""
    sockets = [socket.socket() for _number in range(number)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def _munge(folder: Path) -> subprocess.Popen[bytes]:
    munge = folder / "munge"
    munge.mkdir()
    munge.chmod(0o711)
    key = folder / "munge.key"
    key.write_bytes(os.urandom(1024))
    key.chmod(0o600)
    named = {"key": key, "socket": munge / "socket", "pid": munge / "pid", "log": munge / "log", "seed": munge / "seed"}
    options = [f"--{name}{'' if name == 'socket' else '-file'}={path}" for name, path in named.items()]
    return _daemon(need("munged", "munge"), "--foreground", "--force", *options)


def _daemons(nodes: Iterable[str]) -> list[tuple[str, ...]]:
    slurmd = need("slurmd", "slurmd")
    return [(need("slurmctld", "slurmctld"), "-D", "-c"), *((slurmd, "-D", "-c", "-N", name) for name in nodes)]


def _daemon(*argv: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _answers(cluster: Cluster, wanted: str) -> bool:
    """Whether the controller answers, and says of the nodes what is ``wanted`` (anything, where that is empty)."""
    done = cluster.run("sinfo", "-h", "-a", "-o", "%D %t")
    return done.returncode == 0 and wanted in ("", done.stdout.strip())


def _end(started: list[subprocess.Popen[bytes]]) -> None:
    for daemon in reversed(started):
        daemon.send_signal(signal.SIGTERM)
    for daemon in started:
        try:
            daemon.wait(10)
        except subprocess.TimeoutExpired:
            daemon.kill()
            daemon.wait()
