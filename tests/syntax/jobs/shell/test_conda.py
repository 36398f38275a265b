from __future__ import annotations

import pytest

from envdoctor.syntax.jobs.shell.conda import after_bashrc, hook_line, undefined
from envdoctor.syntax.jobs.shell.reader import read
from envdoctor.syntax.jobs.shell.signals import asked, plain, traps


@pytest.mark.parametrize(
    "before",
    [
        "",
        "module load cuda/12.1 gcc",
        "module purge",
        "export PATH=/opt/conda/bin:$PATH",
        "cd x",
        "set -euo pipefail",
        "ml GCC/12",
    ],
)
def test_not_defined(before: str) -> None:
    found = undefined(read(f"#!/bin/bash\n{before}\nconda activate x\npython a.py\n"))
    assert found is not None
    assert found.args == ("activate", "x")


@pytest.mark.parametrize(
    "before",
    [
        'eval "$(conda shell.bash hook)"',
        "source ~/miniconda3/etc/profile.d/conda.sh",
        ". /opt/conda/bin/activate",
        "source ~/.bashrc",
        "source env.sh",
        "module load anaconda3",
        "module load python/3.9-anaconda",
        "module load cuda && module load pytorch",
        "module use /x",
        "ml Miniconda3",
        "conda() { :; }",
        'eval "$__conda_setup"',
        "set -i",
    ],
)
def test_may_be_defined(before: str) -> None:
    assert undefined(read(f"#!/bin/bash\n{before}\nconda activate x\n")) is None


@pytest.mark.parametrize(
    "first", ["#!/bin/bash -l", "#!/bin/bash --login", "#!/bin/bash -il", "#!/bin/zsh", "", "#!/bin/csh"]
)
def test_shells_that_read_files(first: str) -> None:
    assert undefined(read(f"{first}\nconda activate x\n")) is None


def test_a_broken_script_is_not_judged() -> None:
    assert undefined(read("#!/bin/bash\nconda activate x\nif a; then\n")) is None


def test_after_bashrc() -> None:
    both = after_bashrc(read("#!/bin/bash\nsource $HOME/.bashrc\nconda activate x\n"))
    assert both is not None
    assert [command.name for command in both] == ["source", "conda"]
    assert after_bashrc(read("#!/bin/bash\n. ~/.bashrc\nsource x.sh\nconda activate x\n")) is None
    assert after_bashrc(read("#!/bin/bash\nconda activate x\n. ~/.bashrc\n")) is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("#!/bin/bash\nconda activate x\n", 'eval "$(conda shell.bash hook)"\n'),
        ("#!/bin/sh\nif a; then\n\tconda activate x\nfi\n", '\teval "$(conda shell.posix hook)"\n'),
        ("#!/bin/bash\r\nconda activate x\r\n", 'eval "$(conda shell.bash hook)"\r\n'),
        ("#!/bin/bash\nmamba activate x\n", ""),
        ("#!/bin/bash\nbash -c 'conda activate x'\n", ""),
        ("#!/bin/bash\ncd x && \\\n  conda activate x\n", 'eval "$(conda shell.bash hook)"\n'),
    ],
)
def test_hook_line(text: str, line: str) -> None:
    body = read(text)
    command = body.called("conda", "mamba")[0]
    start, found = hook_line(text, body, command)
    assert found == line
    assert text[start - 1] == "\n"


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("USR1@60", ("USR1", False)),
        ("B:USR1@60", ("USR1", True)),
        ("SIGTERM", ("TERM", False)),
        ("RB:10", ("USR1", True)),
        ("R:usr2@5", ("USR2", False)),
        ("$SIG", None),
        ("", None),
    ],
)
def test_asked(text: str, want: tuple[str, bool] | None) -> None:
    found = asked(text)
    assert (tuple(found) if found else None) == want


def test_traps() -> None:
    text = "trap 'a' SIGUSR1 TERM\ntrap '' INT\ntrap - TERM\ntrap b 10\ntrap -p\n"
    found = traps(read(text))
    assert [one.signals for one in found] == [{"USR1", "TERM"}, {"USR1"}]
    assert plain("sigusr1") == plain("10") == "USR1"
