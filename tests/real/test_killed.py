"""``fix --apply`` killed at every system call that changes names or makes bytes durable; and two of them at once.

strace delivers SIGKILL as the n-th such call is entered, so the real program is ended at that very step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from homes import DEBIAN_PROFILE, DEBIAN_RC, SETTINGS
from host import ENVDOCTOR, File, Machine, Manifest, Tree, differences, leftovers, need
from judging import FULL

Start = Callable[..., Machine]

SMALL: Tree = {
    **SETTINGS,
    ".bashrc": File(DEBIAN_RC),
    ".profile": File(DEBIAN_PROFILE, 0o600),
    ".cache/pip/http-v2/a/b/body": File(b"\0" * 5000),
    ".npm/_cacache/content-v2/sha512/ab/cd": File(b"\0" * 5000),
    ".cache/huggingface/token": File(b"hf_secret", 0o600),
    ".cache/huggingface/hub/models--gpt2/blobs/abc": File(b"\0" * 5000),
    ".conda/pkgs/urls.txt": File(b""),
}
ROOM = 4 << 20
CALLS = {"rename": 1, "linkat": 1, "unlink": 1, "mkdir": 1, "fsync": 1 if FULL else 3}
"""System call -> at every how many of them the program is killed."""


EARLIER = ("fix", "--apply", "--select", "STO101[npm]")
"""A run that is finished before the one that is killed, and that an undo of that one must not touch."""


def _fresh(home: Machine) -> tuple[Manifest, Manifest]:
    """The account before anything, and after the earlier run."""
    home.clear(home.home, "/data1")
    home.plant(SMALL)
    home.fill(512 * 1024)
    bare = home.manifest()
    done = home.envdoctor(*EARLIER)
    assert done.code == 0, done
    return bare, home.manifest()


def _runs(home: Machine) -> list[str]:
    """Every run that left a trace, whether its journal stands or not."""
    return home.run("ls", ".local/state/envdoctor/runs").out.split()


def _kill_at(home: Machine, call: str, number: int, *command: str) -> bool:
    """Run ``fix --apply`` (or ``command``) and kill it at its ``number``-th ``call``; False if it made fewer."""
    inject = f"inject={call}:signal=SIGKILL:when={number}"
    strace = ("strace", "-qq", "-o", "/tmp/trace", "-e", f"trace={call}", "-e", "signal=none")
    done = home.run(*strace, "-e", inject, ENVDOCTOR, *(command or ("fix", "--apply")), timeout=120)
    assert done.code in (0, -9), done
    return done.code == -9


def _whole(home: Machine, before: Manifest, mended: Manifest) -> None:
    """Right after the kill every file of the person's is there, as it was or as it will be."""
    now = home.manifest()
    torn = [
        path
        for path, what in before.items()
        if what[0] == "file"
        and not path.startswith(leftovers(home.home))
        and (path not in now or now[path][-1] not in (what[-1], mended[path][-1]))
    ]
    assert torn == []


def _mend(home: Machine, bare: Manifest, before: Manifest, mended: Manifest, turn: int) -> None:
    """What the person does next, by turns; in the end all is as before that run, or all is done."""
    check = home.envdoctor("check", "--select", "STO101")
    assert check.code in (0, 1), check
    begun = len(_runs(home)) > 1
    then = ("fix --apply", "undo", "uninstall")[turn % 3]
    done = home.envdoctor(*then.split())
    assert done.code == 0, done
    if then == "fix --apply":
        assert differences(mended, home.manifest(), leftovers(home.home)) == {}
        done = home.envdoctor("undo")
        assert done.code == 0, done
    spared = leftovers(home.home) if then != "uninstall" else ()
    wanted = bare if then == "uninstall" or (then == "undo" and not begun) else before
    assert differences(wanted, home.manifest(), spared) == {}, (then, begun, done)


@pytest.mark.parametrize("call", CALLS)
def test_killed_at_every_step(machine: Start, call: str) -> None:
    need("strace", "strace")
    home = machine(home=ROOM)
    _before, mended = _applied(home)
    bare, before = _fresh(home)
    number, turn = 1, 0
    while _kill_at(home, call, number):
        _whole(home, before, mended)
        _mend(home, bare, before, mended, turn)
        bare, before = _fresh(home)
        number, turn = number + CALLS[call], turn + 1
    assert turn >= 2
    assert differences(mended, home.manifest(), leftovers(home.home)) == {}


@pytest.mark.parametrize("call", ["rename", "unlink", "rmdir"])
def test_undo_killed(machine: Start, call: str) -> None:
    need("strace", "strace")
    home = machine(home=ROOM)
    before, mended = _applied(home)
    number = 1
    while _kill_at(home, call, number, "undo"):
        _whole(home, before, mended)
        listed: Any = home.envdoctor("undo", "--list", "--format", "json").json
        if (listed["runs"][-1]["kind"], listed["runs"][-1]["state"]) != ("undo", "done"):
            done = home.envdoctor("undo")
            assert done.code == 0, done
        assert differences(before, home.manifest(), leftovers(home.home)) == {}
        before, mended = _applied(home)
        number += 3
    assert number > 3
    assert differences(before, home.manifest(), leftovers(home.home)) == {}


def _applied(home: Machine) -> tuple[Manifest, Manifest]:
    _bare, before = _fresh(home)
    assert home.envdoctor("fix", "--apply").code == 0
    return before, home.manifest()


def test_two_at_once(machine: Start) -> None:
    home = machine(home=ROOM)
    _before, mended = _applied(home)
    for _round in range(3):
        _bare, before = _fresh(home)
        one = f"{ENVDOCTOR} fix --apply >/tmp/out.$n 2>&1; echo $? >/tmp/code.$n"
        done = home.run("bash", "-c", f"for n in 1 2 3; do ( {one} ) & done; wait", timeout=120)
        assert done.code == 0, done
        codes = [home.read(f"/tmp/code.{number}").strip() for number in (1, 2, 3)]
        said = [home.read(f"/tmp/out.{number}").decode() for number in (1, 2, 3)]
        assert b"0" in codes
        assert set(codes) <= {b"0", b"1"}, said
        assert all("Traceback" not in text and "a bug in envdoctor" not in text for text in said), said
        assert differences(mended, home.manifest(), leftovers(home.home)) == {}
        assert home.envdoctor("undo").code == 0
        assert differences(before, home.manifest(), leftovers(home.home)) == {}


def test_a_preview_says_that_a_fix_was_interrupted(machine: Start) -> None:
    need("strace", "strace")
    home = machine(home=ROOM)
    _fresh(home)
    assert _kill_at(home, "rename", 3)
    before = home.manifest()
    for command in ("check", "fix"):
        done = home.envdoctor(command)
        assert "interrupted" in done.out + done.err, done
    assert differences(before, home.manifest(), (f"{home.home}/.cache/envdoctor",)) == {}


@pytest.mark.parametrize("then", ["fix --apply", "undo", "uninstall"])
def test_what_became_of_an_interrupted_run_is_told(machine: Start, then: str) -> None:
    need("strace", "strace")
    home = machine(home=ROOM)
    _fresh(home)
    assert _kill_at(home, "rename", 3)
    (begun,) = set(_runs(home)) - {_runs(home)[0]}
    done = home.envdoctor(*then.split())
    assert done.code == 0, done
    assert f"The interrupted run {begun} was " in done.out, done
