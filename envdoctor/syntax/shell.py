"""What a shell's start-up files set, told by reading them: which files, in which order, with which result."""

from __future__ import annotations

import os
from collections.abc import Mapping

from envdoctor.catalogue.view import Environment, Missing, Variable, View
from envdoctor.host.probes import Content, Probe, Read
from envdoctor.light import dataclass, field
from envdoctor.model import Origin
from envdoctor.syntax.evaluate import Reader
from envdoctor.syntax.known import FILLED, INTERACTIVE_VARIABLES, OWN, SHELL_VARIABLES
from envdoctor.syntax.state import FLAGS, Leave, State, Var

READ = ("bash", "zsh", "dash")
"""Shells whose files are read; others are asked."""
BASH_LOGIN = (".bash_profile", ".bash_login", ".profile")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was told.

    Attributes:
        environment: exported variables; value None: set (or perhaps set), but to what can't be told.
        files: files read, in order. looked: paths that the result depends on.
        guesses: the last certain value and place of variables whose value is in doubt.
        fog: where code ran that can't be read: since then other variables may be set too.
        stopped: the shell ends while it reads (``exit``, ``exec``).
        replaced: another program takes its place (``exec``), or may.
    """

    environment: Environment = field(default_factory=dict)
    files: tuple[str, ...] = ()
    looked: tuple[str, ...] = ()
    guesses: Environment = field(default_factory=dict)
    fog: Origin | None = None
    stopped: bool = False
    replaced: bool = False


def _begin(view: View, shell: str, start: Environment, interactive: bool) -> State:
    variables = {
        name: Var(None, origin=Origin("default"), filled=name in FILLED)
        for name in SHELL_VARIABLES[shell] + (INTERACTIVE_VARIABLES[shell] if interactive else [])
    }
    if shell != "dash":  # set by the shell, read-only
        for name in ("UID", "EUID"):
            variables[name] = Var(str(view.here.uid), origin=Origin("default"), tricky=True)
    if interactive or shell == "dash":
        variables["PS1"] = Var(None, origin=Origin("default"), filled=True)
    elif shell == "zsh":
        variables["PS1"] = Var("", origin=Origin("default"))
    for name in OWN:
        variables[name] = Var(None, origin=Origin("default"), filled=name == "PWD")
    for name, variable in start.items():
        variables[name] = Var(variable.value, True, variable.origin, variable.value, bool(variable.value))
    return State(variables)


def _prefetch(view: View, paths: list[str]) -> None:
    """Ask for all files at once, not one by one."""
    wanted: list[Probe] = [Read(view.expand(path)) for path in paths if view.expand(path) not in view.files]
    missing = [probe for probe in wanted if probe not in view.seen]
    if missing:
        raise Missing(*missing)


def candidates(shell: str, home: str, zdotdir: str | None = None) -> tuple[str, ...]:
    """Every file that shell may read at its start: the system's, then the account's, in reading order."""
    match shell:
        case "bash":
            names = ["/etc/profile", *(f"{home}/{name}" for name in BASH_LOGIN), "/etc/bash.bashrc", f"{home}/.bashrc"]
        case "zsh":
            dots = zdotdir or home
            kinds = ("zshenv", "zprofile", "zshrc", "zlogin")
            names = [path for kind in kinds for path in (f"/etc/zsh/{kind}", f"{dots}/.{kind}")]
        case "dash":
            names = ["/etc/profile", f"{home}/.profile"]
        case "fish":
            names = ["/etc/fish/config.fish", f"{home}/.config/fish/conf.d", f"{home}/.config/fish/config.fish"]
            names.append(f"{home}/.config/fish/fish_variables")
        case "tcsh":
            names = ["/etc/csh.cshrc", "/etc/csh.login", f"{home}/.tcshrc", f"{home}/.cshrc", f"{home}/.login"]
        case _:
            names = []
    return tuple(names)


class _Start:
    """The order in which one shell reads its files."""

    def __init__(self, reader: Reader, home: str) -> None:
        self.reader, self.home = reader, home

    def _file(self, path: str) -> bool:
        return self.reader.source(path) is not False

    def bash(self, kind: str) -> None:
        if kind in ("login", "interactive", "batch"):
            self._file("/etc/profile")
            for name in BASH_LOGIN:
                if self._file(f"{self.home}/{name}"):
                    break
        if kind == "login":
            self.named("BASH_ENV")
        if kind == "ssh":
            self._file(f"{self.home}/.bashrc")

    def zsh(self, kind: str) -> None:
        kinds = {"ssh": ("zshenv",), "login": ("zshenv", "zprofile", "zlogin")}
        for name in kinds.get(kind, ("zshenv", "zprofile", "zshrc", "zlogin")):
            if not self.reader.state.norcs:
                self._file(f"/etc/zsh/{name}")
            if self.reader.state.norcs:
                return
            folder = self.reader.state.get("ZDOTDIR")
            if folder is not None and (not folder.value or not folder.value.startswith("/")):
                self.reader.state.cloud(folder.origin)
                return
            self._file(f"{folder.value if folder else self.home}/.{name}")

    def dash(self, kind: str) -> None:
        if kind != "ssh":
            self._file("/etc/profile")
            self._file(f"{self.home}/.profile")
        if kind in ("interactive", "batch"):
            self.named("ENV")

    def named(self, name: str) -> None:
        """Read the file that a variable names."""
        found = self.reader.state.get(name)
        if found is None or found.value == "":
            return
        path = found.value
        if path is None or not path.startswith("/") or "$" in path or "`" in path:
            self.reader.state.cloud(found.origin)
        else:
            self._file(path)


def _result(reader: Reader, stopped: bool) -> Reading:
    state = reader.state
    exported = {name: var for name, var in state.variables.items() if var.exported is not False and name not in OWN}
    environment, guesses = dict[str, Variable](), dict[str, Variable]()
    for name, var in exported.items():
        clean = var.value if var.exported and var.value is not None and FLAGS not in var.value else None
        environment[name] = Variable(clean, var.origin)
        if clean is None and var.guess is not None and FLAGS not in var.guess:
            guesses[name] = Variable(var.guess, var.origin)
    return Reading(environment, tuple(reader.files), tuple(reader.looked), guesses, state.fog, stopped, reader.replaced)


def read_startup(view: View, shell: str, kind: str, start: Mapping[str, Variable]) -> Reading:
    """What ``shell`` makes of ``start`` when it begins.

    Args:
        view: files; what it has not seen raises :class:`~envdoctor.catalogue.view.Missing` (drive with ``asking``).
        shell: one of :data:`READ`.
        kind: ``login`` (``bash -l``), ``interactive`` (that, at a prompt), ``ssh`` (``~/.bashrc`` alone, zsh:
            ``.zshenv``, dash: nothing), ``batch`` (``interactive``, then $BASH_ENV).
        start: the environment that the shell is given.
    """
    home = start["HOME"].value if "HOME" in start else view.here.home
    interactive = kind in ("interactive", "batch")
    state = _begin(view, shell, start, interactive)
    reader = Reader(view, shell, state, interactive=interactive, login=kind != "ssh")
    home = home if home and os.path.isabs(home) else view.here.home
    _prefetch(view, list(candidates(shell, home)))
    order, stopped = _Start(reader, home), False
    try:
        getattr(order, shell)(kind)
    except Leave:
        stopped = True
    if kind != "batch" or stopped:
        return _result(reader, stopped)
    return _batch(view, reader)


def _batch(view: View, before: Reader) -> Reading:
    """A ``#!/bin/bash`` job gets the submitting shell's environment and reads only what $BASH_ENV names."""
    told = _result(before, False)
    state = _begin(view, "bash", told.environment, False)
    reader = Reader(view, "bash", state, interactive=False, login=False)
    reader.files.update(before.files)
    reader.looked.update(before.looked)
    state.fog = told.fog
    try:
        _Start(reader, view.here.home).named("BASH_ENV")
    except Leave:
        return _result(reader, True)
    return _result(reader, False)


def with_bash_env(view: View, environment: Environment) -> Reading:
    """What a bash job makes of a submitting shell's ``environment``."""
    reader = Reader(view, "bash", _begin(view, "bash", environment, False), interactive=False, login=False)
    try:
        _Start(reader, view.here.home).named("BASH_ENV")
    except Leave:
        return _result(reader, True)
    return _result(reader, False)


def contents(seen: Mapping[Probe, object], path: str) -> bytes | None:
    """What a file that was asked for holds."""
    answer = seen.get(Read(path))
    return answer.data if isinstance(answer, Content) else None
