"""What a check says of job scripts beside what a real three-node Slurm does with them.

The policy is what ``envdoctor init --site`` writes beside this cluster. A script without an error must run to its end
there. A script with one must be refused by ``sbatch``, or still wait when the whole cluster is idle, nothing else
waits for resources, and the scheduler has gone round again: nothing that ends can make room for it, so it never starts.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest
from host import ENVDOCTOR, PATH, need
from test_slurm import _daemon, _ports, _start_munge, _wait_for, short_folder

CONF = """ClusterName=three
SlurmctldHost={node}(127.0.0.1)
SlurmctldPort={control}
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
SelectTypeParameters=CR_Core_Memory
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,bf_interval=1
GresTypes=gpu
DefMemPerCPU=2000
ReturnToService=2
KillWait=2
{nodes}
PartitionName=gpu Nodes=gpu[1-3] Default=YES MaxTime=7-00:00:00 DefaultTime=01:00:00
PartitionName=short Nodes=gpu1 MaxTime=00:30:00
"""
NODE = "NodeName=gpu{n} NodeHostname={node} NodeAddr=127.0.0.1 Port={port} Sockets=2 CoresPerSocket=32 ThreadsPerCore=1 RealMemory=500000 Gres=gpu:a100:8"
NODES = 3


class Case(NamedTuple):
    """A script's directives, and the rules that find an error in it; none: it runs to its end."""

    lines: str
    codes: str = ""


CASES = {
    # cards
    "eight cards": Case("--gres=gpu:8"),
    "nine cards": Case("--gres=gpu:9", "JOB403"),
}


class Fate(NamedTuple):
    """What became of a script: ``refused``, ``COMPLETED``, ``PENDING``, .. and in whose words."""

    state: str
    said: str = ""
