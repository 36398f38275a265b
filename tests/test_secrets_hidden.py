"""Secrets that stand in job scripts and specs, wherever somebody may put them, are in nothing that is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from envdoctor.cli.formats import FORMATS, rendered
from envdoctor.report.clean import Cleaner
from envdoctor.report.plan_json import plan_json
from envdoctor.report.plan_text import plan_text
from envdoctor.report.style import Style
from envdoctor.report.text import text as text_of
from envdoctor.run import fix
from envdoctor.session import Request
from tests.hostile_judge import plant
from tests.hostile_seeds import SEEDS

SECRET = "hunter2x9Q"
SAID = (
    f"password:{SECRET}",
    f"DB_PASSWORD={SECRET}",
    f"password: {SECRET} x",
    f"'passwd': {SECRET}",
    f"token {SECRET} --tyme=3",
    f"password={SECRET}#k{SECRET}",
    f"--db-password={SECRET}",
    f"a, secret={SECRET}, b",
    f"api_key = {SECRET}",
    f"密码\uff1a{SECRET}",
)
WORD = re.compile(r"(?<=[ =:,])[^\s=:,]+")
LINES = (
    "#SBATCH --comment=",
    "#SBATCH --export=A=1,",
    "#SBATCH ",
    "#BSUB -P ",
    "#PBS -A ",
    "#PBS -l x=1,",
    "# ",
    "export A=",
)


def _words(name: str, text: str) -> Iterator[tuple[int, int]]:
    """Words of directives and comments, of specs all: a secret for a program's name makes no script."""
    for word in WORD.finditer(text):
        line = text[text.rfind("\n", 0, word.start()) + 1 : word.start()]
        if line.startswith("#") or name.endswith((".json", ".yaml", ".yml")):
            yield word.span()


def _planted() -> Iterator[tuple[str, str]]:
    """Each seed with a secret in place of each of its words, and in a line of its own behind each of its lines."""
    for name, text in SEEDS.items():
        for said in SAID:
            yield from ((name, text[:start] + said + text[end:]) for start, end in _words(name, text))
            for end in re.finditer(r"\n", text):
                yield from ((name, f"{text[: end.end()]}{line}{said}\n{text[end.end() :]}") for line in LINES)


@pytest.mark.parametrize("seed", [1, 2])
def test_no_format_shows_one(tmp_path: Path, seed: int) -> None:
    files = Random(seed).sample(list(_planted()), 700)
    paths = plant(tmp_path, ((name, text.encode()) for name, text in files))
    plan, report = fix(Request("fix", tuple(paths), cache=False, isolated=True, unsafe=True))
    assert len(report.hits) > len(paths)
    shown = [rendered(name, report, Cleaner()) for name in FORMATS if name != "text"]
    shown += [text_of(report, Style(), verbose=1), plan_json(plan, Cleaner())]
    shown.append(plan_text(plan, Style(), report))
    leaks = [line for text in shown for line in text.splitlines() if SECRET in line]
    assert leaks == []


COMMANDS = f"""#!/bin/bash
#SBATCH --time=1-0
#SBATCH --export="NONE,DB_PASSWORD=correct {SECRET} battery"
sshpass -p {SECRET} ssh a
docker run -it -e "DB_PASSWORD=correct {SECRET}" b
docker login -u u -p {SECRET}
docker run -it b
curl -u bob:{SECRET} -H "Authorization: Bearer {SECRET}" https://example.org -O
mysql -p{SECRET}
"""
ENVS = """{"resources": {"group_size": 1, "number_node": 1, "envs": {"DB_PASSWORD": "correct $HOME S"}}}"""


def test_no_command_shows_one(tmp_path: Path) -> None:
    files = [("a.sbatch", COMMANDS.encode()), ("machine.json", ENVS.replace(" S", f" {SECRET}").encode())]
    paths = plant(tmp_path, files)
    plan, report = fix(Request("fix", tuple(paths), cache=False, isolated=True, unsafe=True))
    shown = [rendered(name, report, Cleaner()) for name in FORMATS if name != "text"]
    shown += [text_of(report, Style(), verbose=1), plan_json(plan, Cleaner()), plan_text(plan, Style(), report)]
    assert "sshpass -p <hidden>" in shown[-1]
    assert [line for text in shown for line in text.splitlines() if SECRET in line] == []
