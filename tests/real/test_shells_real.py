"""The reader against the real shells: where it names a value, the shell has that value, in every kind of start."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from envdoctor.catalogue.view import Here
from envdoctor.declare import fact
from envdoctor.facts.shells import Startup, survey
from envdoctor.host.host import Host
from envdoctor.host.secrets import hide
from envdoctor.syntax.known import OWN

MARK = {name: shutil.which(name) for name in ("bash", "zsh", "fish", "tcsh", "dash")}


def need(shell: str) -> str:
    found = MARK[shell]
    if found is None:
        pytest.skip(f"{shell} is missing: apt-get install {shell}")
    return found


def surveyed(home: Path, files: dict[str, str | bytes], login: str) -> Startup:
    """The survey of a home that holds ``files``; ``@`` in them stands for the home's path."""
    for name, text in files.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
        path.write_bytes(data.replace(b"@HOME@", os.fsencode(home)))
    here = Here(
        home=str(home), user="zhang", uid=os.getuid(), gid=os.getgid(), shell=need(login), env={"PATH": os.environ["PATH"]}
    )
    host = Host(home=str(home), env=here.env, cwd=str(home))
    steps = survey(here)
    answers = None
    try:
        probes = next(steps)
        while True:
            answers = host.ask(list(probes))
            probes = steps.send(answers)
    except StopIteration as end:
        host.close()
        return end.value


def disagreements(found: Startup) -> list[str]:
    """Where the reader names something that the shell does not have, or misses something that it has."""
    wrong = []
    for key, reading in found.readings.items():
        reply = found.replies.get(key)
        if reply is None or reply.variables is None or reading.stopped:
            continue
        for name, variable in reading.environment.items():
            if variable.value is not None and reply.variables.get(name) != hide(name, variable.value):
                wrong.append(f"{key}: {name}: read {variable.value!r}, asked {reply.variables.get(name)!r}")
        if reading.fog is None:
            missed = set(reply.variables) - set(reading.environment) - OWN
            wrong += [f"{key}: {name}: not read, asked {reply.variables[name]!r}" for name in sorted(missed)]
    return wrong


from startup_cases import BASH, FILES, PLAIN, ZSH  # noqa: E402

PLACES = {"bash": (".bash_profile", ".bashrc"), "zsh": (".zshenv",), "dash": (".profile",)}
CASES = [
    *((shell, name, text) for shell in PLACES for name, text in PLAIN.items()),
    *(("bash", name, text) for name, text in BASH.items()),
    *(("zsh", name, text) for name, text in ZSH.items()),
]


@pytest.mark.parametrize(("shell", "name", "text"), CASES, ids=[f"{shell}-{name}" for shell, name, _ in CASES])
def test_what_is_read_is_what_the_shell_has(tmp_path: Path, shell: str, name: str, text: str) -> None:
    found = surveyed(tmp_path, {**FILES, **dict.fromkeys(PLACES[shell], text)}, shell)
    assert disagreements(found) == []
    assert any((shell, kind) in found.readings for kind in ("login", "interactive", "ssh"))
