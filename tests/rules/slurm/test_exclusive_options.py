from __future__ import annotations

import pytest
from envdoctor_rules.slurm.exclusive_options import exclusive_options

from envdoctor import Severity
from envdoctor.facts.types import SourceFile
from envdoctor.i18n import render
from envdoctor.testing import findings, offends, passes


def test_fires() -> None:
    [found] = offends(
        exclusive_options,
        """
        #!/bin/bash
        #SBATCH --mem=16G
        #SBATCH --mem-per-cpu=2G
                ^^^^^^^^^^^^^^^^
        """,
        path="a.sbatch",
    )
    assert set(found.args["options"].split(", ")) == {"--mem", "--mem-per-cpu"}


CLASH = "do not go together: sbatch refuses the script"
SOME = "do not go together for some versions of Slurm: that changed with"


@pytest.mark.parametrize(
    ("options", "said", "severity"),
    [
        (
            "-S 1 --thread-spec=1",
            "--core-spec, --thread-spec exclude each other: sbatch refuses the script; keep one",
            None,
        ),
        ("--bb=a --bbf=/x", "--bb, --bbf exclude each other: sbatch refuses the script; keep one", None),
        ("-b 2030-01-01 --deadline=2029-01-01", f"--begin, --deadline {CLASH}", None),
        ("-m plane=4 -N 4 -n 2", f"--distribution, --nodes, --ntasks {CLASH}", None),
        (
            "-m arbitrary -n 4",
            "--distribution=arbitrary needs --nodelist: refused, unless sbatch is called with it",
            Severity.WARNING,
        ),
        (
            "--ntasks-per-core=2 --threads-per-core=1",
            f"--ntasks-per-core, --threads-per-core {SOME} 23.02",
            Severity.NOTE,
        ),
        ("--exclusive --oversubscribe", f"--exclusive, --oversubscribe {SOME} 23.02", Severity.NOTE),
        (
            "-N1 -w gpu[1-2]",
            "--nodelist names more nodes than --nodes asks for: some versions of Slurm refuse the script",
            Severity.NOTE,
        ),
    ],
)
def test_what_is_said(options: str, said: str, severity: Severity | None) -> None:
    source = SourceFile("a.sbatch", f"#!/bin/bash\n#SBATCH {options}\n", form="job")
    [found] = findings(exclusive_options, source=source)
    assert (render(found.template, found.args), found.severity) == (said, severity)


@pytest.mark.parametrize("lines", ["--mem=16G -n 2", "--mem-per-cpu=2G", "--mem=1G --mem=2G"])
def test_healthy(lines: str) -> None:
    passes(exclusive_options, f"#!/bin/bash\n#SBATCH {lines}\n", path="a.sbatch")
