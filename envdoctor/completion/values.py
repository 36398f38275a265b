"""What can be completed, as plain data."""

from __future__ import annotations

from envdoctor.light import dataclass

FILES, FOLDERS, RULES, TEXT, NOTHING = "files", "folders", "rules", "text", ""
"""What stands for a value or an argument: paths, folders, rules (comma-separated), anything, nothing."""


@dataclass(frozen=True, slots=True)
class Option:
    """An option: its names, one line of help, what its value is (one of the words above), and the choices."""

    names: tuple[str, ...]
    help: str = ""
    value: str = NOTHING
    choices: tuple[str, ...] = ()

    @property
    def takes(self) -> bool:
        """Whether a value follows."""
        return bool(self.value or self.choices)


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its options, and what its arguments are (a word above, or choices)."""

    name: str
    help: str = ""
    options: tuple[Option, ...] = ()
    argument: str = NOTHING
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """All commands, and codes and names of all rules."""

    commands: tuple[Command, ...] = ()
    rules: tuple[str, ...] = ()
