"""A helper child per foreign mount: a dead NFS server hangs whoever asks, unkillably; then the child is abandoned."""

from __future__ import annotations

import marshal
import os
import select
import time

from envdoctor.host.files import WORK
from envdoctor.host.stamps import STAMPS, kind_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_HEAD = 8


def _send(handle: int, value: tuple[Any, ...]) -> None:
    data = marshal.dumps(value)
    data = len(data).to_bytes(_HEAD, "big") + data
    while data:
        data = data[os.write(handle, data) :]


def _receive(handle: int, count: int) -> bytes:
    data = b""
    while len(data) < count:
        part = os.read(handle, count - len(data))
        if not part:
            raise EOFError
        data += part
    return data


def _serve(inbox: int, outbox: int) -> None:
    while True:
        request = marshal.loads(_receive(inbox, int.from_bytes(_receive(inbox, _HEAD), "big")))
        number, verb, path, limit = request
        only, _space, kind = verb.partition(" ")
        stamp = STAMPS[kind or kind_of(verb, path)](path)
        answer: tuple[Any, ...]
        try:
            answer = (number, True, () if only == "stamp" else WORK[verb](path, limit), stamp)
        except OSError as error:
            answer = (number, False, error.strerror or "no answer", stamp)
        _send(outbox, answer)


def _detach(keep: tuple[int, int]) -> None:
    # An abandoned child must not hold the pipe that our own caller reads.
    null = os.open(os.devnull, os.O_RDWR)
    for handle in (0, 1, 2):
        os.dup2(null, handle)
    low, high = sorted(keep)
    os.closerange(3, low)
    os.closerange(low + 1, high)
    os.closerange(high + 1, 4096)


class Child:
    """One helper. ``ask`` sends a request; ``take`` collects answers until a deadline; ``close`` lets it go."""

    def __init__(self) -> None:
        down_read, self._out = os.pipe()
        self._in, up_write = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            try:
                _detach((down_read, up_write))
                _serve(down_read, up_write)
            except (EOFError, OSError, KeyboardInterrupt):
                pass
            finally:
                os._exit(0)
        os.close(down_read)
        os.close(up_write)
        self._buffer = b""
        self.dead = False

    def ask(self, number: int, verb: str, path: str, limit: int) -> None:
        """Send one request. Requests are small; the pipe's buffer takes hundreds of them."""
        try:
            _send(self._out, (number, verb, path, limit))
        except OSError:
            self.dead = True

    def take(self, until: float) -> list[tuple[int, bool, Any, Any]]:
        """Answers that have come by ``until`` (``time.monotonic``), at least one unless it ran out of time."""
        answers: list[tuple[int, bool, Any, Any]] = []
        while not answers:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self._in], [], [], left)[0]:
                return answers
            part = os.read(self._in, 1 << 20)
            if not part:
                self.dead = True
                return answers
            self._buffer += part
            while len(self._buffer) >= _HEAD:
                size = int.from_bytes(self._buffer[:_HEAD], "big")
                if len(self._buffer) < _HEAD + size:
                    break
                answers.append(marshal.loads(self._buffer[_HEAD : _HEAD + size]))
                self._buffer = self._buffer[_HEAD + size :]
        return answers

    def close(self) -> None:
        """End it if it can be ended; one that hangs in the kernel is not waited for."""
        os.close(self._out)
        os.close(self._in)
        try:
            os.kill(self._pid, 9)
            for _ in range(5):
                if os.waitpid(self._pid, os.WNOHANG)[0]:
                    return
                time.sleep(0.001)
        except (ChildProcessError, ProcessLookupError):
            return
