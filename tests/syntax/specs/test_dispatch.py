from __future__ import annotations

import pytest

from envdoctor.syntax.specs.dispatch import batch_type, parts
from envdoctor.syntax.specs.json_ import read

BOTH = '{"machine": {"batch_type": "LSF", "local_root": "."}, "resources": {"group_size": 1, "queue_name": "q"}}'


def found(text: str) -> list[tuple[str, str, bool]]:
    return [(part.role, part.path, part.legacy) for part in parts(read(text))]


@pytest.mark.parametrize(
    ("text", "want"),
    [
        (BOTH, [("machine", "machine", False), ("resources", "resources", False)]),
        (
            f'{{"train": [{BOTH}], "fp": {BOTH}}}',
            [
                ("machine", "train[0].machine", False),
                ("resources", "train[0].resources", False),
                ("machine", "fp.machine", False),
                ("resources", "fp.resources", False),
            ],
        ),
        ('{"group_size": 1, "number_node": 2}', [("resources", "", False)]),
        ('"resources": {"group_size": 1}', [("resources", "resources", False)]),
        ('{"train_resources": {"numb_node": 1, "numb_gpu": 1}}', [("resources", "train_resources", True)]),
        ('{"a": {"task_work_path": "x", "command": "y"}}', [("task", "a", False)]),
        ('{"resources": {"x": 1}, "machine": "here"}', []),
        ("[]", []),
    ],
)
def test_where_they_stand(text: str, want: list[tuple[str, str, bool]]) -> None:
    assert found(text) == want


def test_values_and_their_places() -> None:
    [_machine, resources] = parts(read(BOTH))
    value = resources.value("group_size")
    assert value is not None
    assert value[0] == 1
    assert BOTH[value[1].start : value[1].end] == "1"
    assert resources.value("kwargs.gpu_usage") is None
    assert BOTH[resources.where("queue_name").start :].startswith('"queue_name"')
    assert BOTH[resources.where("absent").start :].startswith('"resources"')
    assert resources.called("group_size") == "resources.group_size"
    assert resources.parent == ""


@pytest.mark.parametrize(
    ("text", "want"),
    [
        (BOTH, "lsf"),
        ('{"resources": {"group_size": 1, "kwargs": {"gpu_usage": true}}}', "lsf"),
        ('{"resources": {"group_size": 1, "custom_flags": ["#SBATCH -t 1"]}}', "slurm"),
        ('{"resources": {"group_size": 1, "batch_type": "PBS"}}', "pbs"),
        ('{"resources": {"group_size": 1}}', ""),
        ('{"resources": {"group_size": 1}, "machine": {"context_type": "x", "local_root": "."}}', ""),
    ],
)
def test_batch_type(text: str, want: str) -> None:
    all_parts = parts(read(text))
    machines = tuple(part for part in all_parts if part.role == "machine")
    [resources] = [part for part in all_parts if part.role == "resources"]
    assert batch_type(resources, machines) == want
