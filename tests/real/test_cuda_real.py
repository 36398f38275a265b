"""What the rules about CUDA say, against the dynamic loader and a real torch wheel."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from judging import installed, judge_folder

from envdoctor.catalogue.gpus import BUILDS, build_of
from envdoctor.catalogue.view import Variable
from envdoctor.facts.cuda import elements

LOADER = "/lib64/ld-linux-x86-64.so.2"


def built(folder: Path, name: str, *flags: str) -> None:
    """A library or, for ``main``, a program that needs ``libsmall.so``."""
    folder.mkdir(parents=True, exist_ok=True)
    source = (
        "int small(void); int main(void) { return small(); }" if name == "main" else "int small(void) { return 7; }"
    )
    subprocess.run(
        [installed("gcc", "gcc libc6-dev"), "-x", "c", "-", "-o", name, *flags],
        input=source,
        text=True,
        cwd=folder,
        check=True,
    )


@pytest.mark.parametrize(
    ("value", "loaded"), [("/nowhere:", True), (":/nowhere", True), ("/a::/b", True), ("", False), ("/nowhere", False)]
)
def test_an_empty_element_is_the_working_folder(tmp_path: Path, value: str, loaded: bool) -> None:
    built(tmp_path / "lib", "libsmall.so", "-shared", "-fPIC", "-Wl,-soname,libsmall.so")
    built(tmp_path / "bin", "main", "-L../lib", "-lsmall")
    ran = subprocess.run([tmp_path / "bin/main"], cwd=tmp_path / "lib", env={"LD_LIBRARY_PATH": value}, check=False)
    assert (ran.returncode == 7) is loaded
    assert ("" in elements(Variable(value))) is loaded


@pytest.mark.parametrize(("flag", "wins"), [("--disable-new-dtags", "own"), ("--enable-new-dtags", "path")])
def test_what_beats_the_library_path(tmp_path: Path, flag: str, wins: str) -> None:
    for folder in ("own", "path"):
        built(tmp_path / folder, "libsmall.so", "-shared", "-fPIC", "-Wl,-soname,libsmall.so")
    built(tmp_path / "bin", "main", "-L../own", "-lsmall", f"-Wl,{flag},-rpath,{tmp_path}/own")
    env = {"LD_LIBRARY_PATH": f"{tmp_path}/path"}
    said = subprocess.run(
        [LOADER, "--list", tmp_path / "bin/main"], env=env, capture_output=True, text=True, check=True
    )
    assert re.search(rf"libsmall.so => {tmp_path}/{wins}/", said.stdout)


@pytest.mark.full
def test_the_table_has_what_a_real_wheel_is_built_for() -> None:
    [folder] = judge_folder("torch").glob("lib/python*/site-packages/torch")
    said = (folder / "version.py").read_text(encoding="utf-8")
    version, cuda = re.findall(r"__version__ = '(.+?)'", said)[0], re.findall(r"cuda: .*= '(.+?)'", said)[0]
    held = (folder / "lib/libtorch_python.so").read_bytes()
    [names] = set(re.findall(rb"sm_\d+(?: (?:sm|compute)_\d+)+", held))
    parts = [part for part in names.decode().split() if part.startswith("sm_")]
    built_for = tuple((int(part[3:-1]), int(part[-1])) for part in parts)
    build = build_of(version, cuda)
    assert build in BUILDS
    assert build is not None
    assert build.built == built_for
