"""The hooks, by pre-commit itself: its own tags decide which files come, their content which are looked at."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from host import CHECKOUT

MANIFEST = Path(CHECKOUT) / ".pre-commit-hooks.yaml"
SCRIPT = "#!/bin/bash\n#SBATCH --time=10:00:00\n#SBATCH --mail-type=END, FAIL\nsrun hostname\n"
WRITER = "#!/bin/bash\ncat > job.sh <<EOF\n#SBATCH --mail-type=END, FAIL\nEOF\n"


def program(name: str) -> str:
    found = shutil.which(name, path=os.path.dirname(sys.executable)) or shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is missing; install with: pip install {name}")
    return found


class Repository:
    """A repository of scripts with our hooks, which run the checkout."""

    def __init__(self, folder: Path, hook: str) -> None:
        self.folder = folder
        (folder / "home").mkdir()
        self.repo = folder / "repo"
        self.repo.mkdir()
        self.env = {
            **os.environ,
            "HOME": str(folder / "home"),
            "PYTHONPATH": CHECKOUT,
            "PRE_COMMIT_HOME": str(folder / "cache"),
            "PATH": f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}",
        }
        [known] = [one for one in yaml.safe_load(MANIFEST.read_text()) if one["id"] == hook]
        program_, rest = known["entry"].split(" ", 1)
        assert program_ == "envdoctor"
        local = {**known, "language": "system", "entry": f"{sys.executable} -m envdoctor {rest}"}
        (self.repo / ".pre-commit-config.yaml").write_text(
            yaml.safe_dump({"repos": [{"repo": "local", "hooks": [local]}]})
        )
        self.git("init", "-q")

    def git(self, *args: str) -> None:
        names = ("-c", "user.name=zhang", "-c", "user.email=zhang@localhost")
        subprocess.run(["git", *names, *args], cwd=self.repo, env=self.env, check=True, capture_output=True)

    def put(self, name: str, text: str) -> Path:
        path = self.repo / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o644)
        self.git("add", "-A")
        return path

    def run(self) -> tuple[int, str]:
        done = subprocess.run(
            [program("pre-commit"), "run", "--all-files"],
            cwd=self.repo,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr


def test_the_manifest_is_valid() -> None:
    subprocess.run([program("pre-commit"), "validate-manifest", str(MANIFEST)], check=True)


def test_a_script_without_execute_bit_is_found_and_other_files_are_no_trouble(tmp_path: Path) -> None:
    repository = Repository(tmp_path, "envdoctor-jobs")
    for number in range(30):
        repository.put(f"docs/{number}.md", "#SBATCH -n 1\n")
        repository.put(f"src/{number}.py", "print(1)\n")
    repository.put("write.sh", WRITER)  # what a here-document holds is another script
    repository.put("job.sh.j2", "#!/bin/bash\n#SBATCH --nodes={{ n }}\n#SBATCH --mail-type=END, FAIL\n")
    code, said = repository.run()
    assert code == 0, said
    repository.put("jobs/train.sbatch", SCRIPT)
    code, said = repository.run()
    assert code == 1
    assert "jobs/train.sbatch:3:26  E SLU108" in said
    assert not any(name in said for name in (".md", "write.sh", ".j2"))
    assert "Preview: envdoctor fix" in said


def test_the_fixing_hook_mends_and_says_so_once(tmp_path: Path) -> None:
    repository = Repository(tmp_path, "envdoctor-jobs-fix")
    script = repository.put("train.sbatch", SCRIPT)
    code, said = repository.run()
    assert code == 1, said
    assert "files were modified by this hook" in said
    assert script.read_text() == SCRIPT.replace("END, FAIL", "END,FAIL")
    repository.git("add", "-A")
    code, said = repository.run()
    assert code == 0, said
