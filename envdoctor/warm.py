"""The short way to an unchanged answer.

A check that ended well leaves what it printed, together with a mark of everything it looked at: each path, each disk's
room as far as it is shown or judged, each shell's files, envdoctor's own modules. While every mark is as it was, the
same check prints the same again. Nothing heavy is imported here: no click, re, typing or dataclasses.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from envdoctor.host.host import Host

    Key = str
    Marks = list[tuple[str, str, str, object]]

NEVER = ("--no-cache", "--help", "-h", "--lang", "--home")
"""With one of these the long way is taken."""
_VOLATILE = frozenset(
    """
    SSH_CLIENT SSH_CONNECTION SSH_TTY SSH_AUTH_SOCK SSH_AGENT_PID XDG_SESSION_ID DBUS_SESSION_BUS_ADDRESS SHLVL PWD
    OLDPWD _ WINDOWID TMUX TMUX_PANE STY WINDOW LINES GPG_TTY MOTD_SHOWN VSCODE_IPC_HOOK_CLI
    VSCODE_GIT_IPC_HANDLE
    """.split()
)
"""Variables that differ from login to login and decide nothing that is checked."""
_MOST = 8
_HOUR = 3600
_SCHEMA = 1


def folder() -> str | None:
    """The cache folder (as platformdirs names it), or None where home is not known or somebody else's.

    Under sudo the home may still be that of the person who typed it: files of root in it would lock that person out.
    """
    home = os.environ.get("HOME", "")
    try:
        if not home.startswith("/") or os.stat(home).st_uid != os.geteuid():
            return None
    except OSError:
        return None
    base = os.environ.get("XDG_CACHE_HOME", "").strip()
    return (base if base.startswith("/") else home + "/.cache") + "/envdoctor"


def key(argv: list[str]) -> Key | None:
    """Tells checks apart whose answer may differ although nothing that is looked at changed; None: never remembered."""
    if not argv or argv[0] != "check" or any(word.startswith(NEVER) for word in argv):
        return None
    from envdoctor import __version__

    try:
        size = tuple(os.get_terminal_size(1)) if os.isatty(1) else ()
        cwd = os.getcwd()
    except OSError:
        return None
    env = sorted(item for item in os.environ.items() if item[0] not in _VOLATILE)
    who = (os.getuid(), os.geteuid(), os.getgroups(), os.uname().nodename)
    whole = repr((_SCHEMA, __version__, sys.version, sys.path, argv, cwd, who, size, os.isatty(1), env))
    # Values of variables may be secrets: only a digest of them is kept.
    from envdoctor.host.own_file import digest

    return digest(whole)


def _store() -> str | None:
    place = folder()
    return place + "/answers" if place else None


def recall(wanted: Key) -> tuple[str, int] | None:
    """What the remembered check printed and its exit code, if nothing that it looked at changed since."""
    from envdoctor.host.own_file import read_own

    path = _store()
    kept = read_own(path).get(wanted) if path else None
    if not kept or not 0 <= _now() - kept[3] < _HOUR:
        return None
    return (kept[0], kept[1]) if _unchanged(kept[2]) else None


def show(printed: str, code: int) -> int:
    """Print a remembered answer; its exit code. A reader that went away is no error."""
    data = printed.encode(sys.stdout.encoding or "utf-8", "surrogateescape")
    try:
        while data:
            data = data[os.write(1, data) :]
    except BrokenPipeError:
        return code
    return code


def _now() -> float:
    import time

    return time.time()


def _unchanged(marks: list[tuple[str, str, str, Any]]) -> bool:
    from envdoctor.host.stamps import STAMPS

    far: dict[str, list[tuple[str, str, Any]]] = {}
    for kind, path, point, stamp in marks:
        if point:
            far.setdefault(point, []).append((kind, path, stamp))
        elif STAMPS[kind](path) != stamp:
            return False
    return all(_far_unchanged(marks) for marks in far.values())


def _far_unchanged(marks: list[tuple[str, str, Any]]) -> bool:
    import time

    from envdoctor.host.child import Child

    child = Child()
    try:
        for number, (kind, path, _stamp) in enumerate(marks):
            child.ask(number, "stamp " + kind, path, 0)
        until, left = time.monotonic() + 1.0, len(marks)
        while left:
            answers = child.take(until)
            if not answers:
                return False
            for number, _fine, _value, stamp in answers:
                if stamp != marks[number][2]:
                    return False
            left -= len(answers)
        return True
    finally:
        child.close()


# ---- remembering, on the long way


def marks_of(host: Host) -> Marks:
    """The marks of everything that ``host`` looked at."""
    return [(kind, path, point, stamp) for (kind, path, point), stamp in host.touched.items()]


def keep(wanted: Key, printed: str, code: int, seen: Marks) -> None:
    """Remember what was printed while ``seen`` stays as it is. A full or read-only home is no reason to complain."""
    from envdoctor.host.own_file import ROOMY, read_own, room_for, write_own
    from envdoctor.host.stamps import path_stamp

    path = _store()
    if path is None:
        return
    files = {file for module in list(sys.modules.values()) if (file := _ours(module))}
    marks = [*seen, *(("path", file, "", path_stamp(file)) for file in sorted(files))]
    marks += [("path", place, "", path_stamp(place)) for place in sys.path if place]
    known = read_own(path)
    fresh = {name: kept for name, kept in known.items() if name != wanted and 0 <= _now() - kept[3] < _HOUR}
    most = _MOST if room_for(path) >= ROOMY else 1
    newest = sorted(fresh, key=lambda name: fresh[name][3])[1 - most :] if most > 1 else []
    write_own(path, {**{name: fresh[name] for name in newest}, wanted: (printed, int(code), marks, _now())})


def _ours(module: object) -> str:
    name = getattr(module, "__name__", "")
    file = getattr(module, "__file__", None)
    return file if file and str(name).partition(".")[0].startswith("envdoctor") else ""
