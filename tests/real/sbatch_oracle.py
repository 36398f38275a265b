"""A real ``sbatch`` that only parses: it finds no controller, and what it says before that is what it has read."""

from __future__ import annotations

import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

CONF = """ClusterName=parse
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=1
AuthType=auth/none
CredType=cred/none
MessageTimeout=1
SelectType=select/cons_tres
GresTypes=gpu,shard,tmpdisk
NodeName=localhost
PartitionName=p Nodes=ALL Default=YES
"""

_ROW = re.compile(r"^sbatch: ([a-z][a-z0-9-]*|\(null\)) *: (.*)$")
_PREFIX = re.compile(r"^sbatch: (?:error: |fatal: )?(?:gres_job_state_validate: |s[0-9]+: |script: )?")
_OWN = ("test-only", "verbose")
_BEGIN, _END = "sbatch: defined options", "sbatch: end of defined options"
_NOISE = ("unable to contact", "set_distribution:", "ignoring ", "change from #slurm")


class Answer(NamedTuple):
    """What ``sbatch`` said.

    Attributes:
        accepted: it would have asked the controller. reason: its first sentence of error otherwise.
        tables: the options of each component that it printed.
    """

    accepted: bool
    reason: str
    tables: tuple[dict[str, str], ...]


def _parsed(errors: str, folder: str) -> Answer:
    tables: list[dict[str, str]] = []
    accepted, reason, inside = False, "", False
    for line in errors.split("\n"):
        if line.startswith(_BEGIN):
            tables.append({})
            inside = True
        elif line.startswith(_END):
            inside = False
        elif inside and "error:" not in line:
            found = _ROW.match(line)
            if found is not None and found[1] not in _OWN:
                tables[-1][found[1]] = found[2].replace(folder, "CWD")
        elif "Unable to contact slurm controller" in line or "Problem talking to database" in line:
            accepted = True
        elif not reason and _complains(line):
            reason = _PREFIX.sub("", line)
    return Answer(accepted, "" if accepted else reason, tuple(tables))


def _complains(line: str) -> bool:
    marks = (
        "error:",
        "fatal:",
        "unrecognized option",
        "invalid option",
        "ambiguous",
        "requires an argument",
        "allow an argument",
    )
    return any(mark in line for mark in marks) and not any(mark in line.lower() for mark in _NOISE)


class Sbatch:
    """``sbatch`` with a configuration of its own below a folder."""

    def __init__(self, program: str, folder: Path) -> None:
        self.program = program
        self.folder = folder
        (folder / "slurm.conf").write_text(CONF)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLURM", "SBATCH"))}
        self.env = {**kept, "SLURM_CONF": str(folder / "slurm.conf"), "LC_ALL": "C"}

    def ask(self, text: str, name: str = "script") -> Answer:
        """One script, by its text."""
        path = self.folder / name
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
        argv = [self.program, "-v", "--test-only", name]
        done = subprocess.run(argv, cwd=self.folder, env=self.env, capture_output=True, timeout=60, check=False)
        path.unlink()
        return _parsed(done.stderr.decode("utf-8", "surrogateescape"), str(self.folder.resolve()))

    def ask_all(self, texts: list[str], threads: int = 24) -> list[Answer]:
        """Many scripts at once."""
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(lambda pair: self.ask(pair[1], f"s{pair[0]}"), enumerate(texts)))
