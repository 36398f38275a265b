"""Prints as one line of JSON where each real tool says that it writes: ``probe.py BIN CONDA NPM``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile


def start(*argv: str) -> subprocess.Popen[str]:
    quiet = {"npm_config_logs_max": "0", "npm_config_update_notifier": "false"}  # npm would write a log of the question
    env = {**os.environ, **quiet}
    return subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)


def main(folder: str, conda: str, npm: str) -> None:
    asked = {
        "pip": start(sys.executable, "-m", "pip", "cache", "dir"),
        "uv": start(f"{folder}/uv", "cache", "dir"),
        "npm": start(npm, "config", "get", "cache"),
        "conda": start(conda, "config", "--show", "envs_dirs", "pkgs_dirs", "--json"),
    }
    from huggingface_hub import constants

    said: dict[str, object] = {"hub": constants.HF_HUB_CACHE, "token": constants.HF_TOKEN_PATH}
    for name, child in asked.items():
        out, err = child.communicate()
        said[name] = out.strip() if child.returncode == 0 else f"failed: {err}"
    if str(said["conda"]).startswith("{"):
        said["conda"] = json.loads(str(said["conda"]))
    said["tmp"] = tempfile.gettempdir()
    said["torch"] = os.environ.get("TORCH_HOME")
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
