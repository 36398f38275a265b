"""Commands, started together, each with a deadline and a limit on what it may print."""

from __future__ import annotations

import os
import select
import signal
import time

from envdoctor.host.probes import Failed, Ran, Run


class Command:
    """One command under way: started by the constructor, ended by :meth:`finish` at the latest."""

    def __init__(self, probe: Run) -> None:
        self.probe, self.began = probe, time.monotonic()
        self.result: Ran | Failed | None = None
        self._out, self._err = bytearray(), bytearray()
        self._pipes: dict[int, bytearray] = {}
        try:
            self._start()
        except OSError as error:
            self.result = Failed(f"{probe.argv[0]} could not be started: {error.strerror}")

    def _start(self) -> None:
        out_read, out_write = os.pipe()
        err_read, err_write = os.pipe()
        actions = [
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, out_write, 1),
            (os.POSIX_SPAWN_DUP2, err_write, 2),
        ]
        try:
            # A session of its own: no terminal to talk to, and one signal reaches all it starts.
            self.pid = os.posix_spawn(
                self.probe.argv[0], self.probe.argv, dict(self.probe.env), file_actions=actions, setsid=True
            )
        except OSError:
            os.close(out_read)
            os.close(err_read)
            raise
        finally:
            os.close(out_write)
            os.close(err_write)
        self._pipes = {out_read: self._out, err_read: self._err}

    @property
    def due(self) -> float:
        """When it is given up, on ``time.monotonic``."""
        return self.began + self.probe.deadline

    @property
    def pipes(self) -> tuple[int, ...]:
        """Handles that may still bring output."""
        return tuple(self._pipes)

    def drain(self, ready: list[int]) -> None:
        """Take what has come on those of our pipes that are in ``ready``."""
        for handle in [handle for handle in self._pipes if handle in ready]:
            part = os.read(handle, 1 << 16)
            if part:
                self._pipes[handle] += part
            else:
                os.close(handle)
                del self._pipes[handle]

    def settle(self) -> None:
        """Set ``result`` if it ended, printed too much, or is late."""
        if self.result is not None:
            return
        if len(self._out) > self.probe.limit:
            self._end()
            self.result = self._ran(-9)
        elif os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            while len(self._out) <= self.probe.limit and (ready := _ready(list(self._pipes), 0)):
                self.drain(ready)
            self.result = self._ran(self._end())
        elif time.monotonic() >= self.due:
            self._end()
            name = os.path.basename(self.probe.argv[0])
            self.result = Failed(f"{name} gave no answer in {self.probe.deadline:g} s", timed_out=True)

    def _ran(self, status: int) -> Ran:
        limit, seconds = self.probe.limit, time.monotonic() - self.began
        return Ran(status, bytes(self._out[:limit]), bytes(self._err[:4096]), seconds, len(self._out) > limit)

    def _end(self) -> int:
        # The group is ended before the leader is reaped: until then nobody else can get its number.
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        for handle in self._pipes:
            os.close(handle)
        self._pipes.clear()
        for _ in range(50):
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.001)
        return -9  # it hangs in the kernel: abandoned, not waited for


def _ready(pipes: list[int], wait: float) -> list[int]:
    return select.select(pipes, [], [], wait)[0] if pipes else []


def finish(commands: list[Command]) -> None:
    """Wait until every command has its result; all are read side by side, so that none waits for another's pipe."""
    while open_ := [command for command in commands if command.result is None]:
        pipes = [pipe for command in open_ for pipe in command.pipes]
        wait = max(0.0, min(0.02, min(command.due for command in open_) - time.monotonic()))
        if pipes:
            ready = _ready(pipes, wait)
        else:
            ready = []
            time.sleep(min(wait, 0.002))
        for command in open_:
            command.drain(ready)
            command.settle()
