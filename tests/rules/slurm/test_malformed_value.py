from __future__ import annotations

import pytest
from envdoctor_rules.slurm.malformed_value import LATER, malformed_value

from envdoctor import Severity
from envdoctor.facts.site import Target
from envdoctor.facts.types import SourceFile
from envdoctor.i18n import render
from envdoctor.testing import findings, fixed, offends, passes


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--time", "24h"),
        ("--time", "1:00:00:00"),
        ("--mem", "16GiB"),
        ("--mem", "1.5G"),
        ("--ntasks", "two"),
        ("--nodes", "4-1"),
        ("--signal", "USR1@99999"),
        ("--mail-type", "FAILED"),
        ("--cpus-per-task", "0"),
        ("--gres", "gpu:"),
    ],
)
def test_fires(option: str, value: str) -> None:
    line = f"#SBATCH {option}={value}"
    [found] = offends(
        malformed_value, f"#!/bin/bash\n{line}\n{' ' * (len(line) - len(value))}{'^' * len(value)}\n", path="a.sbatch"
    )
    assert (found.severity, found.args["option"]) == (None, option)


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--time=48h", "--time=48h; for 48h write 48:00:00"),
        ("--time=2days", "--time=2days; for 2days write 48:00:00"),
        ("--time=soon", "--time=soon; it takes minutes, H:MM:SS, D-H or D-HH:MM:SS"),
        ("--nodes=4-1", "--nodes=4-1: it counts backwards; write --nodes=1-4"),
        ("--ntasks=0", "--ntasks=0; it takes a whole number above 0"),
        ("--ntasks=two", "--ntasks=two; it takes a whole number"),
    ],
)
def test_what_to_write(option: str, said: str) -> None:
    source = SourceFile("a.sbatch", f"#!/bin/bash\n#SBATCH {option}\n", form="job")
    [found] = findings(malformed_value, source=source)
    assert render(found.template, found.args) == f"sbatch refuses {said}"


def test_a_template_may_yet_be_filled_in() -> None:
    text = "#!/bin/bash\n#SBATCH --ntasks=g_n_g\n                 ^^^^^\n"
    [found] = offends(malformed_value, text, path="cluster_template.sh")
    assert found.severity is Severity.NOTE


def test_what_only_some_versions_refuse_is_a_note() -> None:
    text = "#!/bin/bash\n#SBATCH --nodes=1,2\n                ^^^\n"
    [found] = offends(malformed_value, text, path="a.sbatch")
    assert (found.template, found.severity) == (LATER, Severity.NOTE)
    offends(malformed_value, text, path="a.sbatch", target=Target((22, 5)))


@pytest.mark.parametrize(
    "line",
    [
        "#SBATCH --time=24:00:00 --mem=16GB -n 4 -N 1-2 --signal=B:USR1@120 --gres=gpu:a100:2,tmp:1",
        "#SBATCH --time={time} --nodes={{ nodes }} --mem=<mem> -n $N",
        "#SBATCH --time=@TIME@ --nodes=NNODES -n XX --mem=%mem% --ntasks=##N##",
        "#SBATCH --mail-type=END,FAILED",
        "#SBATCH --time = 1:00:00",
        "#SBATCH -time=1:00:00",
    ],
)
def test_healthy_or_not_this_rules(line: str) -> None:
    passes(malformed_value, f"#!/bin/bash\n{line}\n", path="a.sbatch")


@pytest.mark.parametrize(
    ("before", "after"),
    [("--mem=16GiB", "--mem=16G"), ("--mem=1.5G", "--mem=1536M"), ("--mem-per-cpu 0.5gb", "--mem-per-cpu 512M")],
)
def test_fixed(before: str, after: str) -> None:
    fixed(
        malformed_value, f"#!/bin/bash\n#SBATCH {before} # x\n", f"#!/bin/bash\n#SBATCH {after} # x\n", path="a.sbatch"
    )


def test_nothing_behind_the_equals_sign() -> None:
    [found] = offends(
        malformed_value, "#!/bin/bash\n#SBATCH --cpus-per-task=\n        ^^^^^^^^^^^^^^^^\n", path="a.sbatch"
    )
    assert found.args["value"] == ""


@pytest.mark.parametrize("value", ["--time=24h", "--mem=1.3G", "--mem=sixteen"])
def test_left_to_the_person(value: str) -> None:
    marks = "^" * len(value.split("=")[1])
    pad = " " * (len(f"#SBATCH {value}") - len(marks))
    [found] = offends(malformed_value, f"#!/bin/bash\n#SBATCH {value}\n{pad}{marks}\n", path="a.sbatch")
    assert found.wish is None
