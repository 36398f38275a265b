"""The folder for temporary files that each context is told to use, and what stands there."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field

from envdoctor.catalogue.view import Environment, Here
from envdoctor.declare import fact
from envdoctor.errors import Unavailable
from envdoctor.facts.reach import Stand, climb
from envdoctor.facts.types import Disks, Environments
from envdoctor.host.probes import Answer, Probe, Seen
from envdoctor.i18n import msg
from envdoctor.model import Advise, Origin, SetLocation

NAMES = ("TMPDIR", "TEMP", "TMP")
"""In the order in which Python's ``tempfile`` asks them; ``mktemp`` and most C programs know the first only."""

FOLDER = "tmp"
"""The name of our folder for temporary files below the account's folder on a data disk."""
_PATH = "/data1/alice/tmp"
_ORIGIN = Origin("file", "/home/alice/.bashrc", 3, "TMPDIR")
_STAND = Stand(_PATH, _PATH, Seen("folder", mode=0o700, uid=1000, gid=1000, real=_PATH, writable=True))


@dataclass(frozen=True, slots=True)
class Told:
    """A folder for temporary files, as one variable names it.

    Attributes:
        name: the variable. value: as it is set. path: absolute, normalised; a relative value is laid on the working
            folder.
        contexts: keys of ``environments`` that are told so.
        stand: what stands there, or at the nearest folder above.
    """

    name: str = "TMPDIR"
    value: str = _PATH
    path: str = _PATH
    origin: Origin = _ORIGIN
    contexts: tuple[str, ...] = ("interactive", "batch")
    stand: Stand = _STAND

    @property
    def exists(self) -> bool:
        """Something that can be used stands at the path itself."""
        return self.stand.above == self.path and self.stand.seen.exists

    @property
    def real(self) -> str:
        """The path with every symbolic link resolved, where it exists."""
        return self.stand.seen.real if self.exists and self.stand.seen.real else self.path


@dataclass(frozen=True, slots=True)
class Temp:
    """Every different folder that the contexts are told to use; ``unknown``: context key -> why it can't be told."""

    told: tuple[Told, ...] = ()
    unknown: Mapping[str, str] = field(default_factory=dict)


def configured(environment: Environment) -> str | None:
    """The name of the variable that decides: the first that is set and not empty."""
    for name in NAMES:
        variable = environment.get(name)
        if variable is not None and variable.value != "":
            return name
    return None


def ours(disks: Disks) -> str:
    """Our folder for temporary files on a data disk; an empty string where there is no target."""
    return f"{disks.target.folder}/{FOLDER}" if disks.target is not None else ""


def decided(told: Told) -> str:
    """The line that decides, or the variable where no line is known."""
    return f"{told.origin.path}:{told.origin.line}" if told.origin.path and told.origin.line else told.name


def better(told: Told, disks: Disks) -> SetLocation | Advise:
    """The wish for another folder than ``told``: ours on a data disk, which works where no line of a file decides."""
    path = ours(disks)
    if path and told.origin.kind != "file":
        return SetLocation("tmpdir", path)
    where = decided(told)
    if path:
        return Advise(msg("change {where}, to {path} for instance"), {"where": where, "path": path})
    return Advise(msg("change {where} to a folder of yours"), {"where": where})


def among(temp: Temp, bad: Callable[[Told], bool], disks: Disks | None = None) -> tuple[Told, ...]:
    """The folders of ``temp`` that are ``bad``.

    Args:
        temp: what the contexts are told.
        bad: the question.
        disks: given where the question is about the disk, which must have answered.

    Raises:
        Unavailable: none is, but for some it could not be told.
    """
    found = tuple(told for told in temp.told if bad(told))
    if found:
        return found
    for context, why in temp.unknown.items():
        raise Unavailable(f"{context}: {why}")
    for told in temp.told if disks is not None else ():
        if disks is not None and told.exists and disks.of(told.real) is None:
            raise Unavailable(f"the disk of {told.path} gave no answer")
    return ()


@fact
def temp(environments: Environments, here: Here) -> Generator[Sequence[Probe], Sequence[Answer], Temp]:
    """What every context but this process is told; this process only where nothing else could be read."""
    keys = [key for key in environments.contexts if key != "now"] or list(environments.contexts)
    groups: dict[tuple[str, str], list[str]] = {}
    unknown = {key: why for key, why in environments.unknown.items() if key != "now"}
    for key in keys:
        environment = environments.contexts[key]
        name = configured(environment)
        value = environment[name].value if name else ""
        if name and value:
            groups.setdefault((name, value), []).append(key)
        elif name:
            unknown[key] = f"{name} is set to something that only the shell knows"
    paths = {value: os.path.normpath(os.path.join(here.cwd, value)) for _name, value in groups}
    stands = yield from climb(paths.values())
    told = []
    for (name, value), contexts in groups.items():
        path = paths[value]
        if path in stands:
            origin = environments.contexts[contexts[0]][name].origin
            told.append(Told(name, value, path, origin, tuple(contexts), stands[path]))
        else:
            unknown.update(dict.fromkeys(contexts, f"the disk of {path} gave no answer"))
    return Temp(tuple(told), unknown)
