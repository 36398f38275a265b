from __future__ import annotations

import pytest

from envdoctor.syntax.jobs.pbs.reader import read
from envdoctor.syntax.jobs.pbs.request import request
from envdoctor.syntax.jobs.pbs.resources import chunks, resources, seconds, size


def test_resources_stand_where_they_say() -> None:
    text = "#PBS -l nodes=1:ppn=4,walltime=1:00:00\n#PBS -l \"mem=4gb,place='scatter,x'\"\n"
    found = resources(read(text), text)
    assert [(item.name, item.value) for item in found] == [
        ("nodes", "1:ppn=4"),
        ("walltime", "1:00:00"),
        ("mem", "4gb"),
        ("place", "scatter,x"),
    ]
    for item in found[:3]:
        assert text[item.span.start : item.span.end] == f"{item.name}={item.value}"
        assert text[item.value_span.start : item.value_span.end] == item.value


def test_chunks() -> None:
    found = chunks("2:ncpus=4:mem=8gb+ncpus=1+host1:ppn=2")
    assert [(chunk.copies, chunk.parts) for chunk in found] == [
        (2, {"ncpus": "4", "mem": "8gb"}),
        (1, {"ncpus": "1"}),
        (-1, {"ppn": "2"}),
    ]


@pytest.mark.parametrize(
    ("value", "count"),
    [("90", 90), ("24:00", 1440), ("1:00:00", 3600), ("1:00:00:00", 86400), ("100:00:00", 360000), ("24h", None)],
)
def test_seconds(value: str, count: int | None) -> None:
    assert seconds(value) == count
    assert value.count(":") < 3 or seconds(value, days=False) is None


@pytest.mark.parametrize(
    ("value", "count"), [("16", 16), ("1kb", 1024), ("2GB", 2 << 30), ("1mw", 8 << 20), ("4g", 4 << 30), ("4GiB", None)]
)
def test_size(value: str, count: int | None) -> None:
    assert size(value) == count


def asked(text: str) -> dict[str, int | str]:
    found = request(read(text), text)
    fields = (
        "minutes nodes cpus_per_node tasks_per_node gpus gpus_per_node gpu_type memory queue account name output array"
    ).split()
    values = {field: getattr(found, field) for field in fields}
    return {field: value.text if value.number < 0 else value.number for field, value in values.items() if value}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "#PBS -l select=1:ncpus=8:ngpus=2:mem=32gb\n#PBS -l walltime=1:30:30\n",
            {"minutes": 91, "nodes": 1, "cpus_per_node": 8, "gpus": 2, "gpus_per_node": 2, "memory": 32768},
        ),
        (
            "#PBS -l select=2:ncpus=8:mpiprocs=4:ngpus=2\n#PBS -l place=scatter:excl\n",
            {"nodes": 2, "cpus_per_node": 8, "tasks_per_node": 4, "gpus": 4, "gpus_per_node": 2},
        ),
        ("#PBS -l select=2:ncpus=8:ngpus=2\n", {"gpus": 4}),
        ("#PBS -l select=1:ngpus=2+3:ngpus=1\n", {"gpus": 5}),
        (
            "#PBS -l nodes=2:ppn=8:gpus=1\n",
            {"nodes": 2, "cpus_per_node": 8, "gpus": 2, "gpus_per_node": 1},
        ),
        ("#PBS -l nodes=1:ppn=4,mem=8gb\n", {"nodes": 1, "cpus_per_node": 4, "memory": 8192}),
        ("#PBS -l ncpus=12,ngpus=1,mem=90gb\n", {"gpus": 1}),
        ("#PBS -l walltime=1:00:00\n#PBS -l walltime=2:00:00\n", {"minutes": 60}),
        (
            "#PBS -q a -A b -N c -o d -J 1-3\n",
            {"queue": "a", "account": "b", "name": "c", "output": "d", "array": "1-3"},
        ),
    ],
)
def test_request(text: str, wanted: dict[str, int | str]) -> None:
    assert asked(text) == wanted


def test_what_is_filled_in_later_is_unsure() -> None:
    text = "#PBS -l select={n}:ngpus=1,walltime=$T\n"
    found = request(read(text), text)
    assert found.unsure == {"select", "walltime"}
    assert found.gpus is None
