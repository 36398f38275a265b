from __future__ import annotations

import pytest

from envdoctor.syntax.jobs.slurm.reader import read
from envdoctor.syntax.jobs.slurm.request import request
from envdoctor.syntax.jobs.values import UNLIMITED, Request

HEAD = "#!/bin/bash\n"


def asked(lines: str) -> Request:
    text = HEAD + lines
    return request(read(text), text)


@pytest.mark.parametrize(
    ("lines", "field", "number", "text"),
    [
        ("#SBATCH -t 24:00\n", "minutes", 24, "24:00"),
        ("#SBATCH -t 0:30\n", "minutes", 1, "0:30"),
        ("#SBATCH -t 1-12\n", "minutes", 2160, "1-12"),
        ("#SBATCH -t 0\n", "minutes", UNLIMITED, "0"),
        ("#SBATCH -t infinite\n", "minutes", UNLIMITED, "infinite"),
        ("#SBATCH -N 2-4\n", "nodes", 2, "2-4"),
        ("#SBATCH -N 2-4\n", "nodes_most", 4, "2-4"),
        ("#SBATCH -N 1,2,4\n", "nodes_most", 4, "1,2,4"),
        ("#SBATCH -n2\n#SBATCH -n3\n", "tasks", 3, "3"),
        ("#SBATCH --tasks-per-node=3\n", "tasks_per_node", 3, "3"),
        ("#SBATCH -c 8\n", "cpus_per_task", 8, "8"),
        ("#SBATCH --mem=16\n", "memory", 16, "16"),
        ("#SBATCH --mem=16gb\n", "memory", 16384, "16gb"),
        ("#SBATCH --mem=0\n", "memory", 0, "0"),
        ("#SBATCH --mem-per-cpu=2000K\n", "memory_per_cpu", 2, "2000K"),
        ("#SBATCH --gres=gpu\n", "gpus_per_node", 1, "gpu"),
        ("#SBATCH --gres=gpu:a100:2,shard:1\n", "gpus_per_node", 2, "gpu:a100:2,shard:1"),
        ("#SBATCH --gres=gpu:a100:2\n", "gpu_type", -1, "a100"),
        ("#SBATCH --gres=gpu:0\n", "gpus_per_node", 0, "gpu:0"),
        ("#SBATCH -G v100:4\n", "gpus", 4, "v100:4"),
        ("#SBATCH --gpus-per-node=a:1,b:2\n", "gpus_per_node", 3, "a:1,b:2"),
        ("#SBATCH --gpus-per-task=1\n", "gpus_per_task", 1, "1"),
        ("#SBATCH -p gpu,long\n", "queue", -1, "gpu,long"),
        ("#SBATCH -p $P\n", "queue", -1, "$P"),
        ("#SBATCH --no-requeue\n", "requeue", 0, "no-requeue"),
        ("#SBATCH --exclusive\n", "exclusive", -1, ""),
        ("#SBATCH --mail-type=END\n", "mail_type", -1, "END"),
        ("#SBATCH -t 5\n#PBS -l walltime=1:00:00\n", "minutes", 60, "1:00:00"),
    ],
)
def test_asked(lines: str, field: str, number: int, text: str) -> None:
    found = getattr(asked(lines), field)
    assert (found.number, found.text) == (number, text)


@pytest.mark.parametrize(
    ("lines", "option", "field"),
    [
        ("#SBATCH --nodes=<N>\n", "nodes", "nodes"),
        ("#SBATCH --mem={mem}\n", "mem", "memory"),
        ("#SBATCH --time=$T\n", "time", "minutes"),
        ("#SBATCH --time=24h\n", "time", "minutes"),
        ("#SBATCH --gres=gpu:@N@\n", "gres", "gpus_per_node"),
        ("#SBATCH -n2\n#SBATCH -n %%N%%\n", "ntasks", "tasks"),
    ],
)
def test_unsure(lines: str, option: str, field: str) -> None:
    found = asked(lines)
    assert option in found.unsure
    assert getattr(found, field) is None


def test_nothing_is_asked() -> None:
    found = asked("echo\n")
    assert (found.scheduler, found.directives, found.unsure) == ("", (), frozenset())
    assert found.minutes is None
    assert asked("#SBATCH --gres=none\n").gpus_per_node is None
    assert asked("#SBATCH -n2\n").scheduler == "slurm"


def test_only_the_first_component() -> None:
    found = asked("#SBATCH -n2\n#SBATCH hetjob\n#SBATCH -n8\n")
    assert found.tasks is not None
    assert found.tasks.number == 2
    assert len(found.directives) == 2
