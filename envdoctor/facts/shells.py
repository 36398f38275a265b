"""Which shells count on this account, and what each of them said when asked."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping, Sequence

from envdoctor.catalogue import sources
from envdoctor.catalogue.view import Here, Missing, Variable, View, asking
from envdoctor.declare import fact
from envdoctor.edits import block, own
from envdoctor.errors import EditError, Unavailable
from envdoctor.facts.types import Shell, Shells
from envdoctor.host.probes import Answer, List, Look, Probe, Read, Run, Seen, Which
from envdoctor.i18n import _
from envdoctor.light import dataclass, field
from envdoctor.model import Origin
from envdoctor.syntax.ask import ASKED, Reply, reply, run
from envdoctor.syntax.lines import sourced, written
from envdoctor.syntax.shell import BASH_LOGIN, READ, Reading, candidates, read_startup

PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games"
KNOWN = ("bash", "zsh", "fish", "tcsh", "dash")
_NAMES = {
    "bash": (*BASH_LOGIN, ".bashrc"),
    "zsh": (".zshenv", ".zprofile", ".zshrc", ".zlogin"),
    "fish": (".config/fish/config.fish",),
    "tcsh": (".tcshrc", ".cshrc", ".login"),
    "dash": (".profile",),
}
_SAYS = {"bash": "~/.bashrc", "zsh": "~/.zshrc", "fish": "~/.config/fish/config.fish", "tcsh": "~/.tcshrc"}
_DEPTH = 10
"""How far files that read other files by name are followed."""
_MOST = 200
_NAMED = 4
"""Files that a sentence names at most."""


@dataclass(frozen=True, slots=True)
class Startup:
    """Everything the shells told: what counts, what reading gave, what asking gave.

    Attributes:
        start: the clean environment that every shell began with.
        readings: (shell, kind) -> what its files say; replies: the same -> what it answered.
        view: the files that were seen. sourced: shell that is not read -> what its files read by name.
    """

    shells: tuple[Shell, ...] = ()
    start: Mapping[str, Variable] = field(default_factory=dict)
    readings: Mapping[tuple[str, str], Reading] = field(default_factory=dict)
    replies: Mapping[tuple[str, str], Reply] = field(default_factory=dict)
    view: View = field(default_factory=View)
    sourced: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


# ---- the clean environment


def clean(here: Here, environment: str | None) -> dict[str, Variable]:
    """What a shell starts with that nobody set anything for; ``environment``: text of ``/etc/environment``."""
    plain = {"HOME": here.home, "USER": here.user, "LOGNAME": here.user, "SHELL": here.shell, "PATH": PATH}
    plain["TERM"] = "dumb"
    for name in ("LANG", "XDG_RUNTIME_DIR"):
        if here.env.get(name):
            plain[name] = here.env[name]
    start = {name: Variable(value, Origin("inherited", variable=name)) for name, value in plain.items()}
    for number, line in enumerate((environment or "").split("\n"), 1):
        name, sign, value = line.strip().removeprefix("export ").partition("=")
        if sign and name.isidentifier() and "\0" not in value:
            value = value.split(" #")[0].strip() if value[:1] not in "'\"" else value
            if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
                value = value[1:-1]
            start[name] = Variable(value, Origin("file", "/etc/environment", number, name))
    return start


# ---- which shells count


def named(program: str, real: str) -> str:
    """The shell that a login program is: ``/bin/sh`` is what it leads to."""
    name = os.path.basename(program)
    if name in ("sh", "csh"):
        leads = os.path.basename(real)
        return {"sh": "dash", "csh": "tcsh"}[name] if leads not in ("zsh",) else leads
    return {"rbash": "bash"}.get(name, name)


def ours_only(text: str) -> bool:
    """A file that holds nothing but envdoctor's marker block, intact."""
    if block.BEGIN not in text:
        return False
    try:
        return block.find(text) is not None and not block.take_block(text).strip("\ufeff \t\r\n")
    except EditError:
        return False


def own_files(view: View, shell: str) -> tuple[str, ...]:
    """The account's own start-up files of a shell that exist, in reading order; none that envdoctor alone made."""
    home = view.here.home
    paths = [f"{home}/{name}" for name in _NAMES.get(shell, ())]
    if shell == "fish":
        folder = f"{home}/.config/fish/conf.d"
        names = [name for name in view.names(folder) if name.endswith(".fish") and name != "envdoctor.fish"]
        paths = [f"{folder}/{name}" for name in names] + paths
    if shell == "zsh" and (dots := view.here.env.get("ZDOTDIR", "")).startswith("/") and dots != home:
        paths += [f"{dots}/{name}" for name in _NAMES["zsh"]]
    return tuple(path for path in paths if (text := view.read(path)) is not None and not ours_only(text))


def _first(view: View, probes: Sequence[Probe]) -> None:
    missing = [probe for probe in probes if probe not in view.seen and getattr(probe, "path", "") not in view.files]
    if missing:
        raise Missing(*missing)


def _candidates(here: Here) -> list[Probe]:
    files: list[Probe] = [
        Read(path) for shell in KNOWN for path in candidates(shell, here.home) if "conf.d" not in path
    ]
    files += [Read(f"{here.home}/.config/envdoctor/{name}") for name in ("env.fish", "env.csh")]
    files += [List(f"{here.home}/.config/fish/conf.d"), Read("/etc/environment"), Look(here.shell)]
    return list(dict.fromkeys(files + [Which(name) for name in KNOWN] if here.live else files))


def counting(view: View) -> tuple[Shell, ...]:
    """The shells that count, the login shell first."""
    here = view.here
    _first(view, _candidates(here))
    login_seen = view.look(here.shell) if here.live else Seen("missing", real=here.shell)
    login = named(here.shell, login_seen.real)
    program = here.shell if login_seen.exists else None
    found = [Shell(login, program, True, own_files(view, login))]
    for name in KNOWN:
        files = own_files(view, name) if name not in (login, "dash") else ()
        if files:
            found.append(Shell(name, view.which(name) if here.live else None, False, files))
    return tuple(found)


# ---- reading and asking


Readings = dict[tuple[str, str], Reading]


def _read_all(view: View, shells: Sequence[Shell], start: Mapping[str, Variable], done: Readings) -> None:
    """Read for every kind of start; what is in ``done`` is not read again, what must be asked is asked together."""
    missing: dict[Probe, None] = {}
    for key in [(shell.name, kind) for shell in shells if shell.name in READ for kind in ASKED]:
        try:
            if key not in done:
                done[key] = read_startup(view, *key, start)
        except Missing as wanted:
            missing.update(dict.fromkeys(wanted.probes))
    if missing:
        raise Missing(*missing)


def _sourced(view: View, shell: Shell) -> tuple[str, ...]:
    """What the files of a shell that is not read depend on: what they read by name, what those read, our folders."""
    home, found, todo = view.here.home, dict[str, None](), dict.fromkeys(shell.files)
    for _level in range(_DEPTH):
        sources.need(view, *(Read(path) for path in todo if "\0" not in path))
        texts = [text for path in todo if (text := _text(view, path))]
        paths = [path for text in texts for path in sourced(text, home)]
        folders = [path for text in texts for path, pattern in written(text, home, {"HOME": home}.get) if pattern]
        sources.need(view, *map(List, folders))
        named = [f"{folder}/{name}" for folder in folders for name in _names(view, folder)]
        todo = {path: None for path in (*paths, *named) if path not in found and "\0" not in path}
        found.update(dict.fromkeys((*folders, *todo)))
        if not todo or len(found) > _MOST:
            break
    return (*found, *_own_folders(view, shell))


def _text(view: View, path: str) -> str:
    try:
        return view.read(path) or ""
    except Unavailable:
        return ""


def _names(view: View, folder: str) -> tuple[str, ...]:
    try:
        return view.names(folder)[:_MOST]
    except Unavailable:
        return ()


def _own_folders(view: View, shell: Shell) -> tuple[str, ...]:
    """The folders that our own file of the shell's family looks for."""
    family = "fish" if shell.name == "fish" else "csh"
    text = _text(view, f"{view.here.home}/.config/envdoctor/{own.FAMILIES[family]}")
    try:
        return tuple(folder for one in own.parse(family, text) for folder in one.folders) if text else ()
    except EditError:
        return ()


def _stamps(ready: Startup, shell: Shell, kind: str) -> tuple[str, ...]:
    """Every path whose change may change the shell's answer, our own files and what they would be among them."""
    home = ready.view.here.home
    paths = ["/etc/environment", "/etc/profile.d", *candidates(shell.name, home), *shell.files]
    family = {"fish": "env.fish", "tcsh": "env.csh"}.get(shell.name, "env.sh")
    paths += [f"{home}/.config/envdoctor/{family}", f"{home}/.config/fish/conf.d/envdoctor.fish"]
    paths += ready.sourced.get(shell.name, ())
    reading = ready.readings.get((shell.name, kind))
    paths += reading.looked if reading else ()
    return tuple(dict.fromkeys(path for path in paths if path.startswith("/") and "\0" not in path))


def _questions(ready: Startup) -> dict[tuple[str, str], Run]:
    env = tuple(sorted((name, variable.value or "") for name, variable in ready.start.items()))
    home = ready.view.here.home
    return {
        (shell.name, kind): run(shell.name, shell.path, kind, env, _stamps(ready, shell, kind), home)
        for shell in ready.shells
        if shell.path and shell.name in KNOWN
        for kind in ASKED
    }


def _prepared(here: Here, done: Readings, seen: Mapping[Probe, Answer]) -> Startup:
    view = View(here, seen=seen)
    shells = counting(view)
    start = clean(here, view.read("/etc/environment"))
    followed = {shell.name: _sourced(view, shell) for shell in shells if here.live and shell.name in ("fish", "tcsh")}
    _read_all(view, shells, start, done)
    return Startup(shells, start, done, view=view, sourced=followed)


def _said(shell: Shell, ready: Startup, kinds: Mapping[tuple[str, str], Reply], live: bool) -> Shell:
    mine = {kind: found for (name, kind), found in kinds.items() if name == shell.name}
    failed = {kind: found.why for kind, found in mine.items() if found.variables is None}
    hung = {kind: why for kind, why in failed.items() if mine[kind].hung}
    ended = {kind: why for kind, why in failed.items() if kind not in hung and not _replaced(ready, shell, kind)}
    if live and not mine and shell.name in KNOWN:
        failed = dict.fromkeys(ASKED, _("{shell} is not installed here", shell=shell.name))
    answered = {kind: found.before for kind, found in mine.items() if found.variables is not None or found.before}
    read = {kind: _files(ready, shell, kind) for kind in mine}
    return Shell(shell.name, shell.path, shell.login, shell.files, answered, failed, hung, ended, read)


def _replaced(ready: Startup, shell: Shell, kind: str) -> bool:
    """A start-up file puts another program in the shell's place, or may: common where ``chsh`` is impossible."""
    reading = ready.readings.get((shell.name, kind))
    if reading is not None:
        return reading.replaced
    texts = (ready.view.read(path) or "" for path in shell.files)
    lines = (line.partition("#")[0].replace(";", " ") for text in texts for line in text.split("\n") if "exec" in line)
    return any("exec" in line.split() for line in lines)


def _files(ready: Startup, shell: Shell, kind: str) -> tuple[str, ...]:
    """The account's own files that the shell reads when it starts as ``kind``, in order."""
    home, reading = ready.view.here.home, ready.readings.get((shell.name, kind))
    if reading is not None:
        own = f"{home}/.config/envdoctor/"
        return tuple(path for path in reading.files if path.startswith(f"{home}/") and not path.startswith(own))
    unread = {f"{home}/.cshrc"} if f"{home}/.tcshrc" in shell.files else set[str]()
    unread |= {f"{home}/.login"} if kind == "ssh" else set()
    return tuple(path for path in shell.files if path not in unread)


def survey(here: Here) -> Generator[Sequence[Probe], Sequence[Answer], Startup]:
    """Read the start-up files of every shell that counts, then ask all shells side by side."""
    done: Readings = {}
    ready = yield from asking(lambda seen: _prepared(here, done, seen))
    questions = _questions(ready) if here.live else {}
    answers = yield tuple(questions.values()) if questions else ()
    replies = {
        key: reply(answer, *key, _files_of(ready, key))
        for key, answer in zip(questions, answers if questions else (), strict=True)
    }
    shells = tuple(_said(shell, ready, replies, here.live) for shell in ready.shells)
    return Startup(shells, ready.start, ready.readings, replies, ready.view)


def _files_of(ready: Startup, key: tuple[str, str]) -> str:
    """The start-up files to name in a sentence about a shell that gave no answer."""
    name, kind = key
    shell = next(shell for shell in ready.shells if shell.name == name)
    reading = ready.readings.get(key)
    paths = _files(ready, shell, kind) or (reading.files if reading else ()) or (_SAYS.get(name, "~/.profile"),)
    home = ready.view.here.home
    shown = ["~" + path[len(home) :] if path.startswith(home + "/") else path for path in paths]
    return ", ".join(shown[:_NAMED]) + (", ..." if len(shown) > _NAMED else "")


@fact
def startup(here: Here) -> Generator[Sequence[Probe], Sequence[Answer], Startup]:
    """What the shells' start-up files say and what the shells answer."""
    return (yield from survey(here))


@fact
def shells(startup: Startup) -> Shells:
    """The shells that count: the login shell, and any other that has a start-up file of this account."""
    return Shells(startup.shells)
