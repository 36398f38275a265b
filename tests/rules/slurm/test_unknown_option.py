from __future__ import annotations

import pytest
from envdoctor_rules.slurm.unknown_option import NEAR, PERHAPS, UNKNOWN, unknown_option

from envdoctor import Severity
from envdoctor.testing import fixed, offends, passes

NAME = "train.sbatch"


def script(line: str) -> str:
    return f"#!/bin/bash\n{line}\npython train.py\n"


def test_underscores_are_no_hyphens() -> None:
    [found] = offends(
        unknown_option,
        """
        #!/bin/bash
        #SBATCH --nodes=1 --cpus_per_task=4
                          ^^^^^^^^^^^^^^^
        python train.py
        """,
        path=NAME,
    )
    assert (found.template, found.args["near"]) == (NEAR, "--cpus-per-task")


@pytest.mark.parametrize(
    ("written", "near"),
    [("--partiton=gpu", "--partition"), ("--jobname=x", "--job-name")],
)
def test_the_nearest_name(written: str, near: str) -> None:
    name = written.split("=")[0]
    [found] = offends(unknown_option, script(f"#SBATCH {written}\n        {'^' * len(name)}"), path=NAME)
    assert (found.severity, found.args["near"], found.wish) == (None, near, None)


@pytest.mark.parametrize("name", ["--image", "--container-image", "--uenv", "--ear"])
def test_plugins_of_sites_are_notes(name: str) -> None:
    [found] = offends(unknown_option, script(f"#SBATCH {name}=x\n        {'^' * len(name)}"), path=NAME)
    assert (found.template, found.severity) == (PERHAPS, Severity.NOTE)


@pytest.mark.parametrize("name", ["--cpu_bind", "--include", "--mem-per-task"])
def test_no_name_of_another_meaning_is_offered(name: str) -> None:
    [found] = offends(unknown_option, script(f"#SBATCH {name}=x\n        {'^' * len(name)}"), path=NAME)
    assert (found.template, found.severity) == (UNKNOWN, None)


def test_a_long_name_like_no_other_may_be_a_plugins() -> None:
    [found] = offends(unknown_option, script("#SBATCH --zyxwvuts=1\n        ^^^^^^^^^^"), path=NAME)
    assert found.severity is Severity.NOTE


@pytest.mark.parametrize(
    "line", ["#SBATCH --cpus-per-task=4", "#SBATCH -c 4", "##SBATCH --nonsense", "#SBATCH --mpi=x"]
)
def test_healthy(line: str) -> None:
    passes(unknown_option, script(line), path=NAME)


def test_below_the_first_command_nothing_is_read() -> None:
    passes(unknown_option, "#!/bin/bash\n#SBATCH -n 1\necho\n#SBATCH --nonsense\n", path=NAME)


def test_fixed() -> None:
    fixed(
        unknown_option,
        script("#SBATCH --cpus_per_task=4 --mail_type END --ntask=2"),
        script("#SBATCH --cpus-per-task=4 --mail-type END --ntask=2"),
        path=NAME,
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("--gpus:1 -n 2", "--gpus=1 -n 2"),
        ("--gres:gpu:2", "--gres=gpu:2"),
        ("--cpu-per-task=4", "--cpus-per-task=4"),
        ("--ntask-per-node 2", "--ntasks-per-node 2"),
        ("--mail-types=END", "--mail-type=END"),
    ],
)
def test_a_colon_and_a_plural_are_fixed(before: str, after: str) -> None:
    name = before.split("=")[0].split()[0]
    [found] = offends(unknown_option, script(f"#SBATCH {before}\n        {'^' * len(name)}"), path=NAME)
    assert found.args["near"] == after.split(" ")[0][: len(found.args["near"])]
    fixed(unknown_option, script(f"#SBATCH {before}"), script(f"#SBATCH {after}"), path=NAME)


@pytest.mark.parametrize("option", ["--requeue:1", "--gpus:", "--nonsense:1"])
def test_no_value_is_made_of_these(option: str) -> None:
    [found] = offends(unknown_option, script(f"#SBATCH {option}\n        {'^' * len(option)}"), path=NAME)
    assert found.wish is None
