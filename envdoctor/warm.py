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
_FEW = 1500
"""Marks of an answer that still stands with the others."""
_MANY = 100_000
"""Marks from which on looking at everything again is no gain."""
_LARGE = "answer-"
_LARGEST = 4
"""How many large answers are kept."""
_HOUR = 3600
_JUST = 2.0
"""Seconds in which a file may be written twice and have the same times: so coarse are the clocks of some servers."""
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
    if not argv or argv[0] != "check" or "-" in argv or any(word.startswith(NEVER) for word in argv):
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


def _stores(wanted: Key) -> tuple[str, str] | None:
    """Where answers are: small ones all in one file, one about many files in a file of its own."""
    place = folder()
    return (place + "/answers", f"{place}/{_LARGE}{wanted}") if place else None


def recall(wanted: Key) -> tuple[str, int] | None:
    """What the remembered check printed and its exit code, if nothing that it looked at changed since."""
    from envdoctor.host.own_file import read_own

    paths = _stores(wanted) or ()
    kept = next((found for path in reversed(paths) if (found := read_own(path).get(wanted))), None)
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


def marks_of(host: Host, packs: set[str]) -> Marks:
    """The marks of everything that ``host`` looked at, and of the modules of ``packs`` (names of their packages)."""
    from envdoctor.host.stamps import path_stamp

    marks: Marks = [(kind, path, point, stamp) for (kind, path, point), stamp in host.touched.items()]
    marks += [("path", file, "", path_stamp(file)) for file in sorted(_files(packs))]
    return marks


def just_written(host: Host, began: float) -> bool:
    """True if something that was looked at is so new that another change might leave its times as they are."""
    since = int((began - _JUST) * 1e9)
    marks = host.touched.items()
    return any(kind == "path" and len(stamp) > 1 and _newest(stamp) > since for (kind, _path, _point), stamp in marks)


def _newest(stamp: Any) -> int:
    """When the link, or what it leads to, was changed; see ``host.stamps``."""
    return max(int(stamp[1]), int(stamp[-1]))


def keep(wanted: Key, printed: str, code: int, seen: Marks) -> None:
    """Remember what was printed while ``seen`` stays as it is. A full or read-only home is no reason to complain."""
    from envdoctor.host.own_file import ROOMY, read_own, room_for, write_own
    from envdoctor.host.stamps import path_stamp

    paths = _stores(wanted)
    if paths is None or len(seen) > _MANY:
        return
    marks = [
        *seen,
        *(("path", file, "", path_stamp(file)) for file in sorted(_files({"envdoctor", "envdoctor_rules"}))),
    ]
    marks += [("path", place, "", path_stamp(place)) for place in sys.path if place]
    path, large = paths
    answer = (printed, int(code), marks, _now())
    if len(marks) > _FEW:
        _forget(os.path.dirname(large))
        write_own(large, {wanted: answer}, ROOMY)
        return
    known = read_own(path)
    fresh = {name: kept for name, kept in known.items() if name != wanted and 0 <= _now() - kept[3] < _HOUR}
    most = _MOST if room_for(path) >= ROOMY else 1
    newest = sorted(fresh, key=lambda name: fresh[name][3])[1 - most :] if most > 1 else []
    write_own(path, {**{name: fresh[name] for name in newest}, wanted: answer})


def _forget(place: str) -> None:
    """Remove all but the newest of the large answers."""
    try:
        large = [f"{place}/{name}" for name in os.listdir(place) if name.startswith(_LARGE)]
        for path in sorted(large, key=os.path.getmtime)[: 1 - _LARGEST]:
            os.unlink(path)
    except OSError:  # another run may have been faster
        return


def _files(packages: set[str]) -> set[str]:
    """Files of the modules that were loaded from ``packages``, and the folders in which a new one would be found."""
    found: set[str] = set()
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and name.partition(".")[0] in packages:
            found.add(file)
            found.update(_folders(os.path.dirname(file)) if hasattr(module, "__path__") else ())
    return found


def _folders(top: str) -> list[str]:
    try:
        with os.scandir(top) as entries:
            return [top, *(one.path for one in entries if one.name[0] not in "._" and one.is_dir())]
    except OSError:
        return []
