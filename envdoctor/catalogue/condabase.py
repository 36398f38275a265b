"""Where conda itself is installed, as far as an account's variables, PATH and start-up files tell; nothing is run."""

from __future__ import annotations

import re
from os.path import basename, dirname

from envdoctor.catalogue import sources
from envdoctor.catalogue.view import View
from envdoctor.host.probes import Look, Read

USUAL = ("miniconda3", "anaconda3", "miniforge3", "mambaforge", "miniconda", "anaconda", "conda", ".conda/base")
"""What installers call the folder below home."""
_SHARED = ("/opt/conda", "/opt/miniconda3", "/opt/anaconda3", "/opt/miniforge3")
_STARTUP = (".bashrc", ".bash_profile", ".profile", ".zshrc", ".config/fish/config.fish", ".tcshrc")
_BLOCK = re.compile(r"# >>> conda initialize(.*?)(?:# <<< conda initialize|\Z)", re.DOTALL)
_PROGRAM = re.compile(r"(/[^'\"\n]*?)/bin/conda\b")
_LONGEST = 1000  # of a line that conda init writes; searching longer ones takes long
_SYSTEM = ("/bin", "/usr/bin", "/usr/local/bin")


def _programs(view: View, context: str) -> list[str]:
    """Where a ``conda`` that runs in this context may stand: on its PATH, or in the active prefix's base."""
    parts = (view.value(context, "PATH") or "").split(":")
    folders = [part for part in parts if part.startswith("/") and part.endswith(("/bin", "/condabin"))]
    folders = [folder for folder in folders if folder not in _SYSTEM]
    for name in ("CONDA_ROOT", "CONDA_PREFIX"):
        prefix = view.value(context, name) or ""
        if prefix.startswith("/"):
            above = dirname(prefix.rstrip("/"))
            folders += [f"{dirname(above)}/bin"] if basename(above) == "envs" else []
            folders.append(f"{prefix.rstrip('/')}/bin")
    return [f"{folder.rstrip('/')}/conda" for folder in dict.fromkeys(folders)]


def _of_program(view: View, programs: list[str]) -> str | None:
    """The prefix of the first program that is there; ``condabin/conda`` may be a link."""
    for program, seen in zip(programs, sources.looks(view, programs), strict=True):
        if seen.kind == "file":
            return dirname(dirname(seen.real or program))
    return None


def _of_startup(view: View, paths: list[str]) -> str | None:
    """The prefix that ``conda init`` wrote into a start-up file."""
    for text in sources.reads(view, paths):
        block = _BLOCK.search(text) if text and "# >>> conda initialize" in text else None
        lines = block[1].split("\n") if block else []
        if found := _PROGRAM.search("\n".join(line for line in lines if len(line) < _LONGEST)):
            return found[1]
    return None


def base(view: View, context: str) -> str | None:
    """The prefix conda is installed in; None: no conda was found.

    Raises:
        Missing, Unavailable: as :meth:`View.read`.
    """
    program = view.value(context, "CONDA_EXE") or ""
    if program.startswith("/"):
        return dirname(dirname(program))
    home = sources.home(view, context)
    programs, startup = _programs(view, context), [f"{home}/{name}" for name in _STARTUP]
    usual = [*(f"{home}/{name}" for name in USUAL), *_SHARED]
    marks = [f"{prefix}/conda-meta/history" for prefix in usual]
    looked = [Look(view.expand(path)) for path in (*programs, *marks)]
    sources.need(view, *looked, *(Read(view.expand(path)) for path in startup))
    found = _of_program(view, programs) or _of_startup(view, startup)
    standing = (prefix for prefix, seen in zip(usual, sources.looks(view, marks), strict=True) if seen.exists)
    return found or next(standing, None)
