"""Lines of fish and csh start-up files that set a variable. Those languages are not parsed: this finds places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from envdoctor.light import dataclass

_FISH = re.compile(r"\s*set\s+((?:-{1,2}[\w-]+\s+)+)([A-Za-z_]\w*)(?:\s+(.*))?$", re.ASCII)
_CSH = re.compile(r"(?:\s*if\s*\(.*\)\s*)?\s*(setenv|unsetenv)\s+([A-Za-z_]\w*)(?:\s+(.*))?$", re.ASCII)
_PLAIN = re.compile(r"(?:'([^'\\!]*)'|\"([^\"\\$`!(]*)\"|([^\s'\"\\$`!#~*?\[\]{}();&|<>]+))\s*(?:;?\s*#.*)?;?$")
_SOURCED = re.compile(r"^\s*(?:if\b.*[;)]\s*)?(?:source|\.)\s+(['\"]?)([~/][^\s'\";]*)\1", re.MULTILINE)
_WRITTEN = re.compile(
    r"(?:(?<![\w/])~|\$\{?(?P<name>[A-Za-z_]\w*)(?::?-\$?\{?(?P<other>\w*)\}*)?\}?|(?<![\w./}~$*?\]-]))"
    r"(?P<rest>(?:/[^\s;'()|&<>/$`{}]*)+)",
    re.ASCII,
)
_LONGEST = 100_000
"""Characters of a text that are searched for paths."""
_PATHS = 50


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


def written(text: str, home: str, value: Callable[[str], str | None]) -> Iterator[tuple[str, bool]]:
    """Paths below home that a text of any shell writes out, and folders that its patterns look into (True).

    ``value`` gives a variable's value, or None. It finds what to keep an eye on, not what the text does.
    """
    found: dict[tuple[str, bool], None] = {}
    for match in _WRITTEN.finditer(text[:_LONGEST].replace('"', "")):
        names = [name for name in (match["name"], match["other"]) if name]
        starts = [value(name) for name in names] if match[0].startswith("$") else [home if match[0][0] == "~" else ""]
        plain = re.split(r"[*?\[]", match["rest"], maxsplit=1)
        folder = len(plain) > 1
        rest = plain[0].rpartition("/")[0] if folder else match["rest"]
        for start in starts:
            path = f"{start}{rest}".rstrip("/")
            if start is not None and path.startswith("/") and (folder or path.startswith(f"{home}/")):
                found[path, folder] = None
        if len(found) >= _PATHS:
            break
    yield from found
