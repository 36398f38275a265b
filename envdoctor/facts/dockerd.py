"""Docker's daemons that this account has to do with: what they are started with, and what they make of their settings.

Told from files alone; the one command that runs is ``dockerd --version``, and only where there is a daemon.json.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence

from envdoctor.catalogue.view import Here, View, asking
from envdoctor.declare import fact
from envdoctor.facts.types import Environments
from envdoctor.host.probes import Answer, Probe
from envdoctor.light import dataclass
from envdoctor.model import Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envdoctor.catalogue.containers import Found


@dataclass(frozen=True, slots=True)
class Daemon:
    """A daemon.

    Attributes:
        row: the catalogue row of its data, ``docker`` or ``docker-rootless``.
        file: its daemon.json. exists: it is there and can be read.
        release: of dockerd, ``(28, 5)``; None: not known.
        accepted: dockerd takes the file (so it does where there is none). why, line, column: if not, what is wrong.
        log_driver: of new containers. grows: their logs grow without end. log_origin: what says so.
    """

    row: str = "docker"
    file: str = "/etc/docker/daemon.json"
    exists: bool = False
    release: tuple[int, int] | None = None
    accepted: bool = True
    why: str = ""
    line: int | None = None
    column: int | None = None
    log_driver: str = "json-file"
    grows: bool = True
    log_origin: Origin = Origin("default")


@dataclass(frozen=True, slots=True)
class Daemons:
    """The machine's daemon, where this account may use it, and the account's own; None: there is none."""

    machine: Daemon | None = None
    own: Daemon | None = None


def _described(row: str, found: Found) -> Daemon:
    driver, grows, origin = _logs(found)
    said = found.verdict
    return Daemon(
        row=row,
        file=found.file,
        exists=found.text is not None,
        release=found.release,
        accepted=said.accepted,
        why=said.why,
        line=said.line,
        column=said.column,
        log_driver=driver,
        grows=grows,
        log_origin=origin,
    )


def _logs(found: Found) -> tuple[str, bool, Origin]:
    """Log driver, whether logs grow without end, and what says so: the file or a flag, never both."""
    driver, options, origin = "", {}, Origin("default")
    if found.root is not None:
        named, given = found.root.get("log-driver"), found.root.get("log-opts")
        if named is not None and isinstance(named.plain, str):
            driver, origin = named.plain, Origin("file", found.file)
        options = {key: value.plain for key, _at, value in given.members} if given is not None else {}
    driver = found.unit.value("log-driver") or driver or "json-file"
    said = found.unit.flags.get("log-opt")
    options |= dict(pair.partition("=")[::2] for pair in said.values) if said is not None else {}
    return driver, driver == "json-file" and not options.get("max-size"), origin


def _computed(seen: Mapping[Probe, Answer], here: Here, environments: Environments) -> Daemons:
    from envdoctor.catalogue import containers

    view = View(here, environments.contexts, seen)
    machine = None
    if containers.used(view):
        found = containers.found(view, containers.SYSTEM_FILE, containers.machine_unit(view))
        machine = _described("docker", found)
    config = _config(environments, here)
    own_file = containers.found(view, f"{config}/docker/daemon.json", containers.own_unit(view, config))
    return Daemons(machine, _described("docker-rootless", own_file))


def _config(environments: Environments, here: Here) -> str:
    """Where settings are, as the first context that lasts has it."""
    for context, environment in environments.contexts.items():
        variable = environment.get("XDG_CONFIG_HOME")
        if context != "now" and variable is not None and (variable.value or "").startswith("/"):
            return str(variable.value)
    return here.home + "/.config"


@fact
def daemons(here: Here, environments: Environments) -> Generator[Sequence[Probe], Sequence[Answer], Daemons]:
    """What is known of Docker's daemons without asking them: their sockets may hang."""
    return (yield from asking(lambda seen: _computed(seen, here, environments)))
