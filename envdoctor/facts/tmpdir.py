"""The folder for temporary files that each context is told to use, and what stands there."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Mapping, Sequence

from envdoctor.catalogue.view import Environment, Here
from envdoctor.declare import fact
from envdoctor.errors import Unavailable
from envdoctor.facts.reach import Stand, climb
from envdoctor.facts.types import Disks, Environments
from envdoctor.host.probes import Answer, Probe, Seen
from envdoctor.i18n import _, msg
from envdoctor.light import dataclass, field
from envdoctor.model import Advise, Origin, SetLocation

NAMES = ("TMPDIR", "TEMP", "TMP")
"""In the order in which Python's ``tempfile`` asks them; ``mktemp`` and most C programs know the first only."""

DEFAULT = "/tmp"
"""Where temporary files go without a variable; Python looks further where it can't write there."""

FOLDER = "tmp"
"""The name of our folder for temporary files below the account's folder on a data disk."""

OWN = "/.config/envdoctor/"
"""Our own files lie below it: nobody is to edit those."""

LIMIT = 75
"""Bytes of a real path: the 107 of unix(7) less the 32 of Python's multiprocessing; measured with CPython 3.11."""

_PATH = "/data1/alice/tmp"
_ORIGIN = Origin("file", "/home/alice/.bashrc", 3, "TMPDIR")
_STAND = Stand(_PATH, _PATH, Seen("folder", mode=0o700, uid=1000, gid=1000, real=_PATH, writable=True))


@dataclass(frozen=True, slots=True)
class Told:
    """A folder for temporary files, as one variable names it, or the default.

    Attributes:
        name: the variable; empty where none is set. value: as it is set. path: absolute, normalised; a relative value
            is laid on the working folder.
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
    def chosen(self) -> bool:
        """A variable names it; else it is the default."""
        return bool(self.name)

    @property
    def real(self) -> str:
        """The path with every symbolic link resolved, where it exists."""
        return self.stand.seen.real if self.exists and self.stand.seen.real else self.path


@dataclass(frozen=True, slots=True)
class Temp:
    """Every different folder that the contexts use; ``unknown``: context key -> why it can't be told."""

    told: tuple[Told, ...] = ()
    unknown: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scratch:
    """Our folder for temporary files on a data disk; an empty path where there is no data disk for it.

    ``why`` says why it will not do: a fix that sets it would make what other rules report.
    """

    path: str = "/data1/alice/tmp"
    why: str = ""

    @property
    def fit(self) -> bool:
        """Temporary files may be sent there."""
        return bool(self.path) and not self.why


def configured(environment: Environment) -> str | None:
    """The name of the variable that decides: the first that is set and not empty."""
    for name in NAMES:
        variable = environment.get(name)
        if variable is not None and variable.value != "":
            return name
    return None


def decided(told: Told) -> str:
    """The line that decides, or the variable where no line is known."""
    return f"{told.origin.path}:{told.origin.line}" if told.origin.path and told.origin.line else told.name or NAMES[0]


def length(path: str) -> int:
    """Bytes of a path, as the system counts them."""
    return len(path.encode("utf-8", "surrogateescape"))


def better(told: Told, scratch: Scratch) -> SetLocation | Advise:
    """The wish for another folder than ``told``: ours on a data disk, which works where no line of a file decides."""
    ours = OWN in (told.origin.path or "")
    if scratch.fit and (ours or told.origin.kind != "file"):
        return SetLocation("tmpdir", scratch.path)
    if ours:
        text = msg("envdoctor set it, and {path} will not do any more: {why}; envdoctor undo takes it back")
        return Advise(text, {"path": scratch.path or told.path, "why": scratch.why})
    where = decided(told)
    if scratch.fit:
        return Advise(msg("change {where}, to {path} for instance"), {"where": where, "path": scratch.path})
    if scratch.path:
        text = msg("change {where} to a folder of yours; {path} will not do: {why}")
        return Advise(text, {"where": where, "path": scratch.path, "why": scratch.why})
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


def _unfit(real: str, stand: Stand, disks: Disks) -> str:
    """Why the folder ``real`` is no place for temporary files; an empty text where it is one."""
    disk = disks.of(real)
    if disk is None or not stand.usable:
        return _("this account may not write there")
    reasons = {
        _("its disk is mounted noexec"): disk.noexec,
        _("it lies in memory"): disk.memory,
        _("it lies on a network disk"): disk.network,
        _("its name has over {limit} bytes", limit=LIMIT): length(real) > LIMIT,
    }
    return next((why for why, holds in reasons.items() if holds), "")


@fact
def scratch(disks: Disks) -> Generator[Sequence[Probe], Sequence[Answer], Scratch]:
    """Our folder for temporary files below the target, and whether it will do; links to it are followed."""
    if disks.target is None:
        return Scratch("", disks.no_target)
    path = f"{disks.target.folder}/{FOLDER}"
    stand = (yield from climb([path])).get(path)
    if stand is None:
        return Scratch(path, _("its disk gave no answer"))
    below = path[len(stand.above) :].strip("/")
    real = os.path.join(stand.seen.real or stand.above, below).rstrip("/")
    return Scratch(path, _unfit(real, stand, disks))


@fact
def temp(environments: Environments, here: Here) -> Generator[Sequence[Probe], Sequence[Answer], Temp]:
    """What every context but this process is told; this process only where nothing else could be read."""
    keys = [key for key in environments.contexts if key != "now"] or list(environments.contexts)
    groups: dict[tuple[str, str], list[str]] = {}
    unknown = {key: why for key, why in environments.unknown.items() if key != "now"}
    for key in keys:
        environment = environments.contexts[key]
        name = configured(environment)
        value = environment[name].value if name else DEFAULT
        if value:
            groups.setdefault((name or "", value), []).append(key)
        else:
            unknown[key] = f"{name} is set to something that only the shell knows"
    paths = {value: os.path.normpath(os.path.join(here.cwd, value)) for _name, value in groups}
    stands = yield from climb(paths.values())
    told = []
    for (name, value), contexts in groups.items():
        path = paths[value]
        if path in stands:
            origin = environments.contexts[contexts[0]][name].origin if name else Origin("default")
            told.append(Told(name, value, path, origin, tuple(contexts), stands[path]))
        else:
            unknown.update(dict.fromkeys(contexts, f"the disk of {path} gave no answer"))
    return Temp(tuple(told), unknown)
