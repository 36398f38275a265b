from __future__ import annotations

import pytest
from envdoctor_rules.job.wait_time_short import NONE, SHORT, wait_time_short

from envdoctor.facts.site import Site
from envdoctor.testing import offends, passes

SITE = Site(wait_time=60)
START = '{"resources": {"group_size": 1, "cpu_per_node": 1'


def test_too_short() -> None:
    [found] = offends(wait_time_short, f'{START},\n"wait_time": 30}}}}\n{" " * 13}^^\n', path="machine.json", site=SITE)
    assert (found.template, found.args["have"]) == (SHORT, 30)


def test_none_at_all() -> None:
    [found] = offends(wait_time_short, f"{START}}}}}\n ^^^^^^^^^^^\n", path="machine.json", site=SITE)
    assert found.template == NONE


@pytest.mark.parametrize("value", ["60", "90.5", '"30"', "null", "true"])
def test_healthy(value: str) -> None:
    passes(wait_time_short, f'{START}, "wait_time": {value}}}}}\n', path="machine.json", site=SITE)


def test_silent_without_a_policy_and_for_another_scheduler() -> None:
    passes(wait_time_short, f"{START}}}}}\n", path="machine.json", site=Site())
    text = f'{START}}}, "machine": {{"batch_type": "Slurm", "context_type": "local"}}}}\n'
    passes(wait_time_short, text, path="machine.json", site=Site(kind="lsf", wait_time=60))
