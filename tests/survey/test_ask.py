from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from envdoctor.cli.main import main
from envdoctor.errors import Refused, UsageError
from envdoctor.host.host import Host
from envdoctor.survey.ask import save, site_policy
from tests.survey.captured import outputs, site

LSF = {"lsid": "version", "bqueues": "queues", "lshosts": "hosts", "bhosts": "slots", "bmgroup": "groups"}


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder for programs that print what was recorded."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


def program(folder: Path, name: str, body: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def host(folder: Path) -> Host:
    """A live host whose PATH holds ``folder`` and nothing of a scheduler."""
    return Host(home=str(folder), env={"PATH": f"{folder}:/nowhere"}, cwd=str(folder))


def lsf(folder: Path) -> None:
    said = outputs("lsf.txt")
    for name, key in LSF.items():
        (folder / f"{key}.txt").write_text(said[key])
        program(folder, name, f'exec /bin/cat "{folder}/{key}.txt"')
    (folder / "cards.txt").write_text(said["cards"])
    program(
        folder,
        "lshosts",
        f'case $1 in -gpu) exec /bin/cat "{folder}/cards.txt";; esac\nexec /bin/cat "{folder}/hosts.txt"',
    )


def test_the_scheduler_whose_commands_are_there_is_asked(
    programs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lsf(programs)
    monkeypatch.setenv("PATH", f"{programs}:/nowhere")
    assert main(["init", "--site"]) == 0
    made = site(capsys.readouterr().out)
    assert (made.kind, made.queues["gpu2"].gpus, made.queues["gpu2"].card) == ("lsf", 4, "A100 PCIE 80GB")


def test_a_command_that_is_missing_leaves_a_comment(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lsf(programs)
    (programs / "lsid").unlink()
    monkeypatch.setenv("PATH", f"{programs}:/nowhere")
    text = site_policy(host(programs))
    assert "# the version could not be told" in text
    assert site(text).version is None


def test_no_scheduler_and_one_that_does_not_answer(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(programs))
    with pytest.raises(UsageError, match="run it on a login node"):
        site_policy(host(programs))
    program(programs, "qstat", 'echo "cannot connect to server pbs01" >&2; exit 111')
    program(programs, "pbsnodes", "exit 1")
    with pytest.raises(Refused, match="no scheduler answers: pbs: qstat -Qf: cannot connect to server pbs01"):
        site_policy(host(programs))
    program(programs, "qstat", "exit 0")
    program(programs, "pbsnodes", "exit 0")
    with pytest.raises(Refused, match="pbs: it names no queue"):
        site_policy(host(programs))


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    save(str(path), "a: 1\n")
    with pytest.raises(Refused, match=r"p\.yaml is there already and is left as it is"):
        save(str(path), "a: 2\n")
    assert path.read_text() == "a: 1\n"
    with pytest.raises(Refused, match="cannot be written: No such file or directory"):
        save(str(tmp_path / "none/p.yaml"), "")


def test_no_half_file_is_left(tmp_path: Path) -> None:
    code = (
        "import resource, signal; from envdoctor.survey.ask import save\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))\n"
        f"save({str(tmp_path / 'p.yaml')!r}, 'x' * 100)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "cannot be written: File too large" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_accounts_policy_is_printed_or_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("# Policy of this account")
    path = tmp_path / "envdoctor.yaml"
    assert main(["init", "--output", str(path)]) == 0
    out, err = capsys.readouterr()
    assert (out, path.read_text()) == ("", printed)
    assert f"envdoctor check --config {path}" in err
    assert main(["init", "--output", str(path)]) == 1
    assert main(["init", "--format", "json"]) == 0
    assert '"policy": "# Policy of this account' in capsys.readouterr().out
