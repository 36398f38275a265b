from __future__ import annotations

from envdoctor_rules.job.interpreter_not_here import interpreter_not_here

from envdoctor.facts.scripts import Interpreter
from envdoctor.syntax.jobs.pointing import span_of
from envdoctor.testing import offends, passes

SCRIPT = "#!/opt/gone/bash -l\n#SBATCH -n 1\necho hello\n"
SPAN = span_of(SCRIPT, 2, 16)


def test_fires() -> None:
    [found] = offends(
        interpreter_not_here,
        "#!/opt/gone/bash -l\n  ^^^^^^^^^^^^^^\n#SBATCH -n 1\n",
        path="train.sbatch",
        interpreter=Interpreter("/opt/gone/bash", SPAN, True),
    )
    assert found.args["program"] == "/opt/gone/bash"


def test_healthy() -> None:
    passes(interpreter_not_here, SCRIPT, path="train.sbatch", interpreter=Interpreter("/opt/gone/bash", SPAN))
    passes(interpreter_not_here, SCRIPT, path="train.sbatch", interpreter=Interpreter())
