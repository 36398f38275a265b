"""How text is laid out and coloured: our own few codes, because a table library costs more than the whole check."""

from __future__ import annotations

from collections.abc import Mapping

from envdoctor.light import dataclass, field
from envdoctor.report.clean import Cleaner, visible

_CODES = {"red": "31", "green": "32", "yellow": "33", "cyan": "36", "bold": "1", "dim": "2"}


@dataclass(frozen=True, slots=True)
class Style:
    """How to show text.

    Attributes:
        colour: use colours. width: columns to wrap at; None: never wrap.
        home: is shown as ``~`` in places. cleaner: takes out secrets and, on request, names.
        dot: between the parts of the header.
    """

    colour: bool = False
    width: int | None = None
    home: str = ""
    cleaner: Cleaner = field(default_factory=Cleaner)
    dot: str = "·"

    def paint(self, text: str, *names: str) -> str:
        """``text`` in a colour, if colours are on."""
        if not self.colour or not text:
            return text
        return f"\033[{';'.join(_CODES[name] for name in names)}m{text}\033[0m"

    def show(self, text: str) -> str:
        """Any text, fit for one line of a terminal."""
        return visible(self.cleaner.text(text))

    def said(self, text: str) -> str:
        """A sentence, fit for one line, with home as ``~`` wherever a path stands in it."""
        return self.show(tildes(text, self.home))

    def place(self, path: str) -> str:
        """A path, fit for one line, with home as ``~``."""
        return self.show(tilde(path, self.home))


def tilde(path: str, home: str) -> str:
    """``path`` with a leading ``home`` written as ``~``."""
    home = home.rstrip("/")
    if home and (path == home or path.startswith(home + "/")):
        return "~" + path[len(home) :]
    return path


def tildes(text: str, home: str) -> str:
    """``text`` with ``home`` as ``~`` at the start of each word; not in quotes, where a shell would not read it so."""
    home = home.rstrip("/")
    if not home or home not in text:
        return text
    import re

    return re.sub(r"(?<![^\s(])" + re.escape(home) + r"(?=[/\s:;,)]|\.?$|\.\s)", "~", text)


def coloured(mode: str, terminal: bool, env: Mapping[str, str]) -> bool:
    """Whether to colour: ``--color`` beats NO_COLOR, which beats FORCE_COLOR, which beats what the terminal is."""
    if mode != "auto":
        return mode == "always"
    if env.get("NO_COLOR"):
        return False
    if env.get("FORCE_COLOR"):
        return env["FORCE_COLOR"] != "0"
    return terminal and env.get("TERM") != "dumb"


def cells(text: str) -> int:
    """How many columns ``text`` (without colours) takes on a terminal."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def pad(text: str, width: int) -> str:
    """``text`` filled up to ``width`` columns."""
    return text + " " * (width - cells(text))


def cut(text: str, width: int) -> str:
    """``text`` in at most ``width`` columns: of a longer one the middle is left out."""
    if len(text) <= width and cells(text) <= width:
        return text
    left = (width - 3) // 2
    head, tail = text[:left], text[len(text) - (width - 3 - left) :]
    while cells(head) > left:
        head = head[:-1]
    while cells(tail) > width - 3 - left:
        tail = tail[1:]
    return f"{head}...{tail}"


def wrap(text: str, width: int | None, indent: str = "", hang: str = "") -> list[str]:
    """``text`` in lines of at most ``width`` columns, broken at spaces; a longer word stays whole, to be copied.

    ``indent`` stands before the first line, ``hang`` before all others.
    """
    if width is None:
        return [indent + text]
    lines: list[str] = []
    line, fresh = indent, True
    for word in text.split(" "):
        if not fresh and cells(line) + 1 + cells(word) > width:
            lines.append(line.rstrip())
            line, fresh = hang, True
        line += word if fresh else " " + word
        fresh = fresh and not word
    return [*lines, line.rstrip()]


def wrap_command(text: str, width: int | None) -> list[str]:
    """A sentence that may end in ``: command``; the command stays in one piece, to be copied."""
    said, colon, command = text.rpartition(": ")
    if width is None or cells(text) <= width or not colon:
        return wrap(text, width, hang="  ")
    return [*wrap(said + ":", width, hang="  "), "    " + command]
