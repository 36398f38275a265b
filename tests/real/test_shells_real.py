"""The reader against the real shells: where it names a value, the shell has that value, in every kind of start."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from startup_cases import BASH, FILES, PLAIN, ZSH

from envdoctor.catalogue.view import Here, Missing, View
from envdoctor.facts.environments import _contexts, project
from envdoctor.facts.shells import Startup, survey
from envdoctor.host.host import Host
from envdoctor.host.probes import Answer, Probe, Ran
from envdoctor.host.remember import Memory
from envdoctor.host.secrets import hide
from envdoctor.syntax.ask import DEADLINE
from envdoctor.syntax.known import OWN

T = TypeVar("T")
SHELLS = {name: shutil.which(name) for name in ("bash", "zsh", "fish", "tcsh", "dash")}


def need(shell: str) -> str:
    found = SHELLS[shell]
    if found is None:
        pytest.skip(f"{shell} is missing: apt-get install {shell}")
    return found


def surveyed(
    home: Path,
    files: dict[str, str | bytes],
    login: str,
    keep: list[Ran] | None = None,
    memory: Memory | None = None,
) -> Startup:
    """The survey of a home that holds ``files``; ``@`` in them stands for the home's path."""
    for name, text in files.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
        path.write_bytes(data.replace(b"@HOME@", os.fsencode(home)))
    here = Here(
        home=str(home),
        user="zhang",
        uid=os.getuid(),
        gid=os.getgid(),
        shell=need(login),
        env={"PATH": os.environ["PATH"]},
    )
    host = Host(home=str(home), env=here.env, cwd=str(home), memory=memory)
    steps = survey(here)
    try:
        probes = next(steps)
        while True:
            answers = host.ask(list(probes))
            if keep is not None:
                keep += [answer for answer in answers if isinstance(answer, Ran)]
            probes = steps.send(answers)
    except StopIteration as end:
        host.close()
        (memory or Memory(None)).save()
        return end.value


def driven(view: View, compute: Callable[[Mapping[Probe, Answer]], T]) -> T:
    host, seen = Host(home=view.here.home, env=view.here.env), dict(view.seen)
    while True:
        try:
            return compute(seen)
        except Missing as missing:
            seen.update(zip(missing.probes, host.ask(list(missing.probes)), strict=True))


def values(found: Startup, shell: str, kind: str) -> dict[str, str]:
    reply = found.replies[shell, kind]
    assert reply.variables is not None, reply.why
    return reply.variables


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


# ---- shells that do not answer as they should


def test_a_login_shell_that_hangs_is_named_and_the_others_answer(tmp_path: Path) -> None:
    found = surveyed(tmp_path, {".bash_profile": "export A=1\nsleep 30\n", ".bashrc": "export B=1\n"}, "bash")
    (bash,) = found.shells
    assert bash.failed["login"] == (
        f"bash -l gave no answer in {DEADLINE:g} s; a line in ~/.bash_profile waits for something"
    )
    assert set(bash.failed) == set(bash.hung) == {"login", "interactive"}
    assert bash.read["login"] == (f"{tmp_path}/.bash_profile",)
    assert bash.ended == {}
    assert values(found, "bash", "ssh")["B"] == "1"


def test_a_megabyte_is_counted_and_not_kept(tmp_path: Path) -> None:
    noise = "head -c 1048576 /dev/zero | tr '\\0' s\nexport A=1\n"
    found = surveyed(tmp_path, {".bashrc": noise}, "bash")
    assert found.shells[0].answered["ssh"] == 1 << 20
    assert values(found, "bash", "ssh")["A"] == "1"


@pytest.mark.parametrize("text", ["exec zsh -l\n", "exit 1\n", "set -eu\nfalse\n"])
def test_a_shell_that_ends_is_read_instead(tmp_path: Path, text: str) -> None:
    found = surveyed(tmp_path, {".bash_profile": "export A=1\n" + text}, "bash")
    assert "ended before it could answer; a line in ~/.bash_profile ends" in found.shells[0].failed["login"]
    assert found.shells[0].hung == {}
    assert ("login" in found.shells[0].ended) is ("exec" not in text)
    assert found.readings["bash", "login"].environment["A"].value == "1"


@pytest.mark.parametrize(
    "line",
    [
        "case $- in *i*) exec true;; esac\n",
        '[ -z "$TMUX" ] && [ -n "$PS1" ] && exec true\n',
        'for one in $(echo a); do [ -n "$PS1" ] && exec true; done\n',
    ],
)
def test_a_program_in_the_place_of_the_shell_is_no_hang(tmp_path: Path, line: str) -> None:
    files = {".bash_profile": ". ~/.bashrc\n", ".bashrc": f"export A=1\n{line}"}
    (bash,) = surveyed(tmp_path, files, "bash").shells
    assert set(bash.failed) == {"interactive"}
    assert (bash.hung, bash.ended) == ({}, {})
    assert bash.read["interactive"] == (f"{tmp_path}/.bash_profile", f"{tmp_path}/.bashrc")


@pytest.mark.parametrize(("shell", "name"), [("fish", ".config/fish/config.fish"), ("tcsh", ".tcshrc")])
def test_so_for_a_shell_that_is_not_read(tmp_path: Path, shell: str, name: str) -> None:
    (found,) = surveyed(tmp_path, {name: "exec true\n"}, shell).shells
    assert set(found.failed) == {"login", "interactive", "ssh"}
    assert (found.hung, found.ended) == ({}, {})


NASTY = (
    "env() { echo hi; }\nprintf() { echo bad; }\ncommand() { echo no; }\nalias env=ls\n"
    "export -f command printf env\nset -u\nset -o noclobber\nsleep 60 &\nexport A=1\nPATH=\n"
)


def test_functions_aliases_options_and_an_empty_path_do_not_spoil_the_answer(tmp_path: Path) -> None:
    found = surveyed(tmp_path, {".bash_profile": NASTY, ".bashrc": NASTY}, "bash")
    assert [values(found, "bash", kind)["A"] for kind in ("login", "interactive", "ssh")] == ["1"] * 3
    assert found.shells[0].failed == {}


def test_no_secret_reaches_us_by_any_way(tmp_path: Path) -> None:
    text = (
        "export HF_TOKEN=hf_sesame MY_SECRET='a\nHF_TOKEN=sesame' HF_TOKEN_PATH=/a/b\necho sesame\nset -x\n: sesame\n"
    )
    found = surveyed(tmp_path, {".bashrc": text}, "bash", keep := [])
    assert values(found, "bash", "ssh")["HF_TOKEN"] == "<hidden>"
    assert values(found, "bash", "ssh")["HF_TOKEN_PATH"] == "/a/b"
    assert keep
    assert all(b"sesame" not in answer.out + answer.err for answer in keep)


FISH = "set -gx A 'x y'\nset -x B $A\nset -gx API_KEY k\nif status is-login; set -gx L 1; end\nfunction env; end\n"
TCSH = "setenv A 'x y'\nalias printf echo\nset noclobber\nsetenv API_KEY k\nif ($?prompt) setenv P 1\n"


@pytest.mark.parametrize(
    ("shell", "name", "text"), [("fish", ".config/fish/config.fish", FISH), ("tcsh", ".tcshrc", TCSH)]
)
def test_fish_and_tcsh_are_asked(tmp_path: Path, shell: str, name: str, text: str) -> None:
    found = surveyed(tmp_path, {name: text, ".login": "setenv L 1\n"}, shell)
    told = {kind: values(found, shell, kind) for kind in ("login", "interactive", "ssh")}
    assert [told[kind]["A"] for kind in told] == ["x y"] * 3
    assert [told[kind].get("L") for kind in told] == ["1", "1", None]
    assert told["ssh"]["API_KEY"] == "<hidden>"
    assert set(found.shells[0].answered.values()) == {0}
    if shell == "tcsh":
        assert [told[kind].get("P") for kind in told] == [None, "1", None]


def test_an_unchanged_home_is_not_asked_again(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {".bashrc": "date +%N > ~/ran.$$\n"}
    memory = Memory(str(tmp_path / "memory"))
    surveyed(tmp_path / "home", files, "bash", memory=memory)
    ran = len(list((tmp_path / "home").glob("ran.*")))
    surveyed(tmp_path / "home", {}, "bash", memory=memory)
    assert len(list((tmp_path / "home").glob("ran.*"))) == ran > 0
    surveyed(tmp_path / "home", {".bash_login": "export A=1\n"}, "bash", memory=memory)
    assert len(list((tmp_path / "home").glob("ran.*"))) > ran


# ---- what a plan foresees is what happens


HOOK = "if [ -r '@HOME@/env.sh' ]; then . '@HOME@/env.sh'; fi # envdoctor\n"
GUARD = "case $- in *i*) ;; *) return;; esac\n"
HOMES = [
    {".bashrc": GUARD + "export X=1\n", ".profile": ". ~/.bashrc\n"},
    {".bashrc": "export PIP_CACHE_DIR=/mine\n", ".bash_profile": ". ~/.bashrc\n"},
    {".bashrc": 'eval "$(echo export PIP_CACHE_DIR=/evil)"\n', ".profile": ". ~/.bashrc\n"},
    {".bashrc": 'eval "$(true)"\nexport X=1\n', ".profile": ". ~/.bashrc\n"},
    {".bashrc": "unset PIP_CACHE_DIR\n", ".profile": "true\n"},
]


@pytest.mark.parametrize("files", HOMES)
def test_what_is_projected_is_what_the_shell_then_has(tmp_path: Path, files: dict[str, str]) -> None:
    before = surveyed(tmp_path, dict(files), "bash")
    planned = {name: HOOK + text for name, text in files.items()} | {"env.sh": "export PIP_CACHE_DIR='/data/pip'\n"}
    told, _ = _contexts(before, before.view.here)
    laid = {str(tmp_path / name): text.replace("@HOME@", str(tmp_path)).encode() for name, text in planned.items()}
    view = before.view.lay(environments=told)
    foreseen = driven(view, lambda seen: project(replace(view, seen=seen), told, replace(view, seen=seen).lay(laid)))
    after, _ = _contexts(surveyed(tmp_path, dict(planned), "bash"), before.view.here)
    for kind in ("login", "interactive", "ssh"):
        now = {name: found.value for name, found in foreseen[kind].items()}
        assert now == {name: found.value for name, found in after[kind].items()}, kind
