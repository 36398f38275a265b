"""Where a script calls ``conda activate``, and whether anything before it makes that a function of the shell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor.syntax.jobs.body import Body, Command

TOOLS = ("conda", "mamba", "micromamba")
_OTHER_MODULES = re.compile(
    r"(?i)(?:cuda|cudnn|cudatoolkit|nccl|gcc|gnu|openmpi|mpich|mvapich\d?|intel|impi|mpi|cmake|git|slurm|hdf5|netcdf|fftw"
    r"|mkl|openblas|boost|java|jdk|singularity|apptainer|tmux|zlib|nvhpc|pgi|llvm|clang|ffmpeg|ninja|binutils|purge)"
    r"(?:[/-]?\d[\w.]*)?(?:[/_-][\w.+-]*)?\Z"
)
"""Modules that bring no conda; any other may."""
_PACKAGES = ("uenv", "spack", "vpkg_require", "setpkgs", "use", "reuse", "soft", "flight", "setup", "switch")
"""Commands of sites that do what ``module load`` does."""
_BASHRC = re.compile(r"(?:~|\$HOME|\$\{HOME\})/\.bashrc\Z")


def activations(body: Body) -> Iterator[Command]:
    """``conda activate`` and its like, where the shell itself is to run them."""
    for command in body.commands:
        ours = command.name in TOOLS and command.args[:1] == ("activate",) and not command.wrapped
        if ours and "trap" not in command.inside and "substitution" not in command.inside:
            yield command


def _bash(body: Body) -> bool:
    """A shell that reads no start-up file for a script."""
    letters = "".join(flag for flag in body.flags if flag[:1] == "-" and flag[:2] != "--")
    login = "l" in letters or "i" in letters or "--login" in body.flags
    return body.interpreter in ("bash", "sh", "dash") and not login


def reads_bashrc(command: Command) -> bool:
    """``source ~/.bashrc``."""
    return command.name in ("source", ".") and bool(command.args) and _BASHRC.match(command.args[0]) is not None


def _may_define(command: Command) -> bool:
    name, args = command.name, command.args
    if name in ("source", ".", "eval", "exec", "enable", *_PACKAGES):
        return True
    if name == "set" and any("i" in arg for arg in args if arg.startswith("-")):
        return True
    if name == "module" or name == "ml":
        args = tuple(arg for arg in args if not arg.startswith("-"))
        words = args[1:] if name == "module" else [arg for arg in args if arg != "load"]
        loads = name == "ml" or args[:1] in (("load",), ("add",), ("swap",), ("switch",), ("use",), ("restore",))
        return loads and (not words or any(_OTHER_MODULES.match(word) is None for word in words))
    return "BASH_ENV" in command.assigns or any(f"function {tool}" in command.inside for tool in TOOLS)


def undefined(body: Body) -> Command | None:
    """The first activation that is surely no function of the shell by then; None where it may be one."""
    first = next(activations(body), None)
    if first is None or not body.whole or not _bash(body):
        return None
    before = (command for command in body.commands if command.span.start < first.span.start)
    return None if any(map(_may_define, before)) else first


def after_bashrc(body: Body) -> tuple[Command, Command] | None:
    """(``source ~/.bashrc``, the activation behind it) where nothing else may define it."""
    first = next(activations(body), None)
    if first is None or not body.whole or not _bash(body):
        return None
    before = [command for command in body.commands if command.span.start < first.span.start and _may_define(command)]
    if len(before) == 1 and reads_bashrc(before[0]):
        return before[0], first
    return None


def hook_line(text: str, body: Body, command: Command) -> tuple[int, str]:
    """(offset, line) of the hook to put before ``command``; the line is empty where no place or hook is sure."""
    start = text.rfind("\n", 0, command.span.start) + 1
    before = text[:start].rstrip("\r\n")
    if command.name != "conda" or "subshell" in command.inside or before.endswith("\\"):
        return start, ""
    indent = text[start : command.span.start]
    indent = indent[: len(indent) - len(indent.lstrip())]
    shell = "bash" if body.interpreter == "bash" else "posix"
    end = "\r\n" if text[:start].endswith("\r\n") else "\n"
    return start, f'{indent}eval "$(conda shell.{shell} hook)"{end}'
