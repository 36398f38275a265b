"""Reads start-up files that exist only in the test: a home in a dictionary."""

from __future__ import annotations

import os
from collections.abc import Mapping

from envdoctor.catalogue.view import Here, Missing, Variable, View
from envdoctor.host.probes import Answer, Content, List, Look, Names, Probe, Read, Seen
from envdoctor.syntax.shell import Reading, read_startup

HOME = "/home/zhang"


def answer(probe: Probe, files: Mapping[str, str]) -> Answer:
    """What a host with only ``files`` (absolute path -> text) would say."""
    folders = {os.path.dirname(path) for path in files} | {"/", "/home", HOME}
    if isinstance(probe, Read):
        text = files.get(probe.path)
        return Content(None if text is None else text.encode("utf-8", "surrogateescape"))
    if isinstance(probe, Look):
        kind = "file" if probe.path in files else "folder" if probe.path in folders else "missing"
        return Seen(kind, 0o755, 1000, 1000, len(files.get(probe.path, "")), real=probe.path)
    if isinstance(probe, List):
        found = tuple(sorted(os.path.basename(path) for path in files if os.path.dirname(path) == probe.path))
        return Names(found or None)
    return None


def read(text: str, shell: str = "bash", kind: str = "ssh", more: Mapping[str, str] | None = None) -> Reading:
    """``text`` as the one start-up file of ``shell`` that every kind of start reads."""
    name = {"bash": ".bashrc", "zsh": ".zshenv", "dash": ".profile"}[shell]
    files = {f"{HOME}/{name}": text, **(more or {})}
    start = {"HOME": Variable(HOME), "USER": Variable("zhang"), "PATH": Variable("/bin")}
    seen: dict[Probe, Answer] = {}
    while True:
        try:
            return read_startup(View(Here(home=HOME, user="zhang"), seen=seen), shell, kind, start)
        except Missing as missing:
            seen.update((probe, answer(probe, files)) for probe in missing.probes)


def values(
    text: str, shell: str = "bash", kind: str = "ssh", more: Mapping[str, str] | None = None
) -> dict[str, str | None]:
    """Names and values that are not there from the start."""
    environment = read(text, shell, kind, more).environment
    return {name: found.value for name, found in environment.items() if name not in ("HOME", "USER")}
