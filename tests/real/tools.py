"""The real tools: where they are, and what they say where they write."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from typing import Any

import pytest
from host import HERE, Machine

INSTALL = "python3 -m venv V && V/bin/pip install --upgrade pip uv huggingface_hub; export ENVDOCTOR_TOOLS=V/bin"
NPM = "/usr/bin/npm"


@dataclass(frozen=True, slots=True)
class Tools:
    """Programs outside the private machine's /usr, and the folders that must be seen in it.

    Attributes:
        bin: the folder with pip, uv and a Python that has huggingface_hub. conda: a genuine conda.
    """

    bin: str
    conda: str

    @property
    def show(self) -> tuple[str, ...]:
        """Folders to be seen in the machine: both environments and the interpreters behind them."""
        pythons = [
            os.path.realpath(os.path.join(os.path.dirname(path), "python")) for path in (self.bin + "/x", self.conda)
        ]
        bases = [os.path.dirname(os.path.dirname(python)) for python in pythons]
        prefixes = [os.path.dirname(self.bin), os.path.dirname(os.path.dirname(self.conda))]
        return tuple(folder for folder in (*prefixes, *bases) if folder != "/usr")

    @property
    def command(self) -> str:
        """The command line that prints what every tool says; fit for every shell."""
        return f"{self.bin}/python {HERE}/probe.py {self.bin} {self.conda} {NPM}"


def find_tools() -> Tools:
    """The tools; skips the test with the install command where one is missing."""
    folder, conda = os.environ.get("ENVDOCTOR_TOOLS", ""), os.environ.get("ENVDOCTOR_CONDA", "")
    for name in ("python", "pip", "uv", "hf"):
        if not os.access(os.path.join(folder or "/nonexistent", name), os.X_OK):
            pytest.skip(f"{name} is missing; install with: {INSTALL}")
    if not os.access(conda, os.X_OK):
        pytest.skip("conda is missing; install with: .ci/conda FOLDER; export ENVDOCTOR_CONDA=FOLDER/bin/conda")
    if not os.access(NPM, os.X_OK):
        pytest.skip("npm is missing; install with: apt-get install npm")
    for shell in ("zsh", "fish", "tcsh"):
        if shutil.which(shell) is None:
            pytest.skip(f"{shell} is missing; install with: apt-get install {shell}")
    return Tools(os.path.abspath(folder), os.path.abspath(conda))


CONTEXTS = {
    "login": ("bash", "-lc", "{}"),
    "login-interactive": ("bash", "-lic", "{}"),
    "script": ("bash", "-lc", "bash /tmp/job.sh"),
    "bashrc": ("env", "-i", "HOME={home}", "PATH=/usr/bin:/bin", "bash", "-c", ". ~/.bashrc; {}"),
    "zsh": ("zsh", "-c", "{}"),
    "zsh-login": ("zsh", "-lc", "{}"),
    "zsh-interactive": ("zsh", "-ic", "{}"),
    "fish": ("fish", "-c", "{}"),
    "tcsh": ("tcsh", "-c", "{}"),
}


def ask(machine: Machine, tools: Tools, context: str) -> dict[str, Any]:
    """What the tools say in a context of the account."""
    argv = [part.replace("{}", tools.command).replace("{home}", machine.home) for part in CONTEXTS[context]]
    done = machine.run(*argv, timeout=120)
    lines = [line for line in done.out.splitlines() if line.startswith("{")]
    assert lines, (context, done)
    said: dict[str, Any] = json.loads(lines[-1])
    return said
