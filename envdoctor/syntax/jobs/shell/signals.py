"""Signals: what ``--signal`` asks for, and which traps a script sets."""

from __future__ import annotations

from typing import NamedTuple

from envdoctor.late import pattern
from envdoctor.syntax.jobs.body import Body, Command
from envdoctor.syntax.jobs.shell.commands import python, stays

_SIGNAL = pattern(r"(?i)(?P<flags>(?:R?B?R?:)?)(?P<name>[A-Z]\w*|\d+)(?:@\d+)?\Z")
_NUMBERS = {
    "1": "HUP", "2": "INT", "3": "QUIT", "6": "ABRT", "9": "KILL", "10": "USR1", "12": "USR2", "13": "PIPE",
    "14": "ALRM", "15": "TERM", "18": "CONT", "0": "EXIT",
}  # fmt: skip
"""Of Linux on x86 and ARM."""
_STARTERS = frozenset(("srun", "torchrun", "trap", "kill", "accelerate", "nohup"))


class Asked(NamedTuple):
    """``B:USR1@60``: the signal's name, and whether the shell gets it, and nothing else."""

    name: str
    shell: bool


class Trap(NamedTuple):
    """One trap that does something."""

    command: Command
    signals: frozenset[str]


def plain(text: str) -> str:
    """``USR1`` for ``SIGUSR1``, ``usr1`` and ``10``."""
    name = text.upper().removeprefix("SIG")
    return _NUMBERS.get(name, name)


def asked(text: str) -> Asked | None:
    """What the value of ``--signal`` says; None if it cannot be told."""
    found = _SIGNAL.match(text.strip())
    return Asked(plain(found["name"]), "B" in found["flags"].upper()) if found else None


def traps(body: Body) -> tuple[Trap, ...]:
    """Traps of the script's own shell, in order; those that ignore or reset a signal are none."""
    found: list[Trap] = []
    for command in body.commands:
        if command.name != "trap" or "subshell" in command.inside or len(command.words) < 3:
            continue
        code, *names = [word for word in command.words[1:] if word.text != "--"]
        if code.text in ("", "-") or code.text.startswith("-"):
            continue
        found.append(Trap(command, frozenset(plain(word.text) for word in names)))
    return tuple(found)


def nobody_else(body: Body) -> bool:
    """Everything that runs is known: no file is read that could set a trap, nothing replaces the shell."""
    return (
        body.whole
        and all(
            stays(command) or python(command) or command.name in _STARTERS
            for command in body.commands
            if command.name != "exec" and not command.wrapped
        )
        and not any(command.name in ("exec", "source", ".", "eval") for command in body.commands)
    )
