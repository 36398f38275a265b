"""A pretended machine with Docker: who asks, what ``dockerd --version`` says, which paths are programs and sockets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from envdoctor.catalogue.rows import Place, Row, Side, where, where_side
from envdoctor.catalogue.view import Here, Missing, View
from envdoctor.host.probes import Answer, Failed, Probe, Ran, Run, Seen
from tests.catalogue.driving import HOME, Pretended, environment

T = TypeVar("T")
DOCKERD = {"/usr/bin/dockerd": "x"}
UNIT = "/lib/systemd/system/docker.service"
SOCKET = "/var/run/docker.sock"


@dataclass(slots=True)
class Machine:
    """Paths as in :class:`Pretended`; ``version``: what dockerd prints, None: it gives no answer.

    ``socket``: Docker's socket may be written to.
    """

    paths: Mapping[str, str | None] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)
    uid: int = 1000
    version: str | None = "Docker version 28.5.2, build x"
    socket: bool = False
    live: bool = True
    ran: list[tuple[str, ...]] = field(default_factory=list)

    def ask(self, probe: Probe) -> Answer:
        """One answer."""
        if isinstance(probe, Run):
            self.ran.append(probe.argv)
            return Failed("no answer in 2 s") if self.version is None else Ran(0, self.version.encode())
        if getattr(probe, "path", "") == SOCKET:
            return Seen("other", writable=True) if self.socket else Seen("missing")
        answer = Pretended(self.paths)._answer(probe)
        return replace(answer, mode=0o755) if isinstance(answer, Seen) else answer

    def view(self, compute: Callable[[View], T]) -> T:
        """What ``compute`` gives for this machine."""
        home = "/root" if self.uid == 0 else HOME
        here = Here(home=home, cwd=HOME + "/proj", uid=self.uid, live=self.live)
        seen: dict[Probe, Answer] = {}
        while True:
            try:
                return compute(View(here, {"login": environment(self.env)}, seen))
            except Missing as missing:
                seen.update((probe, self.ask(probe)) for probe in missing.probes)

    def place(self, row: Row) -> Place:
        """Where ``row`` is."""
        return self.view(lambda view: where(row, view, "login"))

    def side(self, side: Side) -> Place:
        """Where a side is."""
        return self.view(lambda view: where_side(side, view, "login"))
