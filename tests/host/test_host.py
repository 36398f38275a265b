from __future__ import annotations

import os
import time

import pytest

from envdoctor.host import own_file
from envdoctor.host.child import Child
from envdoctor.host.host import Host
from envdoctor.host.probes import Content, Failed, List, Look, Names, Ran, Read, Room, Run, Seen, Space, Which
from envdoctor.host.remember import Memory

ENV = (("PATH", "/usr/bin:/bin"),)


def sh(script: str, **options) -> Run:
    return Run(("/bin/sh", "-c", script), ENV, **options)


@pytest.fixture
def host(tmp_path):
    made = Host(home=str(tmp_path), env={"PATH": "/usr/bin:/bin"}, cwd=str(tmp_path))
    yield made
    made.close()


def one(host, probe):
    return host.ask([probe])[0]


def test_look_tells_kinds_links_and_what_holds_something(host, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("1")
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to("full")
    (tmp_path / "lost").symlink_to("nowhere")
    full, empty, link, lost, none = host.ask([Look(f"~/{n}") for n in ("full", "empty", "link", "lost", "none")])
    assert isinstance(full, Seen)
    assert (full.kind, full.holds, empty.holds) == ("folder", True, False)
    assert (link.kind, link.link, link.real) == ("folder", "full", os.path.realpath(tmp_path / "full"))
    assert (lost.kind, lost.link, lost.exists) == ("link", "nowhere", False)
    assert (none.kind, none.exists, none.error) == ("missing", False, "")


def test_read_stops_at_its_limit_and_never_opens_a_pipe(host, tmp_path):
    (tmp_path / "big").write_bytes(b"x" * 100)
    os.mkfifo(tmp_path / "pipe")
    big, pipe, none = host.ask([Read("~/big", limit=10), Read("~/pipe"), Read("~/none")])
    assert big == Content(b"x" * 10, cut=True)
    assert pipe == Content(None, error="not a regular file")
    assert none == Content(None)


def test_a_nul_byte_in_a_path_is_an_answer_not_a_crash(host):
    look, read = host.ask([Look("/a\0b"), Read("/a\0b")])
    assert (look.kind, read.data) == ("missing", None)


def test_list_space_and_which(host, tmp_path):
    (tmp_path / "b").touch()
    (tmp_path / "a").touch()
    names, room, found, none = host.ask([List("~"), Space("~/not/there"), Which("sh"), Which("no-such-command")])
    assert names == Names(("a", "b"))
    assert isinstance(room, Room)
    assert 0 <= room.free <= room.total
    assert found in ("/usr/bin/sh", "/bin/sh")
    assert none is None


def test_commands_run_side_by_side_with_their_own_deadlines(host):
    began = time.monotonic()
    slow, loud, fine, none = host.ask(
        [
            sh("sleep 20", deadline=0.4),
            sh("yes x", deadline=3, limit=100_000),
            sh("echo hi; echo no >&2; exit 3"),
            Run(("/no/such/program",), ENV),
        ]
    )
    assert time.monotonic() - began < 2.5
    assert slow == Failed("sh gave no answer in 0.4 s", timed_out=True)
    assert isinstance(loud, Ran)
    assert (len(loud.out), loud.cut) == (100_000, True)
    assert (fine.status, fine.out, fine.err) == (3, b"hi\n", b"no\n")
    assert none == Failed("/no/such/program could not be started: No such file or directory")


def test_what_a_command_left_running_is_ended_with_it(host, tmp_path):
    one(host, sh(f"(sleep 1; touch {tmp_path}/late) & echo started"))
    time.sleep(1.3)
    assert not (tmp_path / "late").exists()


def test_an_answer_is_remembered_only_while_its_files_are_unchanged(tmp_path):
    (tmp_path / "rc").write_text("1")
    probe = sh(f"echo x >> {tmp_path}/log; cat {tmp_path}/rc", stamps=("~/rc",))

    def ask():
        host = Host(home=str(tmp_path), env={}, memory=Memory(str(tmp_path / "cache" / "asked")))
        answer = one(host, probe)
        host.memory.save()
        host.close()
        return answer.out

    assert (ask(), ask()) == (b"1", b"1")
    assert (tmp_path / "log").read_text() == "x\n"
    (tmp_path / "rc").write_text("22")
    assert ask() == b"22"
    assert (tmp_path / "log").read_text() == "x\nx\n"


@pytest.mark.parametrize("damage", [b"", b"\x00garbage", b"[1]"])
def test_a_damaged_or_foreign_memory_is_empty(tmp_path, damage):
    path = tmp_path / "asked"
    path.write_bytes(damage)
    path.chmod(0o600)
    assert Memory(str(path)).recall(sh("true", stamps=("/x",)), ()) is None
    path.chmod(0o666)
    assert Memory(str(path)).recall(sh("true", stamps=("/x",)), ()) is None


def test_a_foreign_mount_is_asked_through_a_child_and_gives_the_same_answers(tmp_path):
    (tmp_path / "f").write_text("data")
    host = Host(home="/", env={}, cwd="/")
    direct = host.ask([Look(str(tmp_path / "f")), Read(str(tmp_path / "f"))])
    far = Host(home="/", env={}, cwd="/")
    far._own = set()
    far.mounts = tuple(mount for mount in far.mounts if mount.point == "/")
    assert far.ask([Look(str(tmp_path / "f")), Read(str(tmp_path / "f"))]) == direct
    assert len(far._children) == 1
    far.close()
    host.close()


def test_a_child_that_hangs_is_abandoned_at_the_deadline(tmp_path):
    child = Child()
    os.kill(child._pid, 19)  # SIGSTOP: it neither answers nor ends, as if a server had died
    child.ask(1, "look", str(tmp_path), 0)
    began = time.monotonic()
    assert child.take(began + 0.2) == []
    assert 0.15 < time.monotonic() - began < 1
    child.close()


def test_a_folder_as_a_home_runs_nothing_asks_no_disk_and_shows_nothing_outside(tmp_path):
    (tmp_path / ".bashrc").write_text("x")
    host = Host(home="/home/li", env={}, root=str(tmp_path), live=False)
    rc, outside, ran, room = host.ask([Read("~/.bashrc"), Look("/etc/passwd"), sh("true"), Space("~")])
    assert rc.data == b"x"
    assert outside == Failed("a folder is checked, and this lies outside it")
    assert isinstance(ran, Failed)
    assert isinstance(room, Failed)


def test_a_folder_on_a_foreign_mount_counts_among_what_an_answer_depends_on(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "log").write_text("")
    probe = sh(f"echo x >> {tmp_path}/log", stamps=(str(tmp_path / "data"),))

    def ask():
        host = Host(home="/", env={}, memory=Memory(str(tmp_path / "cache" / "asked")))
        host._own = set()
        host.mounts = tuple(mount for mount in host.mounts if mount.point == "/")
        one(host, probe)
        host.memory.save()
        host.close()
        return (tmp_path / "log").read_text().count("x")

    assert (ask(), ask()) == (1, 1)
    (tmp_path / "data").rmdir()
    assert ask() == 2


def test_a_cache_takes_no_room_where_there_is_next_to_none(tmp_path):
    path = str(tmp_path / "cache")
    own_file.write_own(path, {"a": 1}, spare=1 << 60)
    assert not os.path.exists(path)
    own_file.write_own(path, {"a": 1})
    assert own_file.read_own(path) == {"a": 1}
    assert own_file.room_for(str(tmp_path / "not" / "there")) > 0
