"""A view of files and environments, as they are or as a plan would make them.

``where`` and the shell reader are pure functions over a view, so that a plan can ask them about a *projected* one: the
same account with pending changes laid on in memory.

A view answers from what was already seen. What was not raises :class:`Missing` with the probe that would tell; whoever
drives the computation (a fact, the plan) asks the host and runs it again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import TypeVar

from envdoctor.errors import TimedOut, Unavailable
from envdoctor.host.probes import Answer, Content, Failed, List, Look, Names, Probe, Ran, Read, Run, Seen, Which
from envdoctor.light import dataclass, field, replace
from envdoctor.model import Origin

T = TypeVar("T")


class Missing(Exception):
    """The view does not hold this yet: ask the host for ``probes`` and compute again."""

    def __init__(self, *probes: Probe) -> None:
        super().__init__(probes)
        self.probes = probes


@dataclass(frozen=True, slots=True)
class Here:
    """Who and where: the account and machine that are checked.

    Attributes:
        live: False when a folder with somebody's home is checked (``--home``).
        env: the environment of this process.
        uid: the effective user's number. shell: the login shell's path, from the account database.
    """

    home: str = "/home/alice"
    user: str = "alice"
    uid: int = 1000
    gid: int = 1000
    hostname: str = "gpu01"
    shell: str = "/bin/bash"
    cwd: str = "/"
    live: bool = True
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Variable:
    """An environment variable: its value (None: set, but to what can't be known) and where that comes from."""

    value: str | None
    origin: Origin = Origin("unknown")


Environment = Mapping[str, Variable]


@dataclass(frozen=True, slots=True)
class View:
    """Files and environments, as seen or as planned.

    Attributes:
        environments: context key -> environment.
        seen: what the host answered so far; shared by all views of one run and filled by :func:`asking`.
        files: planned contents by absolute path, laid over what was seen (None: planned to be absent).
        folders: planned folders.
    """

    here: Here = Here()
    environments: Mapping[str, Environment] = field(default_factory=dict)
    seen: Mapping[Probe, Answer] = field(default_factory=dict)
    files: Mapping[str, bytes | None] = field(default_factory=dict)
    folders: frozenset[str] = frozenset()

    def lay(
        self,
        files: Mapping[str, bytes | None] | None = None,
        folders: Sequence[str] = (),
        environments: Mapping[str, Environment] | None = None,
    ) -> View:
        """This view with more laid on it."""
        return replace(
            self,
            files={**self.files, **(files or {})},
            folders=self.folders.union(folders),
            environments=self.environments if environments is None else environments,
        )

    # ---- environments

    def variable(self, context: str, name: str) -> Variable | None:
        """The variable ``name`` in ``context``, or None where it is not set (or the context is not known)."""
        return self.environments.get(context, {}).get(name)

    def value(self, context: str, name: str) -> str | None:
        """Its value, or None where it is unset.

        Raises:
            Unavailable: it is set, but to what can't be known.
        """
        variable = self.variable(context, name)
        if variable is None:
            return None
        if variable.value is None:
            raise Unavailable(f"{name} is set to something that only the shell knows")
        return variable.value

    # ---- files

    def expand(self, path: str) -> str:
        """``path`` with a leading ``~`` or ``~/`` replaced by home, normalised."""
        if path == "~" or path.startswith("~/"):
            path = self.here.home + path[1:]
        return os.path.normpath(path)

    def _ask(self, probe: Probe) -> Answer:
        if probe not in self.seen:
            raise Missing(probe)
        answer = self.seen[probe]
        if isinstance(answer, Failed):
            raise (TimedOut if answer.timed_out else Unavailable)(answer.reason)
        return answer

    def read(self, path: str) -> str | None:
        """Text of a file (odd bytes as surrogates), None where there is no readable regular file.

        Raises:
            Missing, Unavailable: see the class.
        """
        path = self.expand(path)
        if path in self.files:
            data = self.files[path]
        else:
            content = self._ask(Read(path))
            data = content.data if isinstance(content, Content) else None
        return None if data is None else data.decode("utf-8", "surrogateescape")

    def look(self, path: str) -> Seen:
        """What stands at ``path``. Raises as :meth:`read`."""
        path = self.expand(path)
        if path in self.folders:
            return Seen("folder", mode=0o700, uid=self.here.uid, gid=self.here.gid, real=path, writable=True)
        if path in self.files:
            kind = "missing" if self.files[path] is None else "file"
            return Seen(kind, mode=0o600, uid=self.here.uid, real=path, writable=kind == "file", holds=kind == "file")
        seen = self._ask(Look(path))
        assert isinstance(seen, Seen)
        return seen

    def names(self, path: str) -> tuple[str, ...]:
        """Names in a folder, planned files among them; empty where there is none. Raises as :meth:`read`."""
        path = self.expand(path)
        listed = self._ask(List(path))
        names = set(listed.names or ()) if isinstance(listed, Names) else set()
        names.update(os.path.basename(file) for file in self.files if os.path.dirname(file) == path)
        return tuple(sorted(names))

    def accepts(self, check: tuple[str, ...], path: str) -> str | None:
        """What ``check`` (an absolute program and its arguments, ``path`` appended) says against a file as it stands.

        None if it exits 0 or gives no answer. Raises as :meth:`read`.
        """
        environment = (("PATH", "/usr/local/bin:/usr/bin:/bin"), ("LC_ALL", "C.UTF-8"))
        ran = self._ask(Run((*check, path), environment, limit=1 << 16, stamps=(path,)))
        if not isinstance(ran, Ran) or ran.status == 0:
            return None
        said = (ran.err or ran.out).decode("utf-8", "replace").strip().split("\n")
        return said[0] or f"exit status {ran.status}"

    def which(self, command: str) -> str | None:
        """Absolute path of ``command`` on this process's PATH. Raises as :meth:`read`."""
        found = self._ask(Which(command))
        return found if isinstance(found, str) else None


def asking(compute: Callable[[Mapping[Probe, Answer]], T]) -> Generator[Sequence[Probe], Sequence[Answer], T]:
    """Run ``compute(seen)`` until it no longer raises :class:`Missing`, yielding what must be asked in between.

    A fact delegates to it with ``yield from``; the engine answers what is yielded.
    """
    seen: dict[Probe, Answer] = {}
    while True:
        try:
            return compute(seen)
        except Missing as missing:
            probes = tuple(dict.fromkeys(missing.probes))
            seen.update(zip(probes, (yield probes), strict=True))
