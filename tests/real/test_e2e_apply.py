"""A student's full home, all tools used: after ``fix --apply`` every real tool writes to the data disk, everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from homes import BROKEN
from host import ENVDOCTOR, MB, File, Machine, differences, leftovers
from tools import CONTEXTS, Tools, ask

Start = Callable[..., Machine]
KIB = 1024


def broken(start: Start, tools: Tools | None = None, leave: int = MB) -> Machine:
    """A machine with the broken home, filled up."""
    machine = start(show=tools.show if tools else ())
    machine.plant(BROKEN)
    assert machine.fill(leave) <= leave
    return machine


def applied(machine: Machine, *argv: str) -> Any:
    """The JSON of a ``fix --apply`` that went well."""
    done = machine.envdoctor("fix", "--apply", "--format", "json", *argv)
    assert (done.code, done.err) == (0, ""), done
    return done.json


def test_check_finds_every_tool(machine: Start) -> None:
    home = broken(machine)
    done = home.envdoctor("check", "--format", "json")
    assert done.code == 1, done
    report: Any = done.json
    found = {(one["rule"], one["member"]) for one in report["findings"]}
    members = ("pip-cache", "conda-envs", "conda-pkgs", "uv", "npm", "huggingface", "torch-hub")
    assert {("STO101", member) for member in members} <= found
    assert "TMP101" in {rule for rule, _member in found}
    assert report["summary"]["crashed"] == 0


@pytest.mark.parametrize("leave", [2 * MB, 256 * KIB])
def test_every_tool_in_every_context(machine: Start, tools: Tools, leave: int) -> None:
    home = broken(machine, tools, leave)
    applied(home)
    home.plant({"/tmp/job.sh": File(f"#!/bin/bash\n{tools.command}\n".encode(), 0o755)})
    wrong = {}
    for context in CONTEXTS if leave == 2 * MB else ("login", "zsh", "fish", "tcsh"):
        for name, problem in _problems(ask(home, tools, context), home).items():
            wrong[context, name] = problem
    assert wrong == {}


def _problems(said: dict[str, Any], home: Machine) -> dict[str, object]:
    conda = said["conda"]
    places = {name: said[name] for name in ("pip", "uv", "npm", "hub", "tmp", "torch")}
    places |= (
        {"envs": conda["envs_dirs"][0], "pkgs": conda["pkgs_dirs"][0]} if isinstance(conda, dict) else {"conda": conda}
    )
    wrong = {name: place for name, place in places.items() if not str(place).startswith("/data1/zhang/")}
    if said["token"] != f"{home.home}/.cache/huggingface/token":
        wrong["token"] = said["token"]
    if isinstance(conda, dict) and f"{home.home}/.conda/envs" not in conda["envs_dirs"]:
        wrong["old environments"] = conda["envs_dirs"]
    return wrong


def test_a_second_apply_plans_nothing(machine: Start) -> None:
    home = broken(machine)
    first = applied(home)
    assert first["changes"]
    assert first["remaining"] == ["STO201:/home:"]  # settings do not empty the disk
    assert first["new"] == []
    after = home.manifest()
    second = applied(home)
    assert second["changes"] == []
    assert not second.get("run")
    assert differences(after, home.manifest(), leftovers(home.home)) == {}
    check = home.envdoctor("check", "--format", "json")
    rules = {one["rule"] for one in check.json["findings"]}  # type: ignore[index]
    assert not rules & {"STO101", "TMP101"}


@pytest.mark.parametrize("leave", [2 * MB, 256 * KIB])
def test_undo_puts_every_byte_back(machine: Start, leave: int) -> None:
    home = broken(machine, leave=leave)
    before = home.manifest()
    applied(home)
    assert differences(before, home.manifest()) != {}
    done = home.envdoctor("undo")
    assert done.code == 0, done
    assert differences(before, home.manifest(), _allowed(home, leave)) == {}


def test_undo_of_undo_applies_again(machine: Start) -> None:
    home = broken(machine)
    before = home.manifest()
    first = applied(home)
    then = home.manifest()
    assert home.envdoctor("undo").code == 0
    listed = home.envdoctor("undo", "--list", "--format", "json")
    assert listed.code == 0, listed
    runs: Any = listed.json
    last = runs["runs"][-1]
    assert home.envdoctor("undo", str(last["run"])).code == 0
    assert differences(then, home.manifest(), _allowed(home, MB)) == {}
    assert home.envdoctor("undo", str(first["run"])).code in (0, 1)
    assert home.envdoctor("uninstall").code == 0
    assert differences(before, home.manifest()) == {}


def test_uninstall_leaves_no_trace(machine: Start) -> None:
    home = broken(machine)
    before = home.manifest()
    assert home.envdoctor("check").code == 1
    applied(home)
    done = home.envdoctor("uninstall")
    assert done.code == 0, done
    assert differences(before, home.manifest()) == {}


def test_a_preview_writes_nothing(machine: Start) -> None:
    home = broken(machine)
    before = home.manifest()
    done = home.envdoctor("fix")
    assert (done.code, done.err) == (0, ""), done
    assert "+++ " in done.out
    assert differences(before, home.manifest(), (f"{home.home}/.cache/envdoctor",)) == {}


def test_a_preview_is_what_apply_writes(machine: Start) -> None:
    home = broken(machine)
    shown: Any = home.envdoctor("fix", "--format", "json").json
    assert applied(home)["changes"] == shown["changes"]


def _allowed(home: Machine, leave: int) -> tuple[str, ...]:
    spare = ("/data1/zhang/.envdoctor",) if leave < MB else ()  # where the journal goes when home has no room
    return (*leftovers(home.home), *spare)


@pytest.mark.parametrize("then", ["undo", "uninstall"])
def test_what_was_appended_since_stays(machine: Start, tools: Tools, then: str) -> None:
    home = broken(machine, tools)
    before = home.manifest()
    applied(home)
    mended = home.read(".bashrc")
    done = home.run(tools.conda, "init", "bash", timeout=120)
    block = home.read(".bashrc").removeprefix(mended)
    assert block.count(b">>> conda initialize >>>") == 1, done
    done = home.envdoctor(then)
    assert done.code in (0, 1), done
    assert home.read(".bashrc") == BROKEN[".bashrc"].data + block  # type: ignore[union-attr]
    changed = differences(before, home.manifest(), _allowed(home, MB))
    assert set(changed) <= {f"{home.home}/.bashrc"}, (changed, done)


def test_the_shells_say_nothing_new(machine: Start) -> None:
    home = broken(machine)
    shells = (
        ("bash", "-lic", ":"),
        ("bash", "-c", ". ~/.bashrc"),
        ("zsh", "-lic", ":"),
        ("fish", "-c", ":"),
        ("tcsh", "-c", ":"),
    )
    before = [home.run(*argv) for argv in shells]
    applied(home)
    after = [home.run(*argv) for argv in shells]
    assert [(one.code, one.out, one.err) for one in after] == [(one.code, one.out, one.err) for one in before]


def test_for_this_shell(machine: Start) -> None:
    home = broken(machine)
    applied(home)
    done = home.run("bash", "-c", f'eval "$({ENVDOCTOR} env)"; echo "$TMPDIR $TORCH_HOME"')
    assert done.out.split() == ["/data1/zhang/tmp", "/data1/zhang/cache/torch"], done
