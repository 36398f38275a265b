from __future__ import annotations

import pytest
from envdoctor_rules.job.comment_contradicts_value import comment_contradicts_value

from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("directive", "comment", "said"),
    [
        ("--gres=gpu:8", "one GPU", "one GPU"),
        ("--gres=gpu:a100:2", "request 4 gpus", "4 gpus"),
        ("--time=00:02:00", "2 hours", "2 hours"),
        ("-t 1-00:00:00", "12 h", "12 h"),
        ("--mem=8G", "16 GB", "16 GB"),
        ("--nodes=2", "a single node", "single node"),
        ("--cpus-per-task=4", "8 cores", "8 cores"),
        ("--gres=gpu:8", "单卡", "单卡"),
        ("--gres=gpu:1", "两张卡", "两张卡"),
        ("--time=1:00:00", "10 小时", "10 小时"),
    ],
)
def test_fires(directive: str, comment: str, said: str) -> None:
    line = f"#SBATCH {directive}"
    [found] = offends(
        comment_contradicts_value, f"#!/bin/bash\n{line} # {comment}\n        {'^' * len(directive)}\n", path="a.sbatch"
    )
    assert found.args["said"] == said


@pytest.mark.parametrize(
    "line",
    [
        "--gres=gpu:8  # 8 GPUs",
        "--gres=gpu:8  # 集群每节点 8 卡\uff0c也即最多可以分配 8 卡",
        "--gres=gpu:2  # up to 4 GPUs",
        "--cpus-per-task=1  # 每个任务的 cpu 核心数\uff0c不填写默认 1\uff0c例如 8",
        "--time=02:00:00  # 2 hours",
        "--time=1-12:00:00  # 1 day 12 hours",
        "--time=23:59:00  # 24 hours",
        "--time=00:05:00  # (HH:MM:SS)",
        "--mem=16000  # 16 GB",
        "--mem-per-cpu=2G -n 4  # 8 GB",
        "-N 2 --ntasks-per-node=4  # 8 tasks",
        "--nodes=1  # one node",
        "--nodes=1  # run on 4 GPUs",
        "--time=0:10:00  # was 2 hours",
        "-n 4  # 2 GB each",
    ],
)
def test_healthy(line: str) -> None:
    passes(comment_contradicts_value, f"#!/bin/bash\n#SBATCH {line}\n", path="a.sbatch")
