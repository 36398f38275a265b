"""Pages of advice: what they say about given machines."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from envdoctor_rules.advice import offline as pages
from envdoctor_rules.advice.vscode import offline_vscode

from envdoctor.advice import Command, Page, Say, Unknown, parts
from envdoctor.facts.cards import Card, Cards
from envdoctor.facts.editors import Editor, Editors, Server
from envdoctor.facts.machine import Machine
from envdoctor.facts.mirrors import SiteMirrors, WheelFolder
from envdoctor.facts.pythons import PythonEnv, Pythons
from envdoctor.facts.types import Locations, Place, Spot
from envdoctor.i18n import render

VENV = PythonEnv("/data1/alice/my env", python="3.12", contexts=("login",))
KNOWN = {
    "machine": Machine("x86_64", (2, 28)),
    "pythons": Pythons((PythonEnv(kind="user", python="3.9"), VENV)),
    "mirrors": SiteMirrors(),
    "cards": Cards((Card(),), "535.129.03"),
    "locations": Unknown("not asked"),
    "editors": Editors(),
}


def said(page: Page, **facts: object) -> tuple[list[str], str]:
    """The command lines of a page, and its sentences as one text."""
    found = parts(page, lambda name: {**KNOWN, **facts}[name])
    lines = [part.line for part in found if isinstance(part, Command)]
    return lines, " ".join(render(part.text, part.args) for part in found if isinstance(part, Say))


def test_pip_names_every_tag_that_runs_here() -> None:
    [download, copy, install, uv], _text = said(pages.offline_pip)
    assert "--python-version 3.12 --platform manylinux_2_28_x86_64 --platform manylinux_2_27_x86_64" in download
    assert "manylinux_2_31" not in download
    assert "--platform manylinux_2_12_x86_64 --platform manylinux_2_5_x86_64" in download
    assert download.endswith("--platform manylinux2014_x86_64 -d wheels PACKAGE")
    assert copy.startswith("rsync -a wheels/")
    assert install == "'/data1/alice/my env/bin/python' -m pip install --no-index --find-links wheels PACKAGE"
    assert uv.startswith("uv pip install --offline --python '/data1/alice/my env' --no-index")


def test_the_site_has_wheels() -> None:
    folders = (
        WheelFolder("/home/share/wheels"),
        WheelFolder("/tmp/open", trusted=False),
        WheelFolder("/gone", there=False, trusted=False),
    )
    lines, text = said(pages.offline_pip, mirrors=SiteMirrors(folders))
    assert any(line.endswith("--no-index --find-links /home/share/wheels PACKAGE") for line in lines)
    assert not any("/tmp/open" in line or "/gone" in line for line in lines)
    assert "/tmp/open can be changed by others" in text
    assert "/gone is not there" in text


def test_old_wheels_are_found_by_pip(tmp_path: Path) -> None:
    """pip brings manylinux2010 and manylinux1 along by itself, and no manylinux_2_N."""
    tags = ("manylinux1", "manylinux2010", "manylinux2014", "manylinux_2_5", "manylinux_2_12", "manylinux_2_17")
    for tag in tags:
        name = f"x{tag.replace('_', '')}"
        info = f"{name}-1.0.dist-info"
        with ZipFile(tmp_path / f"{name}-1.0-cp312-cp312-{tag}_x86_64.whl", "w") as wheel:
            wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
            wheel.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nTag: cp312-cp312-{tag}_x86_64\n")
            wheel.writestr(f"{info}/RECORD", "")
    [download, *_rest], _text = said(pages.offline_pip)
    words = shlex.split(download.replace(" -d wheels PACKAGE", ""))
    done = subprocess.run(
        [sys.executable, *words[1:], "--no-index", "--find-links", ".", "-d", "got"]
        + [f"x{tag.replace('_', '')}" for tag in tags],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "got").iterdir())) == len(tags)


def test_without_glibc_the_page_says_how_to_find_out() -> None:
    lines, text = said(pages.offline_pip, machine=Unknown("getconf does not tell"))
    assert lines == []
    assert "getconf does not tell" in text


def test_torch_for_the_driver_and_cards() -> None:
    lines, text = said(pages.offline_torch)
    assert '--index-url "$TORCH_INDEX/cu129"' in lines[0]
    assert "is 12.9: packages end in +cu129" in text
    assert any(line.endswith("--find-links wheels torch") for line in lines)


@pytest.mark.parametrize("cards", [Unknown("there is no card"), Cards((Card("Tesla V100", (7, 0)),), "390.1")])
def test_torch_where_no_build_is_known(cards: object) -> None:
    lines, text = said(pages.offline_torch, cards=cards)
    assert lines == []
    assert "there is no card" in text or "No build of torch" in text


@pytest.mark.parametrize("page", [pages.offline, pages.offline_conda, pages.offline_huggingface, offline_vscode])
def test_nothing_known_still_gives_a_page(page: Page) -> None:
    lines, text = said(page, **{name: Unknown("no") for name in KNOWN})
    assert lines
    assert text


def test_models_go_to_home_and_the_login_stays_known() -> None:
    lines, _text = said(pages.offline_huggingface)
    folder = '"$HOME/.cache/huggingface/hub"'
    assert f"mkdir -p {folder} && rsync -aH ~/hub/ {folder}/" in lines
    assert not any("'~" in line or "HF_HOME" in line for line in lines)
    assert lines[0].startswith("HF_HUB_CACHE=$PWD/hub hf download ")
    known = Locations({"huggingface": Spot("huggingface", places=(("batch", Place("/data1/my hub")),))})
    lines, _text = said(pages.offline_huggingface, locations=known)
    assert "mkdir -p '/data1/my hub' && rsync -aH ~/hub/ '/data1/my hub'/" in lines


@pytest.mark.parametrize("commit", ["0123456789abcdef" * 2 + "01234567", ""])
def test_vscode_names_the_commit_of_the_server_here(commit: str) -> None:
    server = Server(f"/home/alice/.vscode-server/cli/servers/Stable-{commit}")
    editors = Editors((Editor(servers=(server,), version="1.99.3"),) if commit else ())
    lines, text = said(offline_vscode, editors=editors)
    assert any(f"commit:{commit or 'COMMIT'}/server-linux-x64/stable" in line for line in lines)
    assert ("1.99.3" in text) is bool(commit)
