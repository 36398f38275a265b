from __future__ import annotations

import pytest

from envdoctor.syntax.jobs.shell.commands import endless, python, script_of, stays, unknown
from envdoctor.syntax.jobs.shell.reader import read


@pytest.mark.parametrize(
    "line",
    [
        "cd /data",
        "module load cuda",
        "source activate x",
        ". ~/.bashrc",
        'eval "$(conda shell.bash hook)"',
        "conda activate x",
        "find . -name x",
        "export A=1",
        "A=1",
        "nohup sleep 1",
    ],
)
def test_known_to_stay(line: str) -> None:
    assert all(stays(command) for command in read(f"#!/bin/bash\n{line}\n").commands)
    assert not unknown(read(f"#!/bin/bash\n{line}\n"))


@pytest.mark.parametrize(
    "line",
    ["./run.sh", "bash run.sh", "source settings.sh", "eval $CMD", "find . -exec x {} +", "vasp_std", "$CMD a", "( (("],
)
def test_not_known(line: str) -> None:
    assert unknown(read(f"#!/bin/bash\n{line}\n"))


def test_own_functions_are_known_by_what_they_hold() -> None:
    assert not unknown(read("#!/bin/bash\nlog() { echo $1; }\nlog a\n"))
    assert unknown(read("#!/bin/bash\nrun() { ./a.out; }\nrun\n"))


@pytest.mark.parametrize(
    ("line", "script"),
    [("python -u src/train.py --lr 1", "train.py"), ("python3.11 -m spacy", "python3.11"), ("python", "python")],
)
def test_python(line: str, script: str) -> None:
    [command] = read(f"#!/bin/bash\n{line}\n").commands
    assert python(command)
    assert script_of(command) == script


@pytest.mark.parametrize(
    ("line", "program"),
    [
        ("sleep infinity", "sleep infinity"),
        ("code tunnel --name x", "code tunnel"),
        ("python3 -m http.server", "python3 -m http.server"),
        ("sleep 3600", ""),
        ("tail -f log.txt", ""),
        ("jupyter nbconvert x.ipynb", ""),
        ("python -m jupyter nbconvert x.ipynb", ""),
        ("python -m jupyter lab", "python -m jupyter"),
        ("jupyter lab &", ""),
        ("jupyter lab | tee log", ""),
        ("timeout 3600 jupyter lab", ""),
    ],
)
def test_endless(line: str, program: str) -> None:
    assert endless(read(f"#!/bin/bash\n{line}\n").commands[-1 if "|" not in line else 0]) == program
