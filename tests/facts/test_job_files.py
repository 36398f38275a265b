from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from envdoctor.catalogue.view import Here
from envdoctor.config import Config
from envdoctor.errors import OtherFile
from envdoctor.facts.job_files import (
    LogFolders,
    OwnBashrc,
    PlainShell,
    log_folders,
    own_bashrc,
    plain_shell,
    script_text,
)
from envdoctor.facts.types import SourceFile
from envdoctor.host.probes import Answer, Content, Failed, Look, Read, Room, Seen, Space
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


def drive(
    run: Any, folders: Sequence[str], files: dict[str, Answer] | None = None, rooms: dict[str, Answer] | None = None
) -> Any:
    """Answer probes: ``folders`` exist, ``files`` and ``rooms`` answer for themselves."""
    try:
        probes = next(run)
        while True:
            probes = run.send([_answer(probe, folders, files or {}, rooms or {}) for probe in probes])
    except StopIteration as end:
        return end.value


def _answer(
    probe: Look | Read | Space, folders: Sequence[str], files: dict[str, Answer], rooms: dict[str, Answer]
) -> Answer:
    if isinstance(probe, Space):
        return rooms.get(probe.path, Room(1, 1))
    if probe.path in files:
        return files[probe.path]
    return Content(None) if isinstance(probe, Read) else Seen("folder" if probe.path in folders else "missing")


def logs(request: Request, *folders: str) -> dict[str, str]:
    return dict(told(request, dict.fromkeys(folders, Seen("folder", writable=True))).missing)


def told(request: Request, files: dict[str, Answer], rooms: dict[str, Answer] | None = None) -> LogFolders:
    """The fact; ``files`` answer for themselves, and so do the ``rooms`` of their disks."""
    run = log_folders.function(SourceFile("jobs/a.sbatch"), request, HERE, Config())
    found = drive(run, (), files, rooms)
    assert isinstance(found, LogFolders)
    return found


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


@pytest.mark.parametrize("scheduler", ["lsf", "pbs"])
def test_other_schedulers(scheduler: str) -> None:
    assert logs(job("logs/a", scheduler=scheduler)) == {"output": "logs"}
    assert logs(job("host:/data/logs/a", scheduler=scheduler), "/data") == {}


def test_lsf_makes_a_folder_that_ends_the_name() -> None:
    assert logs(job("logs/", scheduler="lsf")) == {}
    assert logs(job("logs/", scheduler="pbs")) == {"output": "logs"}


def test_folders_of_the_job() -> None:
    assert logs(job("logs/a", workdir=job("x").output)) == {}
    assert logs(job("logs/a", unsure=frozenset(("output",)))) == {}


OPEN, SHUT = Seen("folder", writable=True), Seen("folder", mode=0o755)
BESIDE, HERE_TOO = "/home/alice/project/jobs/logs", "/home/alice/project/logs"


@pytest.mark.parametrize(
    ("log", "files", "closed"),
    [
        ("/home/bob/logs/%j.out", {"/home/bob/logs": SHUT}, "/home/bob/logs"),
        ("/home/bob/logs/%j.out", {"/home/bob/logs": OPEN}, ""),
        ("/home/bob/logs/%j.out", {"/home/bob": SHUT}, ""),
        ("/home/bob/logs/%j.out", {"/home/bob/logs": Seen("folder", error="Permission denied")}, ""),
        ("/home/bob/logs/%j.out", {"/home/bob/logs": Failed("/home gave no answer")}, ""),
        ("/%j.out", {"/": SHUT}, "/"),
        ("/dev/null", {"/dev": SHUT}, ""),
        ("/developers/a.out", {"/developers": SHUT}, "/developers"),
        ("/home/bob/a.out", {"/home/bob": SHUT, "/home/bob/a.out": Seen("file", writable=True)}, ""),
        ("logs/%j.out", {BESIDE: SHUT}, "logs"),
        ("logs/%j.out", {BESIDE: SHUT, HERE_TOO: SHUT}, "logs"),
        ("logs/%j.out", {BESIDE: SHUT, HERE_TOO: OPEN}, ""),
        ("logs/a.out", {BESIDE: SHUT, f"{BESIDE}/a.out": Seen("file")}, ""),
    ],
)
def test_a_folder_that_is_closed(log: str, files: dict[str, Answer], closed: str) -> None:
    assert told(job(log), files).closed == ({"output": closed} if closed else {})


GB = 10**9


@pytest.mark.parametrize(
    ("room", "free"),
    [
        (Room(1000 * GB, 2 * GB), 2 * GB),
        (Room(1000 * GB, 0), 0),
        (Room(1000 * GB, 60 * GB), None),
        (Room(10 * GB, 2 * GB), None),
        (Room(0, 0), None),
        (Failed("a folder is checked"), None),
    ],
)
def test_a_folder_on_a_full_disk(room: Answer, free: int | None) -> None:
    found = told(job("logs/%j.out"), {BESIDE: OPEN}, {BESIDE: room})
    assert found.full == ({} if free is None else {"output": ("logs", free)})


def test_a_folder_that_may_be_on_another_disk() -> None:
    rooms: dict[str, Answer] = {BESIDE: Room(1000 * GB, 0), HERE_TOO: Room(1000 * GB, 500 * GB)}
    assert told(job("logs/%j.out"), {BESIDE: OPEN, HERE_TOO: OPEN}, rooms).full == {}


@pytest.mark.parametrize("form", ["job", "script"])
def test_the_text_of_any_script(form: str) -> None:
    assert script_text.function(SourceFile("a.sh", "ls\n", form=form)) == "ls\n"


def test_other_files_are_no_scripts() -> None:
    with pytest.raises(OtherFile):
        script_text.function(SourceFile("a.py", "ls\n", form="python"))


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


def _plain_shell(first: str, seen: Answer, live: bool = True) -> PlainShell:
    asked = plain_shell.function(
        source=SourceFile("a.sh", f"{first}\n#SBATCH -n 1\n", form="job"), here=Here(live=live)
    )
    try:
        asked.send([seen for _probe in next(asked)])
    except StopIteration as end:
        assert isinstance(end.value, PlainShell)
        return end.value
    raise AssertionError("it asks twice")


@pytest.mark.parametrize(
    ("first", "real", "want"),
    [
        ("#!/bin/sh", "/usr/bin/dash", PlainShell(True, "dash")),
        ("#! /usr/bin/env sh", "/bin/busybox", PlainShell(True, "busybox")),
        ("#!/bin/sh -e", "/usr/bin/bash", PlainShell(False, "bash")),
        ("#!/bin/bash", "/usr/bin/dash", PlainShell()),
        ("#!/opt/x/sh", "/usr/bin/dash", PlainShell()),
        ("#!/bin/shx", "/usr/bin/dash", PlainShell()),
    ],
)
def test_what_sh_is_here(first: str, real: str, want: PlainShell) -> None:
    assert _plain_shell(first, Seen("file", real=real)) == want


def test_what_sh_is_elsewhere_is_not_known() -> None:
    assert _plain_shell("#!/bin/sh", Seen("file", real="/usr/bin/bash"), live=False) == PlainShell(True)
    assert _plain_shell("#!/bin/sh", Seen("missing")) == PlainShell(True)
