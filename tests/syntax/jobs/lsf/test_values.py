from __future__ import annotations

import time

import pytest

from envdoctor.syntax.jobs.lsf.gpu import gpu_string
from envdoctor.syntax.jobs.lsf.reader import read
from envdoctor.syntax.jobs.lsf.request import minutes, request, slots
from envdoctor.syntax.jobs.lsf.resources import resource_string


def test_gpu_keys_in_any_order() -> None:
    found = gpu_string('"mode=shared:num=2/task:gmodel=TeslaV100-32G:mig=3/1:mps=yes,nocvd"')
    assert found.troubles == ()
    assert {key: part.value for key, part in found.keys.items()} == {
        "mode": "shared",
        "num": "2/task",
        "gmodel": "TeslaV100-32G",
        "mig": "3/1",
        "mps": "yes,nocvd",
    }


@pytest.mark.parametrize(
    ("written", "kind", "text", "meant"),
    [
        ('"num=1 mode=shared"', "separator", " ", ":"),
        ('"num=1;mode=shared"', "separator", ";", ":"),
        ("num=1j_exclusive=yes", "separator", "", ":"),
        ('"number=1"', "unknown-key", "number", "num"),
        ('"NUM=1"', "unknown-key", "NUM", "num"),
        ('"j_exclusiv=yes"', "unknown-key", "j_exclusiv", "j_exclusive"),
        ('"mode=Shared"', "bad-value", "Shared", "shared"),
        ('"num=0"', "bad-value", "0", ""),
        ('"num=1/node"', "bad-value", "1/node", ""),
        ('"num"', "no-value", "num", ""),
    ],
)
def test_gpu_troubles(written: str, kind: str, text: str, meant: str) -> None:
    [trouble] = gpu_string(written).troubles
    assert (trouble.kind, written[trouble.start : trouble.end], trouble.meant) == (kind, text, meant)


def test_sections_stand_where_they_say() -> None:
    written = '"select[mem>4] rusage[mem=8000:duration=1h] span[ptile=4] affinity[core(2)]"'
    found = resource_string(written)
    assert [section.name for section in found.sections] == ["select", "rusage", "span", "affinity"]
    for section in found.sections:
        assert written[section.start : section.end] == f"{section.name}[{section.body}]"
    assert found.named("span")[0].number("ptile") == 4
    assert found.named("rusage")[0].number("mem") == 8000
    assert found.named("rusage")[0].number("duration") is None


@pytest.mark.parametrize(
    ("value", "count"), [("90", 90), ("24:00", 1440), ("0:05/host", 5), ("24:00:00", None), ("x", None)]
)
def test_minutes(value: str, count: int | None) -> None:
    assert minutes(value) == count


@pytest.mark.parametrize(("value", "count"), [("4", (4, 4)), ("2,8", (2, 8)), ("$N", None)])
def test_slots(value: str, count: tuple[int, int] | None) -> None:
    assert slots(value) == count


def asked(text: str) -> dict[str, int | str]:
    found = request(read(text), text)
    fields = (
        "minutes nodes nodes_most cpus_per_node gpus gpus_per_node gpus_per_task gpu_type queue account name output "
        "array mail_user"
    ).split()
    values = {field: getattr(found, field) for field in fields}
    return {field: value.text if value.number < 0 else value.number for field, value in values.items() if value}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            '#BSUB -W 24:00\n#BSUB -n 11\n#BSUB -R "span[ptile=11]"\n#BSUB -gpu "num=1:mode=shared:j_exclusive=yes"\n',
            {"minutes": 1440, "nodes": 1, "nodes_most": 1, "cpus_per_node": 11, "gpus": 1, "gpus_per_node": 1},
        ),
        (
            '#BSUB -n 16\n#BSUB -R "span[ptile=8]"\n#BSUB -gpu "num=2"\n',
            {"nodes": 2, "nodes_most": 2, "cpus_per_node": 8, "gpus": 4, "gpus_per_node": 2},
        ),
        ("#BSUB -n 4 -R span[hosts=1]\n", {"nodes": 1, "nodes_most": 1, "cpus_per_node": 4}),
        ("#BSUB -n 16\n", {}),
        ("#BSUB -n 8\n#BSUB -gpu num=4\n", {"gpus_per_node": 4}),
        ('#BSUB -gpu "num=1/task:gmodel=A100"\n', {"gpus_per_task": 1, "gpu_type": "A100"}),
        ("#BSUB -gpu -\n", {}),
        (
            '#BSUB -q gpu -P prj -J "a[1-9]%2" -o x.%J -u a@b\n',
            {
                "queue": "gpu",
                "account": "prj",
                "name": "a[1-9]%2",
                "output": "x.%J",
                "array": "1-9",
                "mail_user": "a@b",
            },
        ),
    ],
)
def test_request(text: str, wanted: dict[str, int | str]) -> None:
    assert asked(text) == wanted


def test_what_is_filled_in_later_is_unsure() -> None:
    text = "#BSUB -W {time}\n#BSUB -n $N\n#BSUB -gpu num={n}\n"
    found = request(read(text), text)
    assert found.unsure == {"W", "n", "gpu"}
    assert found.minutes is None
    assert found.gpus_per_node is None


def test_nested_sections_take_no_long_time() -> None:
    began = time.monotonic()
    for written in ("select[" * 20_000, "select[rusage[" * 5_000 + "]" * 10_000, "select[a] " * 15_000):
        assert resource_string(written).sections[0].name == "select"
    assert time.monotonic() - began < 5
