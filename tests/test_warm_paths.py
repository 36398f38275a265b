"""Remembered answers of ``check PATH``: the same as long as nothing changed, and never a stale one."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

JOB = "#!/bin/bash\n#SBATCH --mem=16\n#SBATCH --output=logs/%j.out\nsrun python train.py\n"
FINE = "#!/bin/bash\n#SBATCH --mem=16G\n#SBATCH --output=logs/%j.out\nsrun python train.py\n"
PACK = """\
from envdoctor import Finding, hookimpl, msg, rule
from envdoctor.facts.types import SourceFile


@rule("WRK901", "text-seen")
def text_seen(source: SourceFile):
    yield Finding(msg("WORD"), place=source.path)


@hookimpl
def envdoctor_rules():
    return [text_seen]
"""


class Lab:
    """A folder with job scripts, and a home beside it."""

    def __init__(self, path: Path) -> None:
        self.path, self.jobs = path, path / "jobs"
        self.jobs.mkdir(parents=True)
        (path / "home" / ".cache" / "envdoctor").mkdir(parents=True, mode=0o700)
        (self.jobs / "logs").mkdir()
        (self.jobs / "a.sbatch").write_text(JOB)
        (self.jobs / "train.py").write_text("print(1)\n")
        self.env = {"HOME": str(path / "home"), "PATH": f"{path}/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
        self.env |= {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}

    def age(self, seconds: float = 2.1) -> None:
        """Let what was written be old enough."""
        newest = max(os.lstat(path).st_ctime for path in self.path.rglob("*"))
        time.sleep(max(0.0, newest + seconds - time.time()))

    def check(self, *argv: str, stdin: str = "", cwd: str = "jobs") -> tuple[str, bool, int]:
        """What is printed, whether it was remembered (told by what is imported), and the exit code."""
        command = (sys.executable, "-X", "importtime", "-m", "envdoctor", "check", *(argv or ("a.sbatch",)))
        done = subprocess.run(
            command, env=self.env, cwd=self.path / cwd, input=stdin, capture_output=True, text=True, check=False
        )
        assert done.returncode in (0, 1, 5), done.stderr[-2000:]
        return done.stdout, "envdoctor.engine" not in done.stderr, done.returncode

    def settled(self, *argv: str) -> tuple[str, bool, int]:
        """A remembered answer, the same as the one before."""
        first = self.check(*argv)
        for _turn in range(4):
            again = self.check(*argv)
            assert (again[0], again[2]) == (first[0], first[2])
            if again[1]:
                return again
        raise AssertionError("it is never remembered")


@pytest.fixture(scope="module")
def labs(tmp_path_factory: pytest.TempPathFactory) -> list[Lab]:
    """One for each test; made together, so that they grow old together."""
    made = [Lab(tmp_path_factory.mktemp("lab")) for _number in range(50)]
    made[-1].age()
    return made


@pytest.fixture
def lab(labs: list[Lab]) -> Lab:
    return labs.pop()


@pytest.mark.parametrize(
    "argv",
    [("a.sbatch",), (".",), ("-q", "."), ("--format", "json", "a.sbatch"), ("--format", "concise", "--hook", "."),
     ("train.py",), ("--select", "SLU", "a.sbatch")],
    ids=" ".join,
)  # fmt: skip
def test_an_unchanged_answer_is_remembered(lab: Lab, argv: tuple[str, ...]) -> None:
    kept = lab.settled(*argv)
    anew = lab.check("--no-cache", *argv)
    assert not anew[1]
    if "json" not in argv:  # JSON tells how long each rule took
        assert (kept[0], kept[2]) == (anew[0], anew[2])


def link(lab: Lab) -> None:
    (lab.jobs / "b.sbatch").symlink_to(lab.path / "later.sbatch")
    lab.age()
    lab.settled(".")
    (lab.path / "later.sbatch").write_text(JOB)


def environment(lab: Lab) -> None:
    (lab.jobs / "env").mkdir()
    (lab.jobs / "env" / "pyvenv.cfg").write_text("")
    (lab.jobs / "env" / "b.sbatch").write_text(JOB)
    lab.age()
    lab.settled(".")
    (lab.jobs / "env" / "pyvenv.cfg").unlink()


@pytest.mark.parametrize(
    "change",
    [
        lambda lab: (lab.jobs / "a.sbatch").write_text(FINE),
        lambda lab: (lab.jobs / "a.sbatch").write_text(JOB.replace("16", "17")),
        lambda lab: (lab.jobs / "b.sbatch").write_text(JOB),
        lambda lab: (lab.jobs / "a.sbatch").rename(lab.jobs / "c.sbatch"),
        lambda lab: (lab.jobs / "logs").rmdir(),
        lambda lab: (lab.jobs / "train.py").unlink(),
        lambda lab: (lab.jobs / "train.py").write_text("print(2)\n"),
        lambda lab: (lab.jobs / "envdoctor.yaml").write_text("rules: {ignore: [SLU]}\n"),
        lambda lab: (lab.path / "envdoctor.yaml").write_text("rules: {severity: {SLU125: error}}\n"),
        lambda lab: (lab.path / "bin").mkdir(),
        lambda lab: lab.env.update(SLURM_CONF="/nowhere/slurm.conf"),
        link,
        environment,
    ],
)
def test_whatever_was_looked_at_and_changed_is_looked_at_again(lab: Lab, change: Callable[[Lab], object]) -> None:
    lab.settled(".")
    change(lab)
    found, remembered, code = lab.check(".")
    anew = lab.check("--no-cache", ".")
    assert not remembered
    assert (found, code) == (anew[0], anew[2])


def test_the_same_size_and_time_of_writing_do_not_hide_a_change(lab: Lab) -> None:
    lab.settled()
    before = os.stat(lab.jobs / "a.sbatch")
    (lab.jobs / "a.sbatch").write_text(JOB.replace("mem=16", "mem=1G"))
    os.utime(lab.jobs / "a.sbatch", ns=(before.st_atime_ns, before.st_mtime_ns))
    found, remembered, _code = lab.check()
    assert not remembered
    assert "--mem" not in found


def test_what_was_written_just_now_is_not_remembered(lab: Lab) -> None:
    (lab.jobs / "a.sbatch").write_text(FINE)
    lab.check()
    assert not lab.check()[1]


def test_standard_input_is_never_remembered(lab: Lab) -> None:
    assert "SLU125" in lab.check("-", stdin=JOB)[0]
    assert "SLU125" not in lab.check("-", stdin=FINE)[0]


def test_another_folder_or_argument_is_another_check(lab: Lab) -> None:
    lab.settled("a.sbatch")
    (lab.path / "a.sbatch").write_text(FINE)
    assert "SLU125" not in lab.check("a.sbatch", cwd=".")[0]
    assert not lab.check("-v", "a.sbatch")[1]


@pytest.mark.parametrize(
    "argv",
    [
        ("--format", "sarif"),
        ("--format", "json:out.json"),
        ("--baseline", "known.json"),
        ("--lf",),
        ("--durations", "3"),
    ],
    ids=" ".join,
)
def test_what_hangs_on_more_than_is_watched_is_not_remembered(lab: Lab, argv: tuple[str, ...]) -> None:
    (lab.jobs / "known.json").write_text('{"schema": 1, "findings": {}}')
    lab.age()
    lab.check(*argv, "a.sbatch")
    assert not lab.check(*argv, "a.sbatch")[1]


def test_a_baseline_of_the_policy_is_not_watched_either(lab: Lab) -> None:
    (lab.jobs / "envdoctor.yaml").write_text("baseline: known.json\n")
    (lab.jobs / "known.json").write_text('{"schema": 1, "findings": {}}')
    lab.age()
    lab.check()
    assert not lab.check()[1]


def test_a_pack_that_changed_is_loaded_again(lab: Lab) -> None:
    pack, info = lab.path / "packs" / "lab_pack.py", lab.path / "packs" / "lab_pack-1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: lab-pack\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[envdoctor]\nlab = lab_pack\n")
    pack.write_text(PACK)
    lab.env["PYTHONPATH"] = os.pathsep.join([str(pack.parent), *filter(None, [os.environ.get("PYTHONPATH")])])
    lab.age()
    assert "WORD" in lab.settled()[0]
    pack.write_text(PACK.replace("WORD", "MORE"))
    assert "MORE" in lab.check()[0]


def test_many_files_are_remembered_in_a_file_of_their_own(lab: Lab) -> None:
    for number in range(1600):
        (lab.jobs / f"s{number}.sbatch").write_text(FINE)
    lab.age()
    lab.settled("-q", ".")
    cache = lab.path / "home" / ".cache" / "envdoctor"
    [large] = cache.glob("answer-*")
    assert large.stat().st_mode & 0o777 == 0o600
    assert not (cache / "answers").exists()
    (lab.jobs / "s1234.sbatch").write_text(JOB)
    assert not lab.check("-q", ".")[1]


def test_few_large_answers_are_kept(lab: Lab) -> None:
    cache = lab.path / "home" / ".cache" / "envdoctor"
    for number in range(1600):
        (lab.jobs / f"s{number}.sbatch").write_text(FINE)
    for number in range(9):
        (cache / f"answer-{number}").write_text("")
        os.utime(cache / f"answer-{number}", (number, number))
    lab.age()
    lab.settled("-q", ".")
    names = sorted(path.name for path in cache.glob("answer-*"))
    assert len(names) == 4
    assert "answer-8" in names
