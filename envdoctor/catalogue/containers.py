"""Docker's daemons, the machine's and an account's own: in use or not, how they are started, where their data is."""

from __future__ import annotations

import re
from collections.abc import Callable

from envdoctor.catalogue import sources
from envdoctor.catalogue.containers_dockerd import Release, Verdict, settings, verdict
from envdoctor.catalogue.containers_json import Node, line_column
from envdoctor.catalogue.containers_unit import Unit, unit
from envdoctor.catalogue.rows import Place
from envdoctor.catalogue.view import View
from envdoctor.host.probes import Ran, Run
from envdoctor.i18n import _
from envdoctor.light import dataclass
from envdoctor.model import Origin

SOCKET = "/var/run/docker.sock"
SYSTEM_FILE = "/etc/docker/daemon.json"
CHECK = (
    "sh",
    "-c",
    "PATH=$PATH:/usr/sbin:/usr/local/sbin:/sbin; dockerd --help 2>/dev/null | grep -q -e --validate || exit 0; "
    'exec dockerd --validate --config-file "$1"',
    "dockerd",
)
"""Judges a new daemon.json where dockerd can (since 23); the path is appended."""

_PROGRAMS = tuple(f"{folder}/dockerd" for folder in ("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"))
_FOLDERS = tuple(f"{base}/systemd/system" for base in ("/etc", "/run", "/usr/lib", "/lib"))
_USER_FOLDERS = tuple(f"{base}/systemd/user" for base in ("/etc", "/run", "/usr/lib", "/lib"))
_PATH = (("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), ("LC_ALL", "C.UTF-8"))


@dataclass(frozen=True, slots=True)
class Found:
    """A daemon's settings.

    Attributes:
        file: its daemon.json. text: what that holds; None: there is none that can be read.
        unit: how it is started. release: of dockerd; None: not known.
        root: the settings as read; None: there are none, or the daemon would refuse them.
        verdict: what dockerd says to the file.
    """

    file: str
    text: str | None
    unit: Unit
    release: Release | None
    root: Node | None
    verdict: Verdict


def program(view: View, started: Unit) -> str:
    """dockerd's path, or nothing. Raises as :meth:`View.look`."""
    named = [started.program] if started.program.endswith("/dockerd") else []
    paths = [*named, *_PROGRAMS]
    seen = zip(paths, sources.looks(view, paths), strict=True)
    return next((path for path, look in seen if look.kind == "file" and look.mode & 0o111), "")


def release(view: View, path: str) -> Release | None:
    """What ``dockerd --version`` says; it only prints. None: no answer."""
    if not path:
        return None
    probe = Run((path, "--version"), _PATH, limit=4096, stamps=(path,))
    sources.need(view, probe)
    ran = view.seen[probe]
    text = ran.out.decode("utf-8", "replace") if isinstance(ran, Ran) and ran.status == 0 else ""
    numbers = re.search(r"version (\d{1,4})\.(\d{1,4})", text)
    return (int(numbers[1]), int(numbers[2])) if numbers else None


def machine_unit(view: View) -> Unit:
    """How the machine's daemon is started."""
    return unit(view, _FOLDERS, "docker.service")


def own_unit(view: View, config: str) -> Unit:
    """How the account's own daemon is started; ``config``: where its settings are, ``~/.config``."""
    return unit(view, (f"{config}/systemd/user", *_USER_FOLDERS), "docker.service")


def used(view: View) -> bool:
    """The machine's daemon is this account's business: it may talk to it, or it is root where dockerd is installed."""
    if not view.here.live:
        return False
    if view.look(SOCKET).writable:
        return True
    return view.here.uid == 0 and bool(program(view, machine_unit(view)))


def found(view: View, file: str, started: Unit) -> Found:
    """The settings of a daemon whose file is ``file`` unless its unit names another."""
    path = started.value("config-file") or file
    text = view.read(path)
    known = release(view, program(view, started)) if text is not None else None
    flags = {name: flag.values[-1] for name, flag in started.flags.items() if name != "config-file"}
    said = verdict(text, known, flags) if text is not None else Verdict()
    return Found(path, text, started, known, settings(text) if text and said.accepted else None, said)


def data_root(view: View, daemon: Found, default: Callable[[], Place]) -> Place:
    """Where the daemon keeps images, containers and volumes: the file, a flag, or ``default``."""
    if not daemon.verdict.accepted:
        said = daemon.verdict
        return sources.stops(
            "dockerd", f"{daemon.file}:{said.line}: {said.why}", Origin("file", daemon.file, said.line)
        )
    for key in ("data-root", "graph"):
        node = daemon.root.get(key) if daemon.root is not None else None
        if node is not None and isinstance(node.plain, str) and node.plain:
            line = line_column(daemon.text or "", node.at)[0]
            return _placed(view, node.plain, Origin("file", daemon.file, line))
    for name in ("data-root", "graph"):
        if value := daemon.unit.value(name):
            return _placed(view, value, daemon.unit.flags[name].origin)
    return default()


def _placed(view: View, value: str, origin: Origin) -> Place:
    if value.startswith("/"):
        return sources.placed(view, value, origin)
    note = _("not absolute: it follows the folder that the daemon is started in")
    return Place(sources.absolute(view, f"/{value}"), origin, value, note)
