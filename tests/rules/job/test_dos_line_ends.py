from __future__ import annotations

from envdoctor_rules.job.dos_line_ends import BROKEN, REFUSED, dos_line_ends

from envdoctor.testing import fixed, offends, passes


def test_fires_once() -> None:
    text = "#!/bin/bash\n#SBATCH -n 2\r\n            ^\npython a.py\r\n"
    [found] = offends(dos_line_ends, text, path="a.sbatch")
    assert (found.template, found.args) == (REFUSED, {"count": 2})


def test_other_schedulers() -> None:
    [found] = offends(dos_line_ends, "#!/bin/bash\n#BSUB -n 2\r\n          ^\n", path="a.lsf")
    assert found.template == BROKEN


def test_healthy() -> None:
    passes(dos_line_ends, "#!/bin/bash\n#SBATCH -n 2\nprintf 'a\rb'\n", path="a.sbatch")


def test_fixed() -> None:
    fixed(
        dos_line_ends,
        "#!/bin/bash\r\n#SBATCH -n 2\r\n\r\nprintf 'a\rb'\npython a.py\r\n",
        "#!/bin/bash\n#SBATCH -n 2\n\nprintf 'a\rb'\npython a.py\n",
        path="a.sbatch",
    )


def test_fixed_where_it_was_added_twice() -> None:
    fixed(dos_line_ends, "#!/bin/bash\r\r\n#SBATCH -n 2\r\n\r", "#!/bin/bash\n#SBATCH -n 2\n\r", path="a.sbatch")
