from __future__ import annotations

import pytest
from envdoctor_rules.job.children_left_behind import children_left_behind

from envdoctor.testing import fixed, offends, passes

FIRST = "#!/bin/bash\n#SBATCH -n 2\n"


def test_points_at_the_first_that_is_left() -> None:
    [found] = offends(
        children_left_behind,
        f"{FIRST}module load cuda\nsrun python a.py &\n^^^^^^^^^^^^^^^^\nsrun python b.py &\necho started\n",
        path="a.sbatch",
    )
    assert found.args == {"program": "srun"}


def test_in_a_loop_and_behind_nohup() -> None:
    offends(
        children_left_behind,
        f"{FIRST}for i in 1 2; do\n  python a.py $i &\n  ^^^^^^^^^^^^^^\ndone\n",
        path="a.sbatch",
    )
    offends(children_left_behind, f"{FIRST}nohup python a.py > log &\n      ^^^^^^^^^^^\n", path="a.sbatch")


@pytest.mark.parametrize(
    "rest",
    [
        "python prep.py\npython a.py &\n^^^^^^^^^^^\npython b.py &\n",
        "python prep.py\nnohup python a.py &\n      ^^^^^^^^^^^\n",
        "source env.sh\nsrun ./prep\nfor i in 1 2; do\n  python a.py $i &\n  ^^^^^^^^^^^^^^\ndone\necho started\n",
        "nohup python y.py &\n      ^^^^^^^^^^^\nsleep 1\n",
        "nohup python y.py &\n      ^^^^^^^^^^^\nsleep 2.5s\necho started\n",
        "server &\npython client.py\npython a.py &\n^^^^^^^^^^^\n",
        "tensorboard --logdir x &\n^^^^^^^^^^^^^^^^^^^^^^\n",
    ],
)
def test_work_in_the_foreground_above_waits_for_nothing(rest: str) -> None:
    offends(children_left_behind, FIRST + rest, path="a.sbatch")


@pytest.mark.parametrize("end", ["", "\n"])
def test_fix(end: str) -> None:
    fixed(children_left_behind, f"{FIRST}python é.py &{end}", f"{FIRST}python é.py &\nwait\n", path="a.sbatch")


@pytest.mark.parametrize(
    "rest",
    [
        "python a.py &\nwait\n",
        "python a.py & python b.py & wait\n",
        "server &\npython client.py\n",
        "python train.py\ntensorboard --logdir x &\n",
        "nvidia-smi -l 60 > gpu.log &\n",
        "python a.py &\nnvidia-smi -l 1\n",
        "python a.py &\nsleep 3600\n",
        "python a.py &\nwhile kill -0 $!; do sleep 1; done\n",
        "python a.py &\n./collect.sh\n",
        "go() { python a.py & }\nls\n",
        "python a.py &\nsleep 11\n",
        "python a.py &\nsleep 1m\n",
        "python a.py &\nsleep $N\n",
        "python a.py &\nfor i in 1 2; do\n  sleep 1\ndone\n",
        "python prep.py\nserver &\npython client.py\n",
        "python prep.py\nif [ -z $SLURM_JOBID ]; then\n  python a.py &\nfi\n",
        "python prep.py\npython a.py &\nwait\n",
        "./train.sh\njupyter lab &\n",
        "python a.py && echo done\n",
        "for i in 1 2 3; do\n  python $i.py &\n  if true; then wait; fi\ndone\n",
        "python a.py &\nif a; then\n",
        "trap 'echo' EXIT\npython a.py &\n",
        "python a.py &> log\n",
    ],
)
def test_healthy(rest: str) -> None:
    passes(children_left_behind, FIRST + rest, path="a.sbatch")


def test_lsf_is_not_judged() -> None:
    passes(children_left_behind, "#!/bin/bash\n#BSUB -n 1\npython a.py &\n", path="a.lsf")


@pytest.mark.parametrize("end", ["exit 0\n", "exit $?  # done\n", "exit"])
def test_wait_stands_above_the_exit(end: str) -> None:
    before = f"{FIRST}nohup python a.py &\n\n"
    fixed(children_left_behind, before + end, f"{before}wait\n{end}", path="a.sbatch")


def test_a_wait_below_the_exit_never_runs() -> None:
    offends(children_left_behind, f"{FIRST}python a.py &\n^^^^^^^^^^^\nexit 0\nwait\n./collect.sh\n", path="a.sbatch")


@pytest.mark.parametrize(
    "rest",
    [
        "ls /data ||\nexit 1\nwait\n",
        "ls /data || {\nexit 1\n}\nwait\n",
        "if a; then\nexit 1\nfi\nwait\n",
        "fail() {\nexit 1\n}\nwait\n",
        "ls && exit 0\nwait\n",
        "(\nexit 0\n)\nwait\n",
    ],
)
def test_an_exit_that_need_not_run(rest: str) -> None:
    passes(children_left_behind, f"{FIRST}python a.py &\n{rest}", path="a.sbatch")


def test_what_stands_below_an_exit_is_nothing() -> None:
    passes(children_left_behind, f"{FIRST}python a.py\nexit 0\npython b.py &\n", path="a.sbatch")
