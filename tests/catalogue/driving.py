"""Views for tests: a pretended file system, so that a test states paths and variables and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from envdoctor.catalogue.rows import Place, Row, where
from envdoctor.catalogue.view import Here, Missing, Variable, View
from envdoctor.host.probes import Answer, Content, List, Look, Names, Probe, Read, Seen, Which
from envdoctor.model import Origin

HOME = "/home/alice"


def environment(values: Mapping[str, str]) -> dict[str, Variable]:
    """An environment whose every variable comes from ``~/.bashrc``."""
    return {name: Variable(value, Origin("file", HOME + "/.bashrc", 1)) for name, value in values.items()}


class Pretended:
    """A file system in a table: path -> text of a file, or None for a folder that can be written.

    Args:
        fixed: paths below which nothing can be written.
    """

    def __init__(self, paths: Mapping[str, str | None], fixed: tuple[str, ...] = ("/etc", "/opt", "/usr")) -> None:
        self.paths = {"/": None, "/home": None, HOME: None, "/tmp": None, **paths}
        for path in list(self.paths):
            while path != "/":
                path = path.rsplit("/", 1)[0] or "/"
                self.paths.setdefault(path, None)
        self.fixed = ("/home/bob", *fixed)
        self.rounds = 0

    def ask(self, probes: tuple[Probe, ...]) -> list[Answer]:
        self.rounds += 1
        return [self._answer(probe) for probe in probes]

    def _answer(self, probe: Probe) -> Answer:
        if isinstance(probe, Which):
            return f"/usr/bin/{probe.command}" if f"/usr/bin/{probe.command}" in self.paths else None
        assert isinstance(probe, (Look, Read, List))
        path = probe.path
        text = self.paths.get(path)
        below = [name[len(path.rstrip("/")) + 1 :] for name in self.paths if name.startswith(path.rstrip("/") + "/")]
        if isinstance(probe, Read):
            return Content(None if text is None else text.encode("utf-8", "surrogateescape"))
        if isinstance(probe, List):
            return Names(tuple(sorted({name.split("/")[0] for name in below})) if path in self.paths else None)
        if path not in self.paths:
            return Seen("missing", real=path)
        free = path not in ("/", "/home") and not path.startswith(self.fixed)
        kind = "folder" if text is None else "file"
        return Seen(kind, real=path, writable=free, holds=bool(below) or bool(text))


def place_in(
    row: Row, env: Mapping[str, str] | None = None, paths: Mapping[str, str | None] | None = None, context: str = "now"
) -> Place:
    """Where ``row`` writes in a pretended file system, working in ``~/proj``."""
    host, here, seen = Pretended(paths or {}), Here(home=HOME, cwd=HOME + "/proj"), dict[Probe, Answer]()
    while True:
        try:
            return where(row, View(here, {context: environment(env or {})}, seen), context)
        except Missing as missing:
            seen.update(zip(missing.probes, host.ask(missing.probes), strict=True))
