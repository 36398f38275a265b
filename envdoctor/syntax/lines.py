"""Lines of fish and csh start-up files that set a variable. Those languages are not parsed: this finds places."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FISH = re.compile(r"\s*set\s+((?:-{1,2}[\w-]+\s+)+)([A-Za-z_]\w*)(?:\s+(.*))?$", re.ASCII)
_CSH = re.compile(r"(?:\s*if\s*\(.*\)\s*)?\s*(setenv|unsetenv)\s+([A-Za-z_]\w*)(?:\s+(.*))?$", re.ASCII)
_PLAIN = re.compile(r"(?:'([^'\\!]*)'|\"([^\"\\$`!(]*)\"|([^\s'\"\\$`!#~*?\[\]{}();&|<>]+))\s*(?:;?\s*#.*)?;?$")
_SOURCED = re.compile(r"^\s*(?:if\b.*[;)]\s*)?(?:source|\.)\s+(['\"]?)([~/][^\s'\";]*)\1", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that sets ``name``, or erases it. ``value`` is None where it is not plain text."""

    name: str
    value: str | None
    line: int
    erases: bool = False


def settings(family: str, text: str) -> tuple[Line, ...]:
    """Every line of a ``fish`` or ``csh`` file that sets an exported variable, or may."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        match = (_FISH if family == "fish" else _CSH).match(line)
        if match is None:
            continue
        options = match[1]
        erases = (
            options == "unsetenv" if family == "csh" else bool(re.search(r"(?:^|\s)(?:-[a-z]*e|--erase\b)", options))
        )
        if family == "fish" and not erases and not re.search(r"(?:^|\s)(?:-\w*x|--export)", options):
            continue
        plain = _PLAIN.match((match[3] or "").strip())
        value = next((group for group in plain.groups() if group is not None), None) if plain else None
        found.append(Line(match[2], None if erases else value, number, erases))
    return tuple(found)


def sourced(text: str, home: str) -> tuple[str, ...]:
    """Absolute paths that a file reads by name."""
    return tuple(
        home + path[1:] if path.startswith("~/") else path
        for _, path in _SOURCED.findall(text)
        if path.startswith(("~/", "/"))
    )
