from __future__ import annotations

from envdoctor_rules.job.checkpoints_unlimited import checkpoints_unlimited

from envdoctor.facts.programs import Program, Programs, Started
from envdoctor.syntax.jobs.shell.python import launches
from envdoctor.syntax.jobs.shell.reader import read
from envdoctor.testing import offends, passes

TEXT = "#!/bin/bash\n#SBATCH -n 1\npython a.py\n"


def programs(text: str, line: int | None) -> Programs:
    """What the script starts; ``line`` is where each program saves one more file."""
    return Programs(tuple(Started(one, Program("a.py", unlimited=line)) for one in launches(read(text))))


def test_names_the_line_of_the_program() -> None:
    [found] = offends(checkpoints_unlimited, f"{TEXT}       ^^^^\n", path="a.sbatch", programs=programs(TEXT, 12))
    assert found.args == {"program": "a.py", "line": 12}


def test_healthy() -> None:
    passes(checkpoints_unlimited, TEXT, path="a.sbatch", programs=programs(TEXT, None))
    limited = TEXT.replace("a.py", "a.py --save_total_limit 2")
    passes(checkpoints_unlimited, limited, path="a.sbatch", programs=programs(limited, 12))
