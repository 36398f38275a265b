from __future__ import annotations

import pytest
from envdoctor_rules.job.cpu_memory_custom import FEW, FEW_ONE, MANY, MEMORY, MEMORY_ONE, cpu_memory_custom

from envdoctor.facts.site import Site
from envdoctor.testing import offends, passes

SITE = Site(cpus=(8, 15), memory_per_cpu=10240)


@pytest.mark.parametrize(("line", "template"), [("-c 2", FEW), ("-c 1", FEW_ONE), ("-c 64", MANY)])
def test_unusual_cpus(line: str, template: str) -> None:
    text = f"#!/bin/bash\n#SBATCH --gres=gpu:1\n#SBATCH {line}\n        {'^' * len(line)}\n"
    [found] = offends(cpu_memory_custom, text, path="a.sbatch", site=SITE)
    assert found.template == template


def test_much_memory_for_few_cpus() -> None:
    text = "#!/bin/bash\n#SBATCH --gres=gpu:1 -c 8\n#SBATCH --mem=200G\n        ^^^^^^^^^^\n"
    [found] = offends(cpu_memory_custom, text, path="a.sbatch", site=SITE)
    assert (found.template, found.args["fits"]) == (MEMORY, 20)


def test_much_memory_for_one_cpu() -> None:
    text = "#!/bin/bash\n#SBATCH -c 1\n#SBATCH --mem=20G\n        ^^^^^^^^^\n"
    [found] = offends(cpu_memory_custom, text, path="a.sbatch", site=SITE)
    assert (found.template, found.args["fits"]) == (MEMORY_ONE, 2)


@pytest.mark.parametrize(
    "line",
    ["--gres=gpu:1 -c 8 --mem=80G", "--gres=gpu:1 -c 15", "-c 2", "--gres=gpu:1", "--gres=gpu:1 -c {n}", "--mem=200G"],
)
def test_healthy(line: str) -> None:
    passes(cpu_memory_custom, f"#!/bin/bash\n#SBATCH {line}\n", path="a.sbatch", site=SITE)


def test_silent_without_a_custom() -> None:
    passes(cpu_memory_custom, "#!/bin/bash\n#SBATCH --gres=gpu:1 -c 1 --mem=900G\n", path="a.sbatch", site=Site())
