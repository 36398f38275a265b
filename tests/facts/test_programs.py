from __future__ import annotations

import time
from collections.abc import Mapping

import pytest

from envdoctor.catalogue.view import Here
from envdoctor.facts.programs import Programs, programs
from envdoctor.facts.types import SourceFile
from envdoctor.host.probes import Content, Failed, Read
from envdoctor.syntax.jobs.shell.reader import read

HERE = Here(cwd="/home/alice/project")
PRINTS = "print(1)\n"


def found(text: str, files: Mapping[str, str], path: str = "jobs/train.sbatch") -> Programs:
    """The fact; ``files``: absolute path -> text."""
    source = SourceFile(path, f"#!/bin/bash\n{text}")
    run = programs.function(source, read(source.text), HERE)
    asked: list[Read] = []
    try:
        probes = next(run)
        while True:
            asked += probes
            probes = run.send([Content(files[p.path].encode() if p.path in files else None) for p in probes])
    except StopIteration as end:
        value = end.value
    assert isinstance(value, Programs)
    return value


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("python train.py", "/home/alice/project/jobs/train.py"),
        ("srun python ./src/train.py --x", "/home/alice/project/jobs/src/train.py"),
        ("python ../train.py", "/home/alice/project/train.py"),
        ("python /data/train.py", "/data/train.py"),
        ("cd src\ntorchrun train.py", "/home/alice/project/jobs/src/train.py"),
        ("cd /data/x && python train.py", "/data/x/train.py"),
        ('cd "$SLURM_SUBMIT_DIR"\npython train.py', "/home/alice/project/jobs/train.py"),
        ('cd "$(dirname "$0")"\npython train.py', "/home/alice/project/jobs/train.py"),
    ],
)
def test_where_the_program_lies(text: str, path: str) -> None:
    [started] = found(text, {path: PRINTS}).all
    assert started.program.prints is True


@pytest.mark.parametrize(
    "text",
    [
        "cd $PROJECT\npython train.py",
        "#SBATCH --chdir=/x\npython train.py",
        "python $SCRIPT.py",
        "python -m train",
        "python missing.py",
        "go() { cd /x; }\npython train.py",
    ],
)
def test_where_it_cannot_be_told(text: str) -> None:
    [started] = found(text, {"/home/alice/project/jobs/train.py": PRINTS}).all
    assert started.program.prints is None


def test_a_subshell_leaves_the_folder_alone() -> None:
    [started] = found("(cd /x; ls)\npython train.py", {"/home/alice/project/jobs/train.py": PRINTS}).all
    assert started.program.prints is True


def test_no_program_asks_nothing() -> None:
    assert found("echo hello", {}) == Programs()


def test_a_disk_that_gives_no_answer_tells_nothing() -> None:
    source = SourceFile("a.sbatch", "#!/bin/bash\npython a.py\n")
    run = programs.function(source, read(source.text), HERE)
    [probe] = next(run)
    assert probe.path == "/home/alice/project/a.py"
    with pytest.raises(StopIteration) as end:
        run.send([Failed("/data gave no answer in 1.5 s", timed_out=True)])
    assert end.value.value.all[0].program.prints is None


def test_thousands_of_programs_and_folders_take_no_long_time() -> None:
    began = time.monotonic()
    assert len(found("cd a; python a.py &\n" * 5000, {}).all) == 5000
    assert time.monotonic() - began < 5
