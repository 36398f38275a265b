"""What a systemd unit starts a daemon with: its flags, from the unit and its drop-in files.

Order and merging by systemd.unit(5) and systemd.service(5): a drop-in of the same name in an earlier folder hides the
later ones, an empty ``ExecStart=`` takes back what was said before.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence

from envdoctor.catalogue import sources
from envdoctor.catalogue.view import View
from envdoctor.light import dataclass, field
from envdoctor.model import Origin

_SHORT = {
    "D": "debug",
    "G": "group",
    "H": "host",
    "b": "bridge",
    "g": "graph",
    "l": "log-level",
    "p": "pidfile",
    "s": "storage-driver",
}
_PREFIXES = "-@:+!|"
_NAME = re.compile(r"\$\{(\w+)\}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag's value, all of them where it is given more than once, and where the command line stands."""

    values: tuple[str, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Unit:
    """The program that is started, and its flags by their long names; empty where no unit was found."""

    program: str = ""
    flags: Mapping[str, Flag] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """The last value of a flag, or nothing."""
        return self.flags[name].values[-1] if name in self.flags else ""


@dataclass(slots=True)
class _Service:
    """What the files said so far."""

    starts: list[tuple[str, Origin]] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


def unit(view: View, folders: Sequence[str], name: str) -> Unit:
    """The unit ``name`` as systemd puts it together from ``folders``, the strongest first.

    Raises:
        Missing, Unavailable: as :meth:`View.read`.
    """
    service = _Service()
    for path, text in _texts(view, folders, name):
        for number, key, value in _lines(text):
            _take(service, key, value, Origin("file", path, number))
    if not service.starts:
        return Unit()
    for given in sources.reads(view, service.files):
        for _number, key, value in _lines(f"[Service]\n{given or ''}"):
            service.variables[key] = value.strip("\"'")
    command, origin = service.starts[0]
    words = _words(command, service.variables)
    return Unit(words[0].lstrip(_PREFIXES), _flags(words[1:], origin)) if words else Unit()


def _texts(view: View, folders: Sequence[str], name: str) -> list[tuple[str, str]]:
    mains = [f"{folder}/{name}" for folder in folders]
    drops: dict[str, str] = {}
    for folder, names in zip(folders, sources.lists(view, [f"{folder}/{name}.d" for folder in folders]), strict=True):
        for drop in names:
            if drop.endswith(".conf"):
                drops.setdefault(drop, f"{folder}/{name}.d/{drop}")
    main = [(path, text) for path, text in zip(mains, sources.reads(view, mains), strict=True) if text is not None][:1]
    paths = [drops[drop] for drop in sorted(drops)]
    return main + [(path, text or "") for path, text in zip(paths, sources.reads(view, paths), strict=True)]


def _lines(text: str) -> Iterator[tuple[int, str, str]]:
    """(line, key, value) of the section ``[Service]``; a backslash at the end of a line joins the next one."""
    section, joined, first = "", "", 0
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        if bare.startswith(("#", ";")):
            continue
        first = first if joined else number
        if bare.endswith("\\"):
            joined += bare[:-1] + " "
            continue
        whole, joined = joined + bare, ""
        if whole.startswith("["):
            section = whole
        key, equals, value = whole.partition("=")
        if equals and section == "[Service]":
            yield first, key.strip(), value.strip()


def _take(service: _Service, key: str, value: str, origin: Origin) -> None:
    if key == "ExecStart":
        service.starts = [*service.starts, (value, origin)] if value else []
    elif key == "EnvironmentFile":
        path = value.lstrip("-")
        service.files = [*service.files, path] if path.startswith("/") else [] if not value else service.files
    elif key == "Environment":
        pairs = (word.partition("=") for word in _split(value))
        service.variables.update((name, text) for name, equals, text in pairs if equals)


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:  # a quote without its partner: systemd would not take it either
        return text.split()


def _words(command: str, variables: Mapping[str, str]) -> list[str]:
    """The words of a command line; ``$NAME`` alone becomes as many words as its value has, or none."""
    found: list[str] = []
    for word in _split(command):
        if word.startswith("$") and word[1:].isidentifier():
            found += _split(variables.get(word[1:], ""))
        else:
            found.append(_NAME.sub(lambda name: variables.get(name[1], ""), word))
    return found


def _flags(words: Sequence[str], origin: Origin) -> dict[str, Flag]:
    found: dict[str, list[str]] = {}
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) and not words[at + 1].startswith("-") else ""
        if word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            found.setdefault(name, []).append(value if equals else after)
        elif word.startswith("-") and len(word) > 1:
            name = _SHORT.get(word[1], word[1])
            found.setdefault(name, []).append(word[2:].removeprefix("=") or after)
    return {name: Flag(tuple(values), origin) for name, values in found.items()}
