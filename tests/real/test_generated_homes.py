"""Homes nobody would think of: applied, applied again, started in every shell, and undone exactly.

Seventy-five of them, the same every time; two hundred with ENVDOCTOR_FULL=1.

Homes are drawn from parts that people really have (blocks of conda, nvm and pyenv, guards, links into a dotfiles
folder) and from damage that happens (odd bytes, CRLF, no last newline, read-only files). Nothing may crash, get lost
or change what a shell does, but for the promised variables.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from homes import DEBIAN_PROFILE, DEBIAN_RC, GUARD, NVM_BLOCK, PYENV_BLOCK, RHEL_RC, conda_block
from host import PATH, File, Folder, Link, Machine, Tree, differences, leftovers
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from judging import FULL

Start = Callable[..., Machine]
ROOM = 8 << 20
PARTS = 8 if FULL else 3
EACH = 25
PROMISED = frozenset(
    """TMPDIR HF_HOME HF_TOKEN_PATH TORCH_HOME PIP_CACHE_DIR UV_CACHE_DIR CONDA_ENVS_DIRS CONDA_PKGS_DIRS
    NPM_CONFIG_CACHE npm_config_cache""".split()
)
"""Variables that envdoctor may set."""
MADE = {
    "/data1/zhang/tmp": "TMPDIR",
    "/data1/zhang/cache/torch": "TORCH_HOME",
    "/data1/zhang/cache/huggingface": "HF_HOME",
}
"""A folder that the plan makes -> the variable that must name it from then on, in every shell."""
_CHANGING = frozenset("_ SHLVL PWD OLDPWD RANDOM BASHPID PPID LINENO SECONDS COLUMNS LINES".split())


@dataclass(frozen=True, slots=True)
class Home:
    """A drawn home: what to plant, and the shells that have start-up files in it."""

    tree: Tree
    shells: frozenset[str]


BASH = (
    DEBIAN_RC,
    RHEL_RC,
    GUARD,
    NVM_BLOCK,
    PYENV_BLOCK,
    conda_block("/opt/miniconda3"),
    conda_block("/home/zhang/miniconda3"),
    b"export EDITOR=vim # my editor\n",
    b"export PATH=$HOME/bin:$PATH\n",
    b"alias ll='ls -l'\n",
    b'[ -z "$PS1" ] && return\n',
    b'if [ -n "$SSH_TTY" ]; then\n\texport REMOTE=1\nfi\n',
    b'mkcd() {\n    mkdir -p "$1" && cd "$1"\n}\n',
    b"umask 027\n",
    b"# caf\xe9 \xff\xfe odd bytes\n",
    "# 我的设置\nexport NAME='张'\n".encode(),
    b"export LONG=\\\n/a/b\n",
    b"cat <<'EOF' >/dev/null\nexport NOT=this\nEOF\n",
    b"export TORCH_HOME=/data1/own/torch\n",
    b"export PIP_CACHE_DIR=/tmp/pip\n",
    b"export TMPDIR=/tmp\n",
    b"\n\n   \n",
)
ZSH = (
    b"setopt no_nomatch\n",
    b"PROMPT='%n %~ '\n",
    b"autoload -Uz compinit\n",
    conda_block("/opt/miniconda3", "zsh"),
    b"export EDITOR=vim\n",
    b"[[ -o interactive ]] || return\n",
    b"# caf\xe9\n",
)
FISH = (
    b"set -gx EDITOR vim\n",
    b"if status is-interactive\n    alias ll 'ls -l'\nend\n",
    b"# caf\xc3\xa9\n",
    b"status is-login; and set -gx LOGIN 1\n",
)
TCSH = (
    b"setenv EDITOR vim\n",
    b"alias ll ls -l\n",
    b"if ( $?prompt ) then\n  set prompt = '%n '\nendif\n",
    b"# \xe9\n",
)


def _text(parts: tuple[bytes, ...]) -> st.SearchStrategy[bytes]:
    return st.builds(_damaged, st.lists(st.sampled_from(parts), max_size=5, unique=True), st.sampled_from("---nc"))


def _damaged(parts: list[bytes], damage: str) -> bytes:
    text = b"".join(parts)
    if damage == "n":
        return text.removesuffix(b"\n")
    # A shell fails on most CRLF files; comments and settings alone survive it, as in files made on Windows.
    simple = all(
        line.startswith((b"#", b"export ")) and b"\\" not in line for line in text.splitlines() if line.strip()
    )
    return text.replace(b"\n", b"\r\n") if damage == "c" and simple else text


STARTUP = {
    ".bashrc": ("bash", BASH),
    ".bash_profile": ("bash", BASH),
    ".profile": ("bash", (DEBIAN_PROFILE, b"umask 022\n", b"export EDITOR=vim\n", b"# \xff\n")),
    ".zshrc": ("zsh", ZSH),
    ".zshenv": ("zsh", ZSH[3:]),
    ".config/fish/config.fish": ("fish", FISH),
    ".tcshrc": ("tcsh", TCSH),
}
SETTINGS_OF = {
    ".config/pip/pip.conf": (
        b"[global]\ntimeout = 60\n",
        b"[install]\nno-compile = yes",
        b"# \xc3\xa9\n",
        b"[global]\r\nretries = 3\r\n",
    ),
    ".condarc": (
        b"channels:\n  - conda-forge\n",
        b"# mine\nssl_verify: true",
        b"envs_dirs:\n  - ~/envs\n",
        b"envs_dirs: [/home/zhang/e]\r\n",
    ),
    ".npmrc": (b"fund=false\n", b"; x\n//r.example.org/:_authToken=abc", b"cache=/home/zhang/.npm\n", b"\r\n"),
    ".config/uv/uv.toml": (
        b"native-tls = true\n",
        b"# x\n[pip]\nno-build = true",
        b'cache-dir = "/home/zhang/.cache/uv" # here\n',
    ),
}
TRACES_OF = (
    ".cache/pip/http/x",
    ".cache/uv/x",
    ".npm/_cacache/x",
    ".cache/huggingface/hub/x",
    ".cache/huggingface/token",
    ".cache/torch/hub/x",
    ".conda/pkgs/urls.txt",
    ".conda/envs/a/conda-meta/history",
)


@st.composite
def homes(draw: st.DrawFn) -> Home:
    """A home with some start-up files, some settings, and traces of some tools."""
    tree: dict[str, File | Folder | Link] = {}
    shells = {"bash"}
    for path, (shell, parts) in STARTUP.items():
        if draw(st.booleans()):
            shells.add(shell)
            _place(draw, tree, path, draw(_text(parts)))
    for path, texts in SETTINGS_OF.items():
        if draw(st.booleans()):
            _place(draw, tree, path, draw(st.sampled_from(texts)))
    for path in draw(st.lists(st.sampled_from(TRACES_OF), min_size=1, unique=True)):
        tree[path] = File(b"x" * 64, 0o600)
    return Home(tree, frozenset(shells))


def _place(draw: st.DrawFn, tree: dict[str, File | Folder | Link], path: str, data: bytes) -> None:
    mode = draw(st.sampled_from((0o644, 0o644, 0o600, 0o664, 0o444)))
    if draw(st.integers(0, 5)):
        tree[path] = File(data, mode)
    else:
        kept = "dotfiles/" + os.path.basename(path).lstrip(".")
        tree[kept] = File(data, mode)
        tree[path] = Link(os.path.relpath(kept, os.path.dirname(path) or "."))


STARTS = {
    "bash": (("bash", "-lc", "{}"), ("bash", "-lic", "{}"), ("bash", "-c", "[ ! -f ~/.bashrc ] || . ~/.bashrc; {}")),
    "zsh": (("zsh", "-c", "{}"), ("zsh", "-lic", "{}")),
    "fish": (("fish", "-c", "{}"),),
    "tcsh": (("tcsh", "-c", "{}"),),
}


def _starts(machine: Machine, home: Home) -> dict[tuple[str, ...], tuple[object, ...]]:
    """What each shell prints, complains about and leaves in the environment."""
    found: dict[tuple[str, ...], tuple[object, ...]] = {}
    plain = {"HOME": machine.home, "USER": "zhang", "LOGNAME": "zhang", "PATH": PATH, "TERM": "dumb", "LANG": "C.UTF-8"}
    for shell in sorted(home.shells):
        for argv in STARTS[shell]:
            command = [part.replace("{}", "echo @; /usr/bin/env -0") for part in argv]
            done = machine.run(*command, env={**plain, "SHELL": f"/usr/bin/{shell}"}, timeout=20)
            printed, _mark, listed = done.out.partition("@\n")
            pairs = (item.split("=", 1) for item in listed.split("\0") if "=" in item)
            values = {name: value for name, value in pairs if name not in _CHANGING}
            found[argv] = (done.code, printed, done.err, values)
    return found


def _promised(
    before: dict[tuple[str, ...], tuple[object, ...]], after: dict[tuple[str, ...], tuple[object, ...]]
) -> None:
    for argv, (code, printed, complaints, values) in before.items():
        new_code, new_printed, new_complaints, new_values = after[argv]
        assert isinstance(values, dict)
        assert isinstance(new_values, dict)
        assert (code, printed) == (new_code, new_printed), argv
        assert _lines(complaints) == _lines(new_complaints), argv
        changed = {name for name in {*values, *new_values} if values.get(name) != new_values.get(name)}
        assert changed <= PROMISED, (argv, changed)
        assert not {name for name in changed if name in values}, (argv, "a value of the person's own was replaced")
        for name in changed:
            at_home = name == "HF_TOKEN_PATH"
            assert new_values[name].startswith("/home/zhang/" if at_home else "/data1/zhang/"), (argv, name)


def _lines(complaints: object) -> list[str]:
    """A complaint names its line, which moves when lines are put before it."""
    return [re.sub(r"line \d+|:\d+:|\d+", "N", line) for line in str(complaints).splitlines()]


@pytest.mark.parametrize("part", range(PARTS))
def test_applied_and_undone(machine: Start, part: int) -> None:
    host = machine(home=ROOM)
    changed: list[bool] = []

    @seed(part)
    @settings(
        max_examples=EACH,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(homes())
    def run(home: Home) -> None:
        changed.append(_round(host, home))

    run()
    assert len(changed) == EACH
    assert sum(changed) * 10 >= EACH * 8, "too few of the homes drawn are of use"


def _round(host: Machine, home: Home) -> bool:
    """One home, from start to end; whether anything was changed in it."""
    host.clear(host.home, "/data1")
    host.plant(home.tree)
    _starts(host, home)  # what shells make at their first start is theirs
    before, was = host.manifest(), _starts(host, home)
    host.fill(512 * 1024)
    filled = host.manifest()
    first = host.envdoctor("fix", "--apply", "--format", "json")
    assert first.code == 0, first
    after = host.manifest()
    again = host.envdoctor("fix", "--apply", "--format", "json")
    assert again.code == 0, again
    assert again.json["changes"] == []  # type: ignore[index]
    assert differences(after, host.manifest(), leftovers(host.home)) == {}
    now = _starts(host, home)
    _promised(was, now)
    changes = first.json["changes"]  # type: ignore[index]
    _kept({change["path"] for change in changes}, now)
    if changes:
        done = host.envdoctor("undo")
        assert done.code == 0, done
    assert differences(filled, host.manifest(), leftovers(host.home)) == {}
    assert differences(before, host.manifest(), (*leftovers(host.home), f"{host.home}/results.bin")) == {}
    return bool(changes)


def _kept(made: set[str], now: dict[tuple[str, ...], tuple[object, ...]]) -> None:
    """What was changed works in every start of every shell that counts."""
    for folder, variable in MADE.items():
        if folder in made:
            found = {argv: values.get(variable) for argv, (*_rest, values) in now.items()}  # type: ignore[attr-defined]
            assert set(found.values()) == {folder}, (variable, found)
