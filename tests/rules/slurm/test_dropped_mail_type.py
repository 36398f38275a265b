from __future__ import annotations

import pytest
from envdoctor_rules.slurm.dropped_mail_type import NEAR, dropped_mail_type

from envdoctor.testing import fixed, offends, passes


def test_fires() -> None:
    [found] = offends(
        dropped_mail_type,
        """
        #!/bin/bash
        #SBATCH --mail-type=END,FAILED
                                ^^^^^^
        """,
        path="a.sbatch",
    )
    assert (found.template, found.args) == (NEAR, {"word": "FAILED", "near": "FAIL"})


@pytest.mark.parametrize("value", ["END,FAIL", "all", "TIME_LIMIT_80,ARRAY_TASKS,FAIL", "NONE", "END,FAIL,FAILED"])
def test_healthy(value: str) -> None:
    passes(dropped_mail_type, f"#!/bin/bash\n#SBATCH --mail-type={value}\n", path="a.sbatch")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("END,FAILED", "END,FAIL"),
        ("END,TIME_OUT", "END,TIME_LIMIT"),
        ("start,end", "begin,end"),
        ('"BEGIN, END"', '"BEGIN,END"'),
    ],
)
def test_fixed(before: str, after: str) -> None:
    fixed(
        dropped_mail_type,
        f"#!/bin/bash\n#SBATCH --mail-type={before}\n",
        f"#!/bin/bash\n#SBATCH --mail-type={after}\n",
        path="a.sbatch",
    )


def test_left_to_the_person() -> None:
    [found] = offends(
        dropped_mail_type,
        "#!/bin/bash\n#SBATCH --mail-type=END,WHATEVER\n                        ^^^^^^^^\n",
        path="a.sbatch",
    )
    assert found.wish is None
