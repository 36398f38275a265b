"""Asks many tools one harmless question each, prints the answers as JSON: ``smoke.py JUDGES TOOLS CONDA``.

The question is the tool's own: where it writes. ``null``: it failed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

_QUIET = {"npm_config_logs_max": "0", "npm_config_update_notifier": "false", "NO_UPDATE_NOTIFIER": "1"}


def commands(judges: str, tools: str, conda: str) -> dict[str, list[str]]:
    """Name -> command line."""
    python, bin_, node = f"{judges}/py/bin/python", f"{judges}/py/bin", "node_modules/.bin"
    hub = "from huggingface_hub import constants as c; print(c.HF_HUB_CACHE)"
    return {
        "pip-cache": [f"{tools}/python", "-m", "pip", "cache", "dir"],
        "uv": [f"{tools}/uv", "cache", "dir"],
        "huggingface": [f"{tools}/python", "-c", hub],
        "conda-envs": [conda, "config", "--show", "envs_dirs"],
        "conda-pkgs": [conda, "config", "--show", "pkgs_dirs"],
        "tmpdir": [python, "-c", "import tempfile; print(tempfile.gettempdir())"],
        "poetry": [f"{bin_}/poetry", "config", "cache-dir"],
        "poetry environments": [f"{bin_}/poetry", "config", "virtualenvs.path"],
        "pipx": [f"{bin_}/pipx", "environment", "--value", "PIPX_HOME"],
        "pdm": [f"{judges}/pdm/bin/pdm", "config", "cache_dir"],
        "pre-commit": [python, "-c", "from pre_commit.store import _get_default_directory as f; print(f())"],
        "modelscope": [python, "-c", "from modelscope_hub.config import HubConfig; print(HubConfig().cache_dir)"],
        "kagglehub": [python, "-c", "from kagglehub.config import get_cache_folder as f; print(f())"],
        "nltk": [python, "-c", "import nltk.downloader as d; print(d.Downloader().default_download_dir())"],
        "wandb": [python, "-c", "from wandb import env; print(env.get_cache_dir(), env.get_data_dir())"],
        "matplotlib": [python, "-c", "import matplotlib; print(matplotlib.get_cachedir())"],
        "jupyter": [f"{bin_}/jupyter", "--data-dir"],
        "playwright": [f"{bin_}/playwright", "install", "--dry-run", "chromium"],
        "npm": ["npm", "config", "get", "cache"],
        "yarn1": [f"{judges}/yarn1/{node}/yarn", "cache", "dir"],
        "pnpm": [f"{judges}/pnpm9/{node}/pnpm", "store", "path"],
        "go": ["go", "env", "GOMODCACHE", "GOCACHE"],
        "ccache": ["ccache", "-k", "cache_dir"],
        "r": ["Rscript", "-e", "cat(.libPaths()[1])"],
        "maven": ["mvn", "-o", "-X", "validate"],
    }


def ask(argv: list[str]) -> str | None:
    """What the tool prints; None where it fails."""
    ran = subprocess.run(argv, env={**os.environ, **_QUIET}, capture_output=True, timeout=100, check=False)
    text = ran.stdout.decode("utf-8", "replace").strip()
    if argv[0] == "mvn":  # without a project it fails, after it said where its repository is
        return next((line.split()[-1] for line in text.split("\n") if "Using local repository" in line), None)
    if "--dry-run" in argv:
        return next((line.split()[-1] for line in text.split("\n") if "Install location" in line), None)
    return text if ran.returncode == 0 and text else None


def main(judges: str, tools: str, conda: str) -> None:
    """Ask them all, two at a time."""
    asked = commands(judges, tools, conda)
    with ThreadPoolExecutor(2) as pool:
        said = dict(zip(asked, pool.map(ask, asked.values()), strict=True))
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
