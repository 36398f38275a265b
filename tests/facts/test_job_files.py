from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from envdoctor.catalogue.view import Here
from envdoctor.facts.job_files import LogFolders, OwnBashrc, log_folders, own_bashrc
from envdoctor.facts.types import SourceFile
from envdoctor.host.probes import Answer, Content, Failed, Look, Read, Seen
from envdoctor.syntax.jobs.shell.reader import read
from envdoctor.syntax.jobs.values import Asked, Directive, Request, Span

HERE = Here(cwd="/home/alice/project", uid=1000)
SPAN = Span(0, 1, 1, 1)
CONDA = "__conda_setup=\"$('/opt/conda/bin/conda' 'shell.bash' 'hook')\"\n"
GUARD = "case $- in *i*) ;; *) return;; esac\n"


def job(output: str = "", error: str = "", **more: Any) -> Request:
    """A Slurm job with these logs."""
    values = {
        name: Asked(-1, Directive("slurm", name, f"--{name}", text, SPAN, SPAN), text)
        for name, text in (("output", output), ("error", error))
        if text
    }
    return Request(**{"scheduler": "slurm", **values, **more})


def drive(run: Any, folders: Sequence[str], files: dict[str, Answer] | None = None) -> Any:
    """Answer probes: ``folders`` exist, ``files`` answer for themselves."""
    try:
        probes = next(run)
        while True:
            probes = run.send([_answer(probe, folders, files or {}) for probe in probes])
    except StopIteration as end:
        return end.value


def _answer(probe: Look | Read, folders: Sequence[str], files: dict[str, Answer]) -> Answer:
    if probe.path in files:
        return files[probe.path]
    return Content(None) if isinstance(probe, Read) else Seen("folder" if probe.path in folders else "missing")


def logs(request: Request, *folders: str) -> dict[str, str]:
    found = drive(log_folders.function(SourceFile("jobs/a.sbatch"), request, HERE), folders)
    assert isinstance(found, LogFolders)
    return dict(found.missing)


def test_a_relative_folder_that_is_nowhere() -> None:
    assert logs(job("logs/%j.out", "err/x.err")) == {"output": "logs", "error": "err"}


@pytest.mark.parametrize("folder", ["/home/alice/project/jobs/logs", "/home/alice/project/logs"])
def test_a_relative_folder_may_be_beside_the_script_or_here(folder: str) -> None:
    assert logs(job("logs/%j.out"), folder) == {}


def test_an_absolute_folder_only_where_the_one_above_is_here() -> None:
    assert logs(job("/data/logs/a.out"), "/data") == {"output": "/data/logs"}
    assert logs(job("/scratch/alice/logs/a.out")) == {}
    assert logs(job("/data/logs/a.out"), "/data", "/data/logs") == {}


@pytest.mark.parametrize(
    "output", ["a.out", "%x/a.out", "~/logs/a.out", "$HOME/logs/a.out", "{{dir}}/a.out", "<logs>/a", "a\\b/c"]
)
def test_silent(output: str) -> None:
    assert logs(job(output)) == {}


def test_other_schedulers_and_folders_of_the_job() -> None:
    assert logs(job("logs/a", scheduler="lsf")) == {}
    assert logs(job("logs/a", workdir=job("x").output)) == {}
    assert logs(job("logs/a", unsure=frozenset(("output",)))) == {}


SCRIPT = "#!/bin/bash\nsource ~/.bashrc\nconda activate x\n"


def bashrc(text: str, script: str = SCRIPT, uid: int = 1000) -> OwnBashrc:
    files: dict[str, Answer] = {
        "/home/alice/project/a.sbatch": Seen("file", uid=uid),
        "~/.bashrc": Content(text.encode()),
    }
    found = drive(own_bashrc.function(SourceFile("a.sbatch", script), read(script), HERE), (), files)
    assert isinstance(found, OwnBashrc)
    return found


def test_a_bashrc_that_returns_before_conda() -> None:
    assert bashrc(f"# mine\n{GUARD}{CONDA}") == OwnBashrc(2, True)


def test_conda_above_the_guard_or_nowhere() -> None:
    assert not bashrc(f"{CONDA}{GUARD}").conda_behind
    assert not bashrc(GUARD).conda_behind
    assert bashrc(CONDA) == OwnBashrc()


def test_only_for_our_own_scripts_that_need_it() -> None:
    assert bashrc(f"{GUARD}{CONDA}", uid=0) == OwnBashrc()
    assert bashrc(f"{GUARD}{CONDA}", "#!/bin/bash\nsource ~/.bashrc\npython a.py\n") == OwnBashrc()


def test_a_home_that_gives_no_answer() -> None:
    late = Failed("/home gave no answer", timed_out=True)
    files: dict[str, Answer] = {"/home/alice/project/a.sbatch": late, "~/.bashrc": late}
    assert drive(own_bashrc.function(SourceFile("a.sbatch", SCRIPT), read(SCRIPT), HERE), (), files) == OwnBashrc()
