from __future__ import annotations

from envdoctor_rules.job.script_not_executable import script_not_executable

from envdoctor import Advise
from envdoctor.facts.programs import Unstarted
from envdoctor.syntax.jobs.shell.reader import read
from envdoctor.testing import offends, passes

TEXT = "#!/bin/bash\n#SBATCH -n 1\n./run.sh a\n./run.sh b\n"
CALLS = Unstarted(tuple(command.words[0] for command in read(TEXT).commands))


def test_once_a_file() -> None:
    marked = TEXT.replace(" a\n", " a\n^^^^^^^^\n")
    [found] = offends(script_not_executable, marked, path="a.sbatch", unstarted=CALLS)
    assert (found.key, found.args) == ("./run.sh", {"file": "./run.sh"})
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == ("chmod +x ./run.sh",)


def test_healthy() -> None:
    passes(script_not_executable, TEXT, path="a.sbatch", unstarted=Unstarted())
