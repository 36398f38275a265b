"""The lock: one holder, whatever dies when, and taken over only from the certainly dead."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from envdoctor.errors import Busy, Refused
from envdoctor.journal import Paths
from envdoctor.lock import Holder, hold, look, start_of

HOLDING = """
import sys, time
from envdoctor.journal import Paths
from envdoctor.lock import hold
with hold(Paths(sys.argv[1]), 60):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""

COUNTING = """
import sys, time, os
from envdoctor.journal import Paths
from envdoctor.lock import hold
state, rounds, last = sys.argv[1], int(sys.argv[2]), sys.argv[3]
for turn in range(rounds):
    with hold(Paths(state), 120):
        handle = os.open(state + "/../inside", os.O_CREAT | os.O_EXCL)
        number = int(open(state + "/../count").read())
        time.sleep(0.002)
        open(state + "/../count", "w").write(str(number + 1))
        os.close(handle)
        os.unlink(state + "/../inside")
        if last == "die" and turn == rounds - 1:
            os.kill(os.getpid(), 9)
"""


def names(paths: Paths) -> list[str]:
    return sorted(os.listdir(paths.state)) if os.path.isdir(paths.state) else []


def child(source: str, *words: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen((sys.executable, "-c", source, *map(str, words)), stdout=subprocess.PIPE)


def held_by_child(paths: Paths, seconds: float) -> subprocess.Popen[bytes]:
    process = child(HOLDING, paths.state, seconds)
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    return process


def test_held_and_given_back(tmp_path: Path) -> None:
    paths = Paths(str(tmp_path / "a" / "state"))
    assert look(paths) is None
    with hold(paths, 0):
        holder = look(paths)
        assert holder is not None
        assert (holder.host, holder.pid, holder.start) == (socket.gethostname(), os.getpid(), start_of(os.getpid()))
        assert not holder.gone()
    assert look(paths) is None
    assert [name for name in names(paths) if name.startswith("lock")] == []


def test_given_back_after_an_error(tmp_path: Path) -> None:
    paths = Paths(str(tmp_path))
    with pytest.raises(ZeroDivisionError), hold(paths, 0):
        _ = 1 / 0
    assert names(paths) == []


def test_another_process_holds_it(tmp_path: Path) -> None:
    paths = Paths(str(tmp_path))
    process = held_by_child(paths, 60)
    begun = time.monotonic()
    with pytest.raises(Busy) as caught, hold(paths, 0.3):
        pass
    assert 0.3 <= time.monotonic() - begun < 5
    for part in (f"process {process.pid}", socket.gethostname(), " UTC", f"remove {tmp_path}/lock"):
        assert part in str(caught.value)
    assert len(names(paths)) == 2
    process.kill()
    process.wait()
    with hold(paths, 0):
        pass
    assert names(paths) == []


def test_waiting_is_rewarded(tmp_path: Path) -> None:
    paths = Paths(str(tmp_path))
    with held_by_child(paths, 0.3), hold(paths, 30):
        pass


def test_killed_before_it_is_waited_for(tmp_path: Path) -> None:
    """A killed process that nobody has waited for yet is a corpse in the process table, and holds nothing."""
    paths = Paths(str(tmp_path))
    process = held_by_child(paths, 60)
    os.kill(process.pid, signal.SIGKILL)
    while start_of(process.pid):
        time.sleep(0.01)
    with hold(paths, 0):
        pass
    process.wait()


def plant(paths: Paths, holder: Holder) -> None:
    """Make a lock that says it is held by ``holder``."""
    fields = (holder.host, holder.pid, holder.start, holder.boot, holder.space, holder.machine, holder.since, "abcdef")
    path = os.path.join(paths.state, ",".join(("lock", *map(str, fields))))
    Path(path).touch()
    os.link(path, os.path.join(paths.state, "lock"))


def me(paths: Paths) -> Holder:
    with hold(paths, 0):
        found = look(paths)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("change", "gone"),
    [
        ({"start": "1"}, True),
        ({"pid": 2**22 + 5}, True),
        ({}, False),
        ({"host": "gpu9", "start": "1"}, False),
        ({"machine": "0" * 12, "start": "1"}, False),
        ({"space": "17", "start": "1"}, False),
    ],
)
def test_who_is_certainly_dead(tmp_path: Path, change: dict[str, object], gone: bool) -> None:
    paths = Paths(str(tmp_path))
    holder = replace(me(paths), **change)  # type: ignore[arg-type]
    plant(paths, holder)
    assert holder.gone() is gone
    if gone:
        with hold(paths, 0):
            pass
        assert names(paths) == []
    else:
        with pytest.raises(Busy, match=f"process {holder.pid} on {holder.host}"), hold(paths, 0):
            pass
        assert len(names(paths)) == 2


def test_restarted_since(tmp_path: Path) -> None:
    """The boot of this very machine is another one now: its process is dead, but "localhost" may be any machine."""
    holder = replace(me(Paths(str(tmp_path))), boot="another")
    assert holder.gone() is (bool(holder.machine) and not holder.host.startswith("localhost"))
    assert not replace(holder, host="localhost").gone()
    assert not replace(holder, machine="").gone()


@pytest.mark.parametrize("name", ["lock,", "lock,a,b,c", "lock,h,0,1,b,s,m,t,r", "lock,h,-1,1,b,s,m,t,r", "elsewhere"])
def test_a_lock_that_does_not_say_whose(tmp_path: Path, name: str) -> None:
    paths = Paths(str(tmp_path))
    (tmp_path / name).touch()
    os.link(tmp_path / name, tmp_path / "lock")
    with pytest.raises(Busy, match="does not say which"), hold(paths, 0.05):
        pass
    (tmp_path / "lock").unlink()  # what the sentence says
    with hold(paths, 0):
        pass


def test_removed_by_hand_while_held(tmp_path: Path) -> None:
    """Whoever removes a living run's lock is on his own, but giving back does not take the next one's away."""
    paths = Paths(str(tmp_path))
    with hold(paths, 0):
        (tmp_path / "lock").unlink()
        process = held_by_child(paths, 60)
    assert look(paths) is not None
    process.kill()
    process.wait()


def test_an_unwritable_state_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    sentence = f"{tmp_path}/file/state: the state folder cannot be written"
    with pytest.raises(Refused, match=sentence), hold(Paths(f"{tmp_path}/file/state"), 0):
        pass
    if os.geteuid() != 0:
        tmp_path.chmod(0o500)
        with pytest.raises(Refused, match="cannot be written"), hold(Paths(f"{tmp_path}/state"), 0):
            pass
        tmp_path.chmod(0o700)


def test_a_file_system_without_hard_links(tmp_path: Path) -> None:
    def at(step: str) -> None:
        if step.startswith("link"):
            raise PermissionError(1, "Operation not permitted", "a", None, "b")

    with pytest.raises(Refused, match="makes no hard links"), hold(Paths(str(tmp_path)), 0, at=at):
        pass
    assert names(Paths(str(tmp_path))) == []


def test_never_two_at_once(tmp_path: Path) -> None:
    """Four processes, each in 25 times; two of them die while they hold it, so it is also taken over."""
    (tmp_path / "count").write_text("0")
    paths = Paths(str(tmp_path / "state"))
    children = [child(COUNTING, paths.state, 25, "die" if number % 2 else "live") for number in range(4)]
    ends = [process.wait(120) for process in children]
    assert ends == [0, -9, 0, -9]
    assert (tmp_path / "count").read_text() == "100"
    with hold(paths, 0):
        pass
    assert [name for name in names(paths) if name.startswith("lock")] == []


def test_a_dead_lock_many_want(tmp_path: Path) -> None:
    """Many find the same dead holder at once; one takes over, the others follow one by one."""
    (tmp_path / "count").write_text("0")
    paths = Paths(str(tmp_path / "state"))
    for round_ in range(3):
        process = held_by_child(paths, 60)
        children = [child(COUNTING, paths.state, 2, "live") for _ in range(6)]
        time.sleep(0.3)
        process.kill()
        assert [one.wait(120) for one in children] == [0] * 6
        process.wait()
        assert (tmp_path / "count").read_text() == str(12 * (round_ + 1))
