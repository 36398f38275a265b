from __future__ import annotations

import pytest
from envdoctor_rules.containers.interactive_flags_in_job import interactive_flags_in_job

from envdoctor import Severity
from envdoctor.testing import fixed, offends, passes

HEAD = "#!/bin/bash\n#SBATCH -n 1\n"


def test_fires() -> None:
    found = offends(
        interactive_flags_in_job,
        """
        #!/bin/bash
        #SBATCH -n 1
        docker run --rm -it a/b:1 python x.py
                        ^^^
        docker run -i --tty a/b:1 python y.py
                      ^^^^^
        docker exec -ti box ls
                    ^^^
        podman run -it a/b:1 ls
                   ^^^
        """,
        path="train.sbatch",
    )
    assert [finding.severity and finding.severity.word for finding in found] == [None, None, None, "note"]


def test_one_of_two_ways() -> None:
    text = f"{HEAD}if $apptainer; then ls; else\n  docker run -it a/b:1\n             ^^^\nfi\n"
    [found] = offends(interactive_flags_in_job, text, path="train.sbatch")
    assert found.severity is Severity.NOTE


def test_a_script_that_asks_for_nothing_is_often_run_at_a_prompt() -> None:
    text = "#!/bin/bash\n#SBATCH -J x -t 30\ndocker exec -it box ls\n            ^^^\n"
    [found] = offends(interactive_flags_in_job, text, path="train.sbatch")
    assert found.severity is Severity.NOTE


@pytest.mark.parametrize(
    "line",
    [
        "docker run --rm a/b:1 python x.py -it",
        "docker run -t a/b:1 ls",
        "docker run -i a/b:1 ls < list",
        "docker run -itd a/b:1",
        "script -qc 'docker run -it a/b:1' /dev/null",
        "if [ -t 1 ]; then docker run -it a/b:1; fi",
        "echo docker run -it a",
    ],
)
def test_healthy(line: str) -> None:
    passes(interactive_flags_in_job, f"{HEAD}{line}\n", path="train.sbatch")


def test_fixed() -> None:
    before = "docker run --rm -it a/b:1\ndocker run -i --tty a/b:1 x\ndocker run -i -t c\ndocker exec -ti d ls\n"
    after = "docker run --rm -i a/b:1\ndocker run -i a/b:1 x\ndocker run -i c\ndocker exec -i d ls\n"
    fixed(interactive_flags_in_job, HEAD + before, HEAD + after, path="train.sbatch")
