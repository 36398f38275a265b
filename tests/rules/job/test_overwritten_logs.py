from __future__ import annotations

import pytest
from envdoctor_rules.job.overwritten_logs import RUNS, TASKS, overwritten_logs

from envdoctor import Severity
from envdoctor.facts.site import Site
from envdoctor.testing import offends, passes


def test_array_tasks_in_one_file() -> None:
    [found] = offends(
        overwritten_logs,
        """
        #!/bin/bash
        #SBATCH --array=0-9
        #SBATCH --output=%x-%A.out
                         ^^^^^^^^^
        """,
        path="a.sbatch",
    )
    assert (found.template, found.severity) == (TASKS, Severity.WARNING)


def test_a_fixed_name_and_a_fixed_name_for_errors() -> None:
    found = offends(
        overwritten_logs,
        """
        #!/bin/bash
        #SBATCH -o train.log
                   ^^^^^^^^^
        #SBATCH -e %x.err
                   ^^^^^^
        """,
        path="a.sbatch",
    )
    assert [(one.template, one.key, one.severity) for one in found] == [
        (RUNS, "output", Severity.NOTE),
        (RUNS, "error", Severity.NOTE),
    ]


def test_one_file_for_both_is_one_finding() -> None:
    offends(
        overwritten_logs,
        "#!/bin/bash\n#SBATCH -o a.log -e a.log\n           ^^^^^\npython a.py\n",
        path="a.sbatch",
    )


@pytest.mark.parametrize(
    "lines",
    [
        "-o %j.out",
        "-o %4j.out",
        "-o %J.out",
        "-o /dev/null",
        "-o {{name}}.out",
        "-o <name>.out",
        "-o log --open-mode=append",
        "-n 1",
        "--array=0-9 -o %A_%a.out",
        "--array=0-9 -o %j.out",
        "--array=0-9",
        "--array=1-1 -o %A.out",
        "--array=1-9 -o [log]",
        "--array=7%1 -o %A.out",
    ],
)
def test_healthy(lines: str) -> None:
    passes(overwritten_logs, f"#!/bin/bash\n#SBATCH {lines}\npython a.py\n", path="a.sbatch")


def test_other_schedulers_append_or_name_it_themselves() -> None:
    passes(overwritten_logs, "#!/bin/bash\n#BSUB -o a.log\npython a.py\n", path="a.lsf")


def test_what_other_rules_tell() -> None:
    text = "#!/bin/bash\n#SBATCH -o {name}\n#SBATCH -n 1\n"
    passes(overwritten_logs, text.format(name="logs/"), path="a.sbatch")
    passes(overwritten_logs, text.format(name="/tmp"), path="a.sbatch")
    passes(overwritten_logs, text.format(name="/tmp/a.log"), path="a.sbatch", site=Site(node_only=("/mnt",)))
    passes(overwritten_logs, text.format(name="/mnt/a.log"), path="a.sbatch", site=Site(node_only=("/mnt",)))
    marked = text.format(name="/tmp/a.log\n           ^^^^^^^^^^")
    offends(overwritten_logs, marked, path="a.sbatch", site=Site())
    offends(overwritten_logs, marked, path="a.sbatch", site=Site(kind="lsf", node_only=("/mnt",)))
