from __future__ import annotations

import os
from pathlib import Path

import pytest

from envdoctor.catalogue.view import Here
from envdoctor.errors import UsageError
from envdoctor.sniff import form_of
from envdoctor.sources import LIMIT, files_of

HERE = Here()
JOB = "#!/bin/bash\n#SBATCH -n 1\nsrun x\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "a.sbatch": JOB,
        "noname": JOB,
        "plain.sh": "#!/bin/sh\nls\n",
        "README.md": f"```\n{JOB}```\n",
        "x.sbatch.j2": JOB.replace("-n 1", "-n {{ n }}"),
        "run.out": JOB,
        ".bashrc": "export A=1\n",
        "pod.yaml": "apiVersion: v1\nkind: Pod\nspec: {}\n",
        ".git/hooks/job": JOB,
        "env/pyvenv.cfg": "",
        "env/bin/job": JOB,
        "deep/er/job": JOB,
        "photo.png": JOB,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def names(sources, folder):
    return [os.path.relpath(source.path, folder) for source in sources.files]


def test_a_folder_gives_what_is_for_us_by_name_or_content(folder: Path) -> None:
    found = files_of([str(folder)], HERE)
    assert names(found, folder) == [".bashrc", "a.sbatch", "noname", "pod.yaml", "deep/er/job"]
    assert {source.form for source in found.files} == {"", "job", "kubernetes"}
    assert found.unfit == 0
    assert len(found.asides) == 1
    assert "x.sbatch.j2: a template" in found.asides[0]


def test_what_is_named_is_taken_unless_it_is_nothing(folder: Path) -> None:
    named = [
        str(folder / name) for name in ("plain.sh", "README.md", "photo.png", "x.sbatch.j2", "a.sbatch", "a.sbatch")
    ]
    found = files_of(named, HERE)
    assert names(found, folder) == ["plain.sh", "photo.png", "a.sbatch"]
    assert found.unfit == 2
    assert names(files_of(named, HERE, lenient=True), folder) == ["photo.png", "a.sbatch"]
    assert files_of(named, HERE, lenient=True).unfit == 0


def test_paths_that_cannot_be_read_are_told(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "dangling").symlink_to("nowhere")
    (folder / "link.sbatch").symlink_to("a.sbatch")
    for name, says in (("gone", "no such file"), ("pipe", "not a regular file"), ("dangling", "no such file")):
        with pytest.raises(UsageError, match=says):
            files_of([str(folder / name)], HERE)
    assert "link.sbatch" in names(files_of([str(folder)], HERE), folder)


def test_what_is_too_large_is_told_and_not_checked_by_half(folder: Path) -> None:
    (folder / "big.sbatch").write_text(JOB + "# x\n" * (LIMIT // 4))
    (folder / "big.csv.gz.x").write_bytes(b"\0" * (LIMIT + 9))
    found = files_of([str(folder)], HERE)
    assert "big.sbatch" not in names(found, folder)
    assert [note.split("/")[-1] for note in found.notes] == ["big.sbatch: larger than 1 MiB, so not checked"]


def test_odd_names_and_bytes(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xff\n.sbatch"
    with open(name, "wb") as file:
        file.write(JOB.encode() + b"\xff\xfe\x00")
    [source] = files_of([os.fsdecode(os.fsencode(tmp_path))], HERE).files
    assert source.path == os.fsdecode(name)
    assert source.text.encode("utf-8", "surrogateescape").endswith(b"\xff\xfe\x00")


def test_names_are_as_seen_from_the_working_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    for name in ("-", "~tilde"):
        (folder / name).write_text(JOB)
    expected = ["./-", ".bashrc", "a.sbatch", "noname", "pod.yaml", "./~tilde", "deep/er/job"]
    assert [source.path for source in files_of(["."], HERE).files] == expected
    assert [source.path for source in files_of(["./"], HERE).files] == expected
    assert [source.path for source in files_of(["deep"], HERE).files] == ["deep/er/job"]


@pytest.mark.parametrize(
    ("name", "text", "form"),
    [
        ("wiki.txt", "# how to\nPut this into train.sh:\n#SBATCH --mem=16\n", ""),
        ("x.txt", "#SBATCH -t 1\n", ""),
        ("x.txt", JOB, "job"),
        ("wiki", "# how to\nPut this into train.sh:\n#SBATCH --mem=16\n", ""),
        ("bare", "# mine\n#SBATCH -t 1\nrun\n", "job"),
        ("late.sh", "# mine\nmodule load x\n#SBATCH -t 1\n", "job"),
        ("docker.sh", "docker run x\n", "script"),
        ("train.sbatch", "python train.py\n", "script"),
        ("docker", "docker run x\n", ""),
        ("a.py", "import os\n#SBATCH -t 1\n", "python"),
    ],
)
def test_without_an_interpreter_name_and_place_decide(name: str, text: str, form: str) -> None:
    assert form_of(name, text.encode()) == form


def test_a_named_script_without_an_interpreter_is_taken(folder: Path) -> None:
    (folder / "docker.sh").write_text("docker run x\n")
    assert names(files_of([str(folder / "docker.sh")], HERE), folder) == ["docker.sh"]
    assert "docker.sh" not in names(files_of([str(folder)], HERE), folder)
