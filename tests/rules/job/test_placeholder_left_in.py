from __future__ import annotations

import pytest
from envdoctor_rules.job.placeholder_left_in import placeholder_left_in

from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--account", "<project>"),
        ("--account", "YOUR_ACCOUNT"),
        ("--mail-user", "your_email@uni.edu"),
        ("--mail-user", "xxxx@uni.edu"),
        ("--mail-user", "user@example.com"),
        ("--mail-user", "your_email@..."),
        ("--partition", "[partition]"),
        ("--time", "X"),
        ("--ntasks", "XX"),
        ("--job-name", "<job_name>"),
        ("--output", "/path/to/log"),
        ("--error", "path/to/logs/%j.err"),
        ("--mail-user", "your@email.com"),
        ("--mail-user", "NETID@uni.edu"),
    ],
)
def test_fires(option: str, value: str) -> None:
    pad = " " * len(f"#SBATCH {option}=")
    offends(placeholder_left_in, f"#!/bin/bash\n#SBATCH {option}={value}\n{pad}{'^' * len(value)}\n", path="a.sbatch")


def test_of_several_words() -> None:
    text = "#!/bin/bash\n#SBATCH --account=<your account>\n                  ^^^^^\n"
    [found] = offends(placeholder_left_in, text, path="a.sbatch")
    assert found.args["what"] == "<your account>"


def test_other_schedulers() -> None:
    offends(placeholder_left_in, "#!/bin/bash\n#BSUB -q <queue>\n         ^^^^^^^\n", path="a.lsf")
    offends(placeholder_left_in, "#!/bin/bash\n#PBS -M your.email@uni.edu\n        ^^^^^^^^^^^^^^^^^^\n", path="a.pbs")


def test_a_template_is_to_hold_placeholders() -> None:
    text = "#!/bin/bash\n#SBATCH --account=<project>\n"
    passes(placeholder_left_in, text, path="templates/a.sbatch")
    passes(placeholder_left_in, text, path="job_template.sbatch")


@pytest.mark.parametrize(
    "line",
    [
        "--account=abc123 -p gpu --mail-user=alice@uni.edu",
        "-J xxx -o your_data.out --time=UNLIMITED",
        "--array=[1-4] -w node[01-04] -C [intel]",
        "-J {job} -n {n} -A {account} -p <queue>",
        "--account=yourk",
        "--mem={{ mem }} -A @ACC@ -p <queue>",
        "--mail-user=yours@uni.edu",
        "--mail-user=mailer@uni.edu",
        "-o /data/path/tools/log -e path.to/log",
        "--nodes=1-2 --mem=4G",
        "--nodes=_NODES_ --time=WALLTIME",
        "--mail-user=<alice@uni.edu>",
        "--job-name=<rN>.1.ALA",
        "--output=log.<run>",
    ],
)
def test_healthy(line: str) -> None:
    passes(placeholder_left_in, f"#!/bin/bash\n#SBATCH {line}\n", path="a.sbatch")
