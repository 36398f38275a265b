"""Where a script calls ``conda activate``, and whether anything before it makes that a function of the shell."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from envdoctor.late import pattern
from envdoctor.syntax.jobs.body import Body, Command
from envdoctor.syntax.jobs.shell.places import adds_only, fallbacks, place_before

TOOLS = ("conda", "mamba", "micromamba")
_OTHER_MODULES = pattern(
    r"(?i)(?:cuda|cudnn|cudatoolkit|nccl|gcc|gnu|openmpi|mpich|mvapich\d?|intel|impi|mpi|cmake|git|slurm|hdf5|netcdf|fftw"
    r"|mkl|openblas|boost|java|jdk|singularity|apptainer|tmux|zlib|nvhpc|pgi|llvm|clang|ffmpeg|ninja|binutils|purge)"
    r"(?:[/-]?\d[\w.]*)?(?:[/_-][\w.+-]*)?\Z"
)
"""Modules that bring no conda; any other may."""
_PACKAGES = ("uenv", "spack", "vpkg_require", "setpkgs", "use", "reuse", "soft", "flight", "setup", "switch")
"""Commands of sites that do what ``module load`` does."""
_DEFINING = frozenset(("source", ".", "eval", "exec", "enable", *_PACKAGES))
_FALLBACK = pattern(r"(?:^|[\s;{(|&])(?:source|\.|eval|conda|mamba|micromamba)\s|/activate\b")
_SHELLS = ("bash", "sh", "dash", "zsh")
_HOOK = 2
"""Commands of the hook's line: ``eval``, and ``conda`` in it."""
_BASHRC = pattern(r"(?:~|\$HOME|\$\{HOME\})/\.bashrc\Z")


def activations(body: Body) -> Iterator[Command]:
    """``conda activate`` and its like, where the shell itself is to run them."""
    for command in body.called(*TOOLS):
        ours = command.args[:1] == ("activate",) and not command.wrapped
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
    name = command.name
    if name in _DEFINING:
        return True
    if name == "set" and any("i" in arg for arg in command.args if arg.startswith("-")):
        return True
    if name == "module" or name == "ml":
        args = tuple(arg for arg in command.args if not arg.startswith("-"))
        words = args[1:] if name == "module" else [arg for arg in args if arg != "load"]
        loads = name == "ml" or args[:1] in (("load",), ("add",), ("swap",), ("switch",), ("use",), ("restore",))
        return loads and (not words or any(_OTHER_MODULES.match(word) is None for word in words))
    return "BASH_ENV" in command.assigns or any(f"function {tool}" in command.inside for tool in TOOLS)


def _run(body: Body, command: Command) -> int:
    """The offset at which ``command`` first runs: in a function, where that is called; -1 if it never is."""
    name = next((each.removeprefix("function ") for each in command.inside if each.startswith("function ")), "")
    if not name:
        return command.span.start
    outside = (call for call in body.called(name) if not any(each.startswith("function ") for each in call.inside))
    return next((call.span.start for call in outside), -1)


def _first(body: Body) -> tuple[Command, int] | None:
    """The activation that runs first, and where it does."""
    found = [(at, command) for command in activations(body) if (at := _run(body, command)) >= 0]
    if not found:
        return None
    at, first = min(found, key=lambda each: each[0])
    return first, at


def _caught(text: str, command: Command) -> bool:
    """Where the activation fails, another way to the same follows: ``conda activate y || source activate y``."""
    return any(_FALLBACK.search(code) is not None for code in fallbacks(text, command))


def undefined(body: Body, text: str = "") -> Command | None:
    """The first activation that is surely no function of the shell by then; None where it may be one."""
    found = _first(body) if body.whole and _bash(body) else None
    if found is None:
        return None
    first, at = found
    if any(_may_define(command) for command in body.commands if command.span.start < at):
        return None
    return None if _caught(text, first) else first


def after_bashrc(body: Body, text: str = "") -> tuple[Command, Command] | None:
    """(``source ~/.bashrc``, the activation behind it) where nothing else may define it."""
    found = _first(body) if body.whole and _bash(body) else None
    if found is None:
        return None
    first, at = found
    before = [command for command in body.commands if command.span.start < at and _may_define(command)]
    if len(before) == 1 and reads_bashrc(before[0]) and not _caught(text, first):
        return before[0], first
    return None


def hook_line(text: str, body: Body, command: Command) -> tuple[int, str]:
    """(offset, line) of the hook to put before ``command``, so that it runs before all activations of the script.

    The line is empty where no place or hook is sure.
    """
    start = _place(text, body)
    if start is None:
        return text.rfind("\n", 0, command.span.start) + 1, ""
    indent = text[start:]
    indent = indent[: len(indent) - len(indent.lstrip(" \t"))]
    shell = "bash" if body.interpreter == "bash" else "posix"
    end = "\r\n" if text[:start].endswith("\r\n") else "\n"
    line = f'{indent}eval "$(conda shell.{shell} hook)"{end}'
    return start, line if adds_only(body, text[:start] + line + text[start:], _HOOK) else ""


def _place(text: str, body: Body) -> int | None:
    """The offset of the line above the first activation, or above what stands around it and the others."""
    every = sorted(activations(body), key=lambda each: each.span.start)
    if not every or any(each.name != "conda" for each in every) or _elsewhere(body, every):
        return None
    start = place_before(text, every[0], every[1:])
    if start is None or start > text.rfind("\n", 0, every[0].span.start):
        return start
    last = max(max(each.span.start, _run(body, each)) for each in every)
    paths = any("PATH" in each.assigns for each in body.commands if start <= each.span.start < last)
    return None if paths else start  # ``conda`` may not be found so far above


def _elsewhere(body: Body, commands: list[Command]) -> bool:
    """One of these commands, in the order of the text, is code in a string: its shell has no hook."""
    strings = [word.span for call in body.called(*_SHELLS) for word in call.words[1:] if word.quoted]
    starts = [command.span.start for command in commands]
    return any(bisect_left(starts, span.start) < bisect_left(starts, span.end) for span in strings)
