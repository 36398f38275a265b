"""Runs chosen rules over a throw-away home on this machine, with the real shells; used by tests of single rules."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from envdoctor.catalogue.view import Here
from envdoctor.collect import collect
from envdoctor.engine import Engine, Result
from envdoctor.host.host import Host
from envdoctor.host.probes import Content, Read
from envdoctor.model import Finding, State
from envdoctor.resolve import Resolver
from envdoctor.select import selection
from envdoctor.sources import source_of
from envdoctor.syntax.startup import role_of

PATH = "/usr/local/bin:/usr/bin:/bin"
COLLECTED = collect(installed=False)


def shell(name: str) -> str:
    """The program, or a skip that says how to install it."""
    found = shutil.which(name, path=PATH)
    if found is None:
        pytest.skip(f"{name} is missing: apt-get install {name}")
    return found


def lay(home: Path, files: Mapping[str, str]) -> None:
    """Empty the home and write the files; ``->`` before a path makes a link."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    for name, text in files.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text.startswith("-> "):
            path.symlink_to(text[3:])
        else:
            path.write_bytes(text.encode("utf-8", "surrogateescape"))


def started(home: Path, *argv: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Start a real shell as a login would, with a clean environment."""
    env = {"HOME": str(home), "PATH": PATH, "USER": "zhang", "LOGNAME": "zhang", "TERM": "dumb", **more}
    return subprocess.run(
        [shell(argv[0]), *argv[1:]],
        env=env, cwd=home, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=30,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ran:
    """What rules found in a home."""

    result: Result

    def of(self, code: str) -> list[Finding]:
        """Findings of one rule."""
        return [hit.finding for hit in self.result.hits if hit.rule.code == code]

    def untold(self, code: str) -> list[str]:
        """Why a rule could not tell."""
        states = (State.SKIPPED, State.TIMED_OUT, State.CRASHED)
        return [one.reason for one in self.result.outcomes if one.rule.code == code and one.state in states]


def _start_up_files(home: Path) -> list[str]:
    """The account's own, told by their names: asking all shells for each test would take long."""
    folders = (home, home / ".config/fish", home / ".config/fish/conf.d")
    found = (str(path) for folder in folders if folder.is_dir() for path in sorted(folder.iterdir()))
    return [path for path in found if role_of(path) and os.path.isfile(path)]


def run(home: Path, *codes: str, login: str = "bash") -> Ran:
    """Run rules over the account's own start-up files, as ``check`` does."""
    program = shell(login)
    env = {"PATH": PATH, "HOME": str(home)}
    here = Here(str(home), "zhang", os.geteuid(), os.getegid(), "gpu01", program, str(home), True, env)
    host = Host(home=str(home), env=env, cwd=str(home))
    given = {"here": here, "config": None, "catalogue": COLLECTED.rows, "host_mounts": host.mounts}
    resolver = Resolver(COLLECTED.facts, given, host)
    rules = [rule for rule in COLLECTED.rules if rule.code in codes]
    try:
        paths = _start_up_files(home)
        texts = zip(paths, host.ask([Read(path) for path in paths]), strict=True)
        read = [(path, seen.data) for path, seen in texts if isinstance(seen, Content) and seen.data is not None]
        sources = [source_of(path, data, str(home)) for path, data in read]
        engine = Engine(resolver, COLLECTED.rows, selection((), (), rules, COLLECTED.rows), str(home))
        return Ran(engine.run(rules, sources))
    finally:
        host.close()
