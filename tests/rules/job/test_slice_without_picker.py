from __future__ import annotations

import pytest
from envdoctor_rules.job.slice_without_picker import NONE, OTHER, WRITTEN, slice_without_picker

from envdoctor.facts.site import Profile, Site
from envdoctor.model import Advise
from envdoctor.testing import offends, passes

PICKER = "/opt/site/pick.py"
SITE = Site(
    kind="lsf",
    slice_picker=PICKER,
    profiles=(
        Profile("whole", {"q": "gpu2", "gpu.j_exclusive": "yes"}, {"n": 11}),
        Profile("slice", {"q": "gpu2", "gpu.j_exclusive": "no"}, {"n": 1, "env.CUDA_VISIBLE_DEVICES": "picker"}),
        Profile("dp", {"queue_name": "gpu2", "kwargs.gpu_exclusive": False}, {"envs.CUDA_VISIBLE_DEVICES": "picker"}),
    ),
)
HEAD = "#!/bin/bash\n#BSUB -q gpu2\n#BSUB -n 1\n#BSUB -gpu num=1:j_exclusive=no\n"


def test_none_is_picked() -> None:
    [found] = offends(
        slice_without_picker, f"{HEAD}                             ^^\npython a.py\n", path="a.lsf", site=SITE
    )
    assert found.template == NONE
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == (f"export CUDA_VISIBLE_DEVICES=$({PICKER})",)


@pytest.mark.parametrize(
    ("value", "template"), [("MIG-GPU-162e30f5-cc45-efb9-1e81-19337f4919ce/7/0", WRITTEN), ("0", OTHER)]
)
def test_a_fixed_one(value: str, template: str) -> None:
    text = f"{HEAD}export CUDA_VISIBLE_DEVICES={value}\n{' ' * 28}{'^' * len(value)}\npython a.py\n"
    [found] = offends(slice_without_picker, text, path="a.lsf", site=SITE)
    assert found.template == template


def test_resources_for_dpdispatcher() -> None:
    text = (
        '{"resources": {"group_size": 1, "cpu_per_node": 1, "queue_name": "gpu2",\n"kwargs": {"gpu_exclusive": false}'
    )
    [found] = offends(slice_without_picker, f"{text}}}}}\n{' ' * 28}^^^^^\n", path="machine.json", site=SITE)
    assert found.template == NONE
    fixed_one = f'{text}, "envs": {{"CUDA_VISIBLE_DEVICES": "`{PICKER}`"}}}}}}\n'
    passes(slice_without_picker, fixed_one, path="machine.json", site=SITE)


def json_with(more: str) -> str:
    """Resources for a slice, and some more of them."""
    head = '{"resources": {"group_size": 1, "cpu_per_node": 1, "queue_name": "gpu2"'
    return f'{head},\n"kwargs": {{"gpu_exclusive": false}}, {more}}}}}\n'


@pytest.mark.parametrize(
    "lines",
    [
        f'["export CUDA_VISIBLE_DEVICES=$({PICKER})"]',
        f'["module list", "export CUDA_VISIBLE_DEVICES=`{PICKER}`", "date"]',
        f'["slice=$({PICKER})", "export CUDA_VISIBLE_DEVICES=$slice"]',
        '["export CUDA_VISIBLE_DEVICES=$(envdoctor gpus --free-mig)"]',
    ],
)
def test_prepend_script_picks(lines: str) -> None:
    passes(slice_without_picker, json_with(f'"prepend_script": {lines}'), path="machine.json", site=SITE)
    both = f'"envs": {{"CUDA_VISIBLE_DEVICES": "0"}}, "prepend_script": {lines}'
    passes(slice_without_picker, json_with(both), path="machine.json", site=SITE)


def test_prepend_script_sets_it_by_hand() -> None:
    line = '"export CUDA_VISIBLE_DEVICES=0"'
    text = json_with(f'"envs": {{"CUDA_VISIBLE_DEVICES": "`{PICKER}`"}},\n"prepend_script": ["date", {line}]')
    marks = f"{' ' * 27}{'^' * len(line)}\n"
    [found] = offends(slice_without_picker, text + marks, path="machine.json", site=SITE)
    assert found.template == OTHER
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == ()
    assert found.wish.args["line"] == f"export CUDA_VISIBLE_DEVICES=$({PICKER})"


@pytest.mark.parametrize(
    "lines", ['"export CUDA_VISIBLE_DEVICES=0"', "[1, null]", "{}", '["echo CUDA_VISIBLE_DEVICES"]']
)
def test_a_prepend_script_that_sets_nothing(lines: str) -> None:
    text = json_with(f'"prepend_script": {lines}').replace("false}", "false}\n                            ^^^^^\n")
    [found] = offends(slice_without_picker, text, path="machine.json", site=SITE)
    assert found.template == NONE


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}export CUDA_VISIBLE_DEVICES=`{PICKER}`\n",
        f'{HEAD}export CUDA_VISIBLE_DEVICES="$({PICKER})"\n',
        f"{HEAD}slice=$({PICKER})\nexport CUDA_VISIBLE_DEVICES=$slice\n",
        f"{HEAD}CUDA_VISIBLE_DEVICES=$(envdoctor gpus --free-mig) python a.py\n",
        HEAD.replace("=no", "=yes").replace("-n 1", "-n 11"),
        HEAD.replace("-n 1", "-n 11"),  # a script for the whole card with one word wrong
        HEAD.replace("gpu2", "other"),
    ],
)
def test_healthy(text: str) -> None:
    passes(slice_without_picker, text, path="a.lsf", site=SITE)
