"""What README shows of a job script is what ``check`` prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from envdoctor.cli.main import main

README = Path(__file__).resolve().parent.parent / "README.md"
SHOWN = re.compile(r"^\$ envdoctor check train\.sbatch\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SCRIPT = """\
#!/bin/bash
#SBATCH --job-name=train
#SBATCH --gres=gpu:1
#SBATCH --cpus-per-task=8
#SBATCH --mem=16
#SBATCH --time=24:00
#SBATCH --mail-type=END, FAIL
#SBATCH --mail-user=zhang@lab.local
#SBATCH --output=%x-%j.out

cd "$SLURM_SUBMIT_DIR"
#SBATCH --partition=gpu
conda activate vision
python train.py
"""


def test_the_sample_of_a_job_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "train.sbatch").write_text(SCRIPT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert main(["check", "--isolated", "--no-cache", "train.sbatch"]) == 1
    printed = capsys.readouterr().out.replace("envdoctor fix --isolated", "envdoctor fix")
    [shown] = SHOWN.findall(README.read_text(encoding="utf-8"))
    assert shown == printed
