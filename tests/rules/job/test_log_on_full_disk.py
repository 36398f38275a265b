from __future__ import annotations

import pytest
from envdoctor_rules.job.log_on_full_disk import LITTLE, NOTHING, log_on_full_disk

from envdoctor import Severity
from envdoctor.facts.job_files import LogFolders
from envdoctor.testing import offends, passes

TEXT = """
#!/bin/bash
#SBATCH -o logs/%j.out -e logs/%j.err
           ^^^^^^^^^^^
python a.py
"""


@pytest.mark.parametrize(
    ("free", "template", "severity", "shown"),
    [(0, NOTHING, None, "0 B"), (300_000_000, NOTHING, None, "300 MB"), (12 * 10**9, LITTLE, Severity.NOTE, "12 GB")],
)
def test_once_a_folder(free: int, template: str, severity: Severity | None, shown: str) -> None:
    full = {"output": ("logs", free), "error": ("logs", free)}
    [found] = offends(log_on_full_disk, TEXT, path="a.sbatch", log_folders=LogFolders(full=full))
    assert (found.template, found.severity, found.args) == (template, severity, {"folder": "logs", "free": shown})


def test_healthy() -> None:
    passes(log_on_full_disk, "#!/bin/bash\n#SBATCH -o logs/%j.out\n", path="a.sbatch", log_folders=LogFolders())
