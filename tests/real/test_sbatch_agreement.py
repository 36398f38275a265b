"""Our reading of job scripts against that of a real ``sbatch`` 22.05: accepted or refused alike, and read alike."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from host import need
from sbatch_oracle import Answer, Sbatch
from sbatch_scripts import scripts

from envdoctor.catalogue.slurm_options import JUDGED
from envdoctor.syntax.jobs.slurm.reader import read
from envdoctor.syntax.jobs.values import Script

# What cannot be told from the script alone.
KNOWN = (
    ("a list of hosts is read from a file", r"^#SBATCH (--exclude|--nodelist|-x|-w)[ =]?\S*/"),
    ("which generic resources there are is in slurm.conf", r"--gres=disable-binding"),
    ("a list of nodes is shortened to the number of tasks", r"(?s)--ntasks=1\n.*--nodelist=|--nodelist=.*--ntasks=1\n"),
)


def _known(text: str) -> bool:
    return any(re.search(pattern, text, re.MULTILINE) for _why, pattern in KNOWN)


def _alike(script: Script, answer: Answer) -> bool:
    if script.accepted != answer.accepted:
        return False
    return not answer.accepted or (dict(script.options), *map(dict, script.later)) == answer.tables


def _same_words(script: Script, answer: Answer) -> bool:
    return script.reason[:24] == answer.reason[:24]


@pytest.fixture
def sbatch(tmp_path: Path) -> Sbatch:
    program = need("sbatch", "slurm-client")
    oracle = Sbatch(program, tmp_path)
    said = subprocess.run([program, "--version"], env=oracle.env, capture_output=True, text=True, check=True).stdout
    if f" {JUDGED[0]}.{JUDGED[1]:02d}." not in said:
        pytest.skip(f"{said.strip()} is not the judged release; install with: apt-get install slurm-client (Debian 12)")
    return oracle


def test_agrees(sbatch: Sbatch) -> None:
    texts = scripts()
    answers = sbatch.ask_all(texts)
    pairs = [(text, read(text, JUDGED), answer) for text, answer in zip(texts, answers, strict=True)]
    apart = [
        (text, script.reason, script.options, answer) for text, script, answer in pairs if not _alike(script, answer)
    ]
    unexpected = [found for found in apart if not _known(found[0])]
    assert len(texts) > 2000
    assert sum(answer.accepted for answer in answers) > 1000
    assert unexpected == []
    assert len(apart) < 10
    refused = [(script, answer) for _text, script, answer in pairs if not script.accepted and not answer.accepted]
    worded = sum(_same_words(script, answer) for script, answer in refused)
    assert worded / len(refused) > 0.95
