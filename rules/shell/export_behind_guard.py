"""Settings stand behind an interactive-only guard, so jobs may not see them.

## Why is this bad?
Many `~/.bashrc` files return at once where nobody sits at a prompt (`case $- in *i*) ;; *) return;; esac`). What stands
below that line is not set for `ssh host command`, for a job script or a cron line that runs `. ~/.bashrc`, or for a job
that is submitted with `--export=NONE`. A job that is submitted the usual way from a prompt inherits it, which is why
the same job works on one day and not on another.

## What to do
Move the lines above the guard. Only settings that programs need are named here: caches, CUDA, conda, proxies, threads.
Prompt, aliases and editor are right where they are, and so is the block that `conda init` writes. A cache that such a
line puts below home is left to STO101: that line has to change, not to move.

## Fix safety
Nothing is changed: your own lines are never moved, commented out or deleted.

## References
- bash(1), "Invocation"; a bash that sshd starts reads `~/.bashrc` where it was built so, as on Debian and Ubuntu.
- sbatch(1), option `--export`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Here, Location, Row, Safety, Severity, msg, rule
from envdoctor.facts import tmpdir
from envdoctor.facts.questions import variables_of
from envdoctor.facts.startup import Export, Outline
from envdoctor.facts.types import SourceFile

PREFIXES = (
    "HF_",
    "TORCH_",
    "TORCHINDUCTOR_",
    "TRANSFORMERS_",
    "TRITON_",
    "WANDB_",
    "CUDA_",
    "CUDNN_",
    "NCCL_",
    "MKL_",
    "OMP_",
    "PIP_",
    "UV_",
    "CONDA_",
)
NAMES = frozenset(
    (
        *tmpdir.NAMES,
        "XDG_CACHE_HOME",
        "XDG_DATA_HOME",
        "LD_LIBRARY_PATH",
        "LD_PRELOAD",
        "PYTHONPATH",
        "PYTHONUSERBASE",
        "MODELSCOPE_CACHE",
        "OPENBLAS_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
        "NLTK_DATA",
        "MPLCONFIGDIR",
        "MODULEPATH",
        "OLLAMA_MODELS",
    )
)
PLACES = frozenset(("XDG_CACHE_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"))
"""Variables that decide where a tool of the catalogue writes, beside those that envdoctor sets."""
PROXIES = frozenset(("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ftp_proxy"))
"""Compared in lower case: both spellings are in use."""
QUIET = frozenset({"CONDA_CHANGEPS1", "CONDA_PROMPT_MODIFIER"})
MOST = 4
"""Names in the message; the others are in the evidence."""
COMMANDS = msg(
    "{names}: behind the interactive-only guard of line {guard}, so not set for `ssh host command`, cron and jobs that "
    "source this file"
)
LOGIN = msg("{names}: behind the interactive-only guard of line {guard}, so not set in jobs with `bash -l`")
TOOLS_ON_PATH = ("cuda", "conda", "mamba")
"""``PATH`` matters in jobs where it brings one of these; ``~/bin`` and editors do not."""


def _matters(export: Export, line: str, levers: frozenset[str]) -> bool:
    if export.name == "PATH":
        return any(tool in line.lower() for tool in TOOLS_ON_PATH)
    known = export.name in NAMES | levers or export.name.startswith(PREFIXES) or export.name.lower() in PROXIES
    return known and export.name not in QUIET


def _stays_home(export: Export, line: str, levers: frozenset[str], home: str) -> bool:
    """It puts a cache below home, which has a rule of its own."""
    value = line[export.column - 1 : export.end_column - 1].partition("=")[2].replace('"', "").replace("'", "")
    below = value in ("~", "$HOME", "${HOME}", home) or value.startswith(("~/", "$HOME/", "${HOME}/", f"{home}/"))
    return below and export.name in levers | PLACES


def _managed(lines: list[str]) -> set[int]:
    """Numbers of the lines between markers such as ``# >>> conda initialize >>>``: their tool writes them anew."""
    managed: set[int] = set()
    begin = 0
    for number, line in enumerate(lines, 1):
        if line.startswith("# >>> "):
            begin = number
        elif line.startswith("# <<< ") and begin:
            managed.update(range(begin, number))
            begin = 0
    return managed


def _hidden(source: SourceFile, outline: Outline, levers: frozenset[str], home: str) -> list[Export]:
    """Exports that matter and that only a shell with a prompt reaches."""
    lines = source.text.split("\n")
    managed = _managed(lines)
    before = {export.name for export in outline.exports if not export.behind}
    guard = outline.guard.line if outline.guard else len(lines) + 1
    return [
        export
        for export in outline.exports
        if export.behind
        and export.line >= guard
        and export.name not in before
        and export.line not in managed
        and _matters(export, lines[export.line - 1], levers)
        and not _stays_home(export, lines[export.line - 1], levers, home)
    ]


def _few(hidden: list[Export]) -> str:
    names = list(dict.fromkeys(export.name for export in hidden))
    return ", ".join(names[:MOST]) + (", ..." if len(names) > MOST else "")


@rule("SHL101", "export-behind-guard", severity=Severity.WARNING, fix=Safety.MANUAL)
def export_behind_guard(
    source: SourceFile, outline: Outline, catalogue: tuple[Row, ...], here: Here
) -> Iterator[Finding]:
    """One finding a file, at the first of the settings. A `.zshrc` is never read without a prompt, guard or not."""
    if outline.guard is None or (source.shell == "zsh" and source.kind == "interactive"):
        return
    hidden = _hidden(source, outline, variables_of(catalogue), here.home)
    if not hidden:
        return
    first, guard = hidden[0], outline.guard.line
    yield Finding(
        LOGIN if source.kind == "login" else COMMANDS,
        place=source.path,
        location=Location(source.path, first.line, first.column, first.end_column),
        evidence=tuple(f"{export.name} (line {export.line})" for export in hidden),
        wish=Advise(msg("move these lines above line {guard}"), {"guard": guard}),
        names=_few(hidden),
        guard=guard,
    )
