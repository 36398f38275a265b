from __future__ import annotations

import pytest
from envdoctor_rules.job.log_folder_not_writable import TEXTS, log_folder_not_writable

from envdoctor.facts.job_files import LogFolders
from envdoctor.testing import offends, passes

CLOSED = LogFolders(closed={"output": "/home/bob/logs", "error": "/home/bob/logs"})


def test_once_a_folder() -> None:
    [found] = offends(
        log_folder_not_writable,
        """
        #!/bin/bash
        #SBATCH -o /home/bob/logs/%j.out -e /home/bob/logs/%j.err
                   ^^^^^^^^^^^^^^^^^^^^^
        python a.py
        """,
        path="a.sbatch",
        log_folders=CLOSED,
    )
    assert (found.template, found.args) == (TEXTS["slurm"], {"folder": "/home/bob/logs"})


@pytest.mark.parametrize(("line", "scheduler"), [("#BSUB -o", "lsf"), ("#PBS -o", "pbs")])
def test_other_schedulers(line: str, scheduler: str) -> None:
    text = f"#!/bin/bash\n{line} /home/bob/logs/a\n{' ' * len(line)} ^^^^^^^^^^^^^^^^\n"
    [found] = offends(log_folder_not_writable, text, path="a.job", log_folders=CLOSED)
    assert found.template == TEXTS[scheduler]


def test_healthy() -> None:
    text = "#!/bin/bash\n#SBATCH -o /home/bob/logs/%j.out\npython a.py\n"
    passes(log_folder_not_writable, text, path="a.sbatch", log_folders=LogFolders({"output": "/home/bob/logs"}))
    passes(log_folder_not_writable, text.replace("-o", "-n 1 #"), path="a.sbatch", log_folders=CLOSED)
