from __future__ import annotations

import pytest
from envdoctor_rules.job.signal_swallowed_by_shell import KEPT, UNSENT, signal_swallowed_by_shell

from envdoctor.facts.programs import Program, Programs, Started
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.shell.python import launches
from envdoctor.syntax.jobs.shell.reader import read
from envdoctor.testing import findings, offends, passes

WITHOUT, WITH = "#!/bin/bash\n#SBATCH --signal=USR1@60\n", "#!/bin/bash\n#SBATCH --signal=B:USR1@60\n"
TRAP = "trap 'echo late; touch late' USR1\n"


def programs(text: str, *catches: str) -> Programs:
    """What the script starts; each program handles these signals."""
    does = Program("a.py", catches=frozenset(catches or ("SIGUSR1",)))
    return Programs(tuple(Started(one, does) for one in launches(read(text))))


def found(text: str, *catches: str) -> list[str]:
    """Templates of what is found."""
    source = SourceFile("a.sbatch", text, form="job")
    return [
        one.template for one in findings(signal_swallowed_by_shell, source=source, programs=programs(text, *catches))
    ]


def test_beside_a_step() -> None:
    text = f"{WITHOUT}srun hostname\npython a.py\n"
    [one] = offends(signal_swallowed_by_shell, f"{text}       ^^^^\n", path="a.sbatch", programs=programs(text))
    assert one.template == UNSENT
    assert one.args == {"program": "a.py", "signal": "SIGUSR1", "value": "USR1@60", "line": 0}


@pytest.mark.parametrize(
    "line", ["exec python a.py", "srun ls\ntorchrun a.py", "./set-up\npython a.py &\nwait", ". env.sh\npython a.py"]
)
def test_no_step_however_it_is_started(line: str) -> None:
    assert found(f"{WITHOUT}{line}\n") == [UNSENT]


@pytest.mark.parametrize(
    "trap",
    [
        TRAP,
        "note() { echo late >> log; }\ntrap note USR1\n",
        "trap 'echo $(date)' SIGUSR1 TERM\n",
    ],
)
def test_a_trap_that_keeps_it(trap: str) -> None:
    text = f"{WITH}{trap}python a.py &\nwait\n"
    [one] = findings(
        signal_swallowed_by_shell, source=SourceFile("a.sbatch", text, form="job"), programs=programs(text)
    )
    assert (one.template, one.args["line"]) == (KEPT, text[: text.index("trap ")].count("\n") + 1)


def test_a_trap_keeps_it_from_steps_too() -> None:
    assert found(f"{WITH}{TRAP}srun python a.py &\nwait\n") == [KEPT]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{WITHOUT}srun python a.py\n", id="a step"),
        pytest.param(f"{WITHOUT}srun bash -c 'python a.py'\n", id="in a step"),
        pytest.param(f"{WITHOUT}srun hostname\nmpirun python a.py\n", id="perhaps a step"),
        pytest.param(f"{WITHOUT}f() {{ python a.py; }}\nexport -f f\nsrun bash -c f\n", id="a function in a step"),
        pytest.param(f'{WITHOUT}if [ -z "$SLURM_STEP_ID" ]; then srun $0; fi\npython a.py\n', id="itself as a step"),
        pytest.param(f"{WITHOUT}python a.py\n", id="no step at all is told of by another rule"),
        pytest.param(f"{WITHOUT}{TRAP}srun hostname\npython a.py\n", id="a trap without B likewise"),
        pytest.param(f"{WITH}{TRAP}python a.py\n", id="a trap behind the foreground likewise"),
        pytest.param(f"{WITH}python a.py\n", id="no trap likewise"),
        pytest.param(f"{WITH}trap 'kill -USR1 $P' USR1\npython a.py & P=$!\nwait\n", id="passed on"),
        pytest.param(f"{WITH}f() {{ kill 0; }}\ntrap f USR1\npython a.py &\nwait\n", id="passed on by a function"),
        pytest.param(f"{WITH}trap 'scontrol requeue $SLURM_JOB_ID' USR1\npython a.py &\nwait\n", id="begun anew"),
        pytest.param(f"{WITH}trap './tell' USR1\npython a.py &\nwait\n", id="not known"),
        pytest.param(f"{WITH}exec python a.py\n", id="the program is the shell"),
        pytest.param("#!/bin/bash\n#SBATCH --signal={{signal}}\nsrun ls\npython a.py\n", id="a template"),
        pytest.param("#!/bin/bash\n#SBATCH -n 1\nsrun hostname\npython a.py\n", id="no signal"),
    ],
)
def test_healthy(text: str) -> None:
    passes(signal_swallowed_by_shell, text, path="a.sbatch", programs=programs(text))


def test_a_program_that_waits_for_another_signal() -> None:
    assert found(f"{WITHOUT}srun hostname\npython a.py\n", "SIGTERM") == []
    assert found(f"{WITHOUT.replace('USR1', '10')}srun hostname\npython a.py\n") == [UNSENT]
