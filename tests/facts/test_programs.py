from __future__ import annotations

import time
from collections.abc import Mapping

import pytest

from envdoctor.catalogue.view import Here
from envdoctor.facts.programs import Programs, programs, unstarted
from envdoctor.facts.types import SourceFile
from envdoctor.host.probes import Answer, Content, Failed, Look, Read, Seen
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


LOOP = "import torch\ndef train(m, o):\n    for x in m:\n        m(x).backward()\n        o.step()\n"


def saves(files: Mapping[str, str]) -> tuple[bool | None, bool | None]:
    """Whether the program trains and whether it saves; ``files``: name -> text."""
    [started] = found("python a.py", {f"/home/alice/project/jobs/{name}": text for name, text in files.items()}).all
    return started.program.trains, started.program.saves


def test_modules_beside_a_program_are_read_with_it() -> None:
    main = "from model import train\ntrain(1, 2)\n"
    assert saves({"a.py": main, "model.py": LOOP}) == (True, False)
    assert saves({"a.py": main, "model.py": f"{LOOP}def save(m):\n    torch.save(m, 'x')\n"}) == (True, None)
    assert saves({"a.py": f"import model\n{LOOP}", "model.py": "class Net: pass\n"}) == (True, False)


@pytest.mark.parametrize(
    ("main", "others"),
    [
        ("from model import train\ntrain(1, 2)\n", {}),
        ("from model import train\ntrain(1, 2)\n", {"model.py": f"import other\n{LOOP}"}),
        ("from model import train\ntrain(1, 2)\n", {"model.py": "def (\n"}),
        ("from lib.model import train\ntrain(1, 2)\n", {"lib/model.py": LOOP}),
        ("from model import *\ntrain(1, 2)\n", {"model.py": LOOP}),
        ("".join(f"import m{n}\n" for n in range(9)), {f"m{n}.py": LOOP for n in range(9)}),
    ],
)
def test_modules_that_leave_it_open(main: str, others: Mapping[str, str]) -> None:
    assert saves({"a.py": main, **others})[1] is None


def test_a_program_that_only_imports_what_could_train() -> None:
    assert saves({"a.py": "from model import net, get_train_loader\nget_train_loader(net)\n", "model.py": LOOP}) == (
        None,
        False,
    )


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


PLAIN, RUNS = Seen("file", mode=0o644), Seen("file", mode=0o755)
BESIDE = "/home/alice/project/jobs/run.sh"


def inert(text: str, files: Mapping[str, Answer], here: Here = HERE) -> list[str]:
    """Calls of files that nobody may execute; ``files``: absolute path -> what is there."""
    source = SourceFile("jobs/train.sbatch", f"#!/bin/bash\n{text}\n", form="job")
    run = unstarted.function(source, read(source.text), here)
    try:
        probes = next(run)
        assert all(isinstance(probe, Look) for probe in probes)
        run.send([files.get(probe.path, Seen("missing")) for probe in probes])
    except StopIteration as end:
        return [word.text for word in end.value.all]
    raise AssertionError("it asks twice")


@pytest.mark.parametrize(
    ("text", "path", "called"),
    [
        ("./run.sh", BESIDE, "./run.sh"),
        ("srun -n 2 ./run.sh a b", BESIDE, "./run.sh"),
        ("A=1 ./run.sh > log", BESIDE, "./run.sh"),
        ("for i in 1 2; do ./run.sh $i; done", BESIDE, "./run.sh"),
        ("source ~/.bashrc\nmodule load cuda\n./run.sh", BESIDE, "./run.sh"),
        ("bin/run.sh", "/home/alice/project/jobs/bin/run.sh", "bin/run.sh"),
        ("cd ../src\n./run.sh", "/home/alice/project/src/run.sh", "./run.sh"),
        ("/data/run.sh", "/data/run.sh", "/data/run.sh"),
        ("#PBS -q a\ncd $PBS_O_WORKDIR\n./run.sh", BESIDE, "./run.sh"),
        ("#PBS -q a\n/data/run.sh", "/data/run.sh", "/data/run.sh"),
        ("./run.sh || exit 1", BESIDE, "./run.sh"),
        ("cd ../jobs || exit 1\n./run.sh || { echo failed; exit 1; }", BESIDE, "./run.sh"),
        ("time srun -n 2 ./run.sh", BESIDE, "./run.sh"),
        ("exec ./run.sh", BESIDE, "./run.sh"),
        ("if false; then\nexit 1\nfi\n./run.sh", BESIDE, "./run.sh"),
    ],
)
def test_a_file_that_nobody_may_execute(text: str, path: str, called: str) -> None:
    assert inert(text, {path: PLAIN}) == [called]
    assert inert(text, {path: RUNS}) == []
    assert inert(text, {path: Seen("folder", mode=0o600)}) == []
    assert inert(text, {path: Failed("/home gave no answer")}) == []
    assert inert(text, {}) == []


@pytest.mark.parametrize(
    "text",
    [
        "bash run.sh",
        "bash ./run.sh",
        "source ./run.sh",
        "chmod +x run.sh\n./run.sh",
        "chmod u+x *.sh\n./run.sh",
        "cp ../run.sh .\n./run.sh",
        "echo ls > run.sh\n./run.sh",
        "[ -x ./run.sh ] && ./run.sh",
        "if true; then ./run.sh; fi",
        "git clone x\n./run.sh",
        ". ./env.sh\n./run.sh",
        "run() { ./run.sh; }",
        "apptainer exec x.sif ./run.sh",
        "cd $X\n./run.sh",
        "./$X.sh",
        "run.sh",
        "find . -name 'run*' -exec chmod +x {} +\n./run.sh",
        "ls | xargs chmod +x\n./run.sh",
        "parallel chmod +x ::: *.sh\n./run.sh",
        "bash setup.sh\n./run.sh",
        "./setup.sh\n./run.sh",
        "rsync -a /src/ .\n./run.sh",
        "gmake\n./run.sh",
        "srun snakemake -j 4\n./run.sh",
        "python build.py\n./run.sh",
        "srun --chdir=/data ./run.sh",
        "srun -n 2 -D /data ./run.sh",
        "mpirun -wdir /data ./run.sh",
        "#PBS -l walltime=1:00:00\n./run.sh",
        "#PBS -l walltime=1:00:00\ncd src\n./run.sh",
        "./run.sh || bash run.sh",
        "srun ./run.sh || srun bash run.sh",
        "./run.sh || python other.py",
        "python a.py\nexit\n./run.sh",
        "exit 0\n./run.sh",
        "exec python a.py\n./run.sh",
    ],
)
def test_calls_that_are_fine_or_cannot_be_told(text: str) -> None:
    assert inert(text, {BESIDE: PLAIN}) == []


def test_it_may_be_started_from_here_where_another_one_lies() -> None:
    assert inert("./run.sh", {BESIDE: PLAIN, "/home/alice/project/run.sh": RUNS}) == []
    assert inert("./run.sh", {BESIDE: PLAIN, "/home/alice/project/run.sh": PLAIN}) == ["./run.sh"]


def test_a_home_in_a_folder_is_not_asked() -> None:
    assert inert("./run.sh", {BESIDE: PLAIN}, Here(cwd="/home/alice/project", live=False)) == []


def test_thousands_of_calls_take_no_long_time() -> None:
    began = time.monotonic()
    text = "\n".join(f"./run{number}.sh" for number in range(5000))
    assert len(inert(text, dict.fromkeys((f"/home/alice/project/jobs/run{n}.sh" for n in range(5000)), PLAIN))) == 20
    assert time.monotonic() - began < 5
