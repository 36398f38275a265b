"""How conda is set up in every context: what its files and variables say, and what they hide; nothing is run.

By conda 24.7 (run): ``common/configuration.py`` (search path, ``#!final``), ``gateways/disk/test.py`` (hard links).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from typing import TypeVar

from envdoctor.catalogue import condarc, parsers, sources
from envdoctor.catalogue.condabase import base
from envdoctor.catalogue.rows import Place, Row
from envdoctor.catalogue.view import Here, Missing, View
from envdoctor.declare import fact
from envdoctor.errors import Unavailable
from envdoctor.facts.reach import climb
from envdoctor.facts.types import Disks, Environments, Locations, Spot
from envdoctor.host.mountinfo import Mount, mount_of
from envdoctor.host.probes import Answer, Look, Probe, Seen
from envdoctor.light import dataclass, field
from envdoctor.model import Origin, SetLocation

T = TypeVar("T")
ROWS = {"envs_dirs": "conda-envs", "pkgs_dirs": "conda-pkgs"}
"""Key of a condarc -> the catalogue row of its place."""
_NAMES = {"envs_dirs": ("envs_dirs", "envs_path"), "pkgs_dirs": ("pkgs_dirs",)}
_BETWEEN = {"envs_dirs": ":", "pkgs_dirs": ","}
_COPYING = ("always_copy", "copy", "always_softlink", "softlink", "allow_softlinks")
_LINKLESS = frozenset("beegfs afs vfat exfat msdos fuse.s3fs fuse.goofys fuse.gcsfuse fuse.rclone".split())
"""Kinds of file system on which a file has one name only, or all its names in one folder."""
_SYSTEM = ("/etc/conda/", "/var/lib/conda/")
_LOOSE = ("", ".condarc", ".conf", ".cfg")
_KEYS = frozenset(
    "channels default_channels channel_alias channel_priority custom_channels envs_dirs envs_path pkgs_dirs solver "
    "proxy_servers ssl_verify auto_activate_base always_copy create_default_packages offline".split()
)
_SEEN = Seen("folder", real="/data1/alice/conda/envs", uid=1000, writable=True)


@dataclass(frozen=True, slots=True)
class Entry:
    """A folder that a list of conda's names, and what stands there."""

    path: str = "/data1/alice/conda/envs"
    origin: Origin = Origin("file", "/home/alice/.condarc", 2)
    seen: Seen = _SEEN


@dataclass(frozen=True, slots=True)
class Final:
    """A key whose ``#!final`` hides what stronger files and variables say. ``writable``: the file is this account's."""

    key: str = "envs_dirs"
    origin: Origin = Origin("file", "/opt/conda/.condarc", 1)
    hides: tuple[Origin, ...] = (Origin("file", "/home/alice/.condarc", 2),)
    writable: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that looks like configuration and is not used.

    ``why``: ``name`` (the variable ``origin`` names a file conda does not read), ``suffix`` (a folder of files in
    which only ``.yml`` and ``.yaml`` count), ``yaml`` (it cannot be read; ``line``: where). ``exists``: it is there.
    """

    path: str = "/home/alice/rc"
    why: str = "name"
    origin: Origin = Origin("default")
    line: int | None = None
    exists: bool = True


@dataclass(frozen=True, slots=True)
class Setup:
    """conda in one context.

    Attributes:
        base: the prefix it is installed in; empty: none was found.
        lists: key (``envs_dirs``, ``pkgs_dirs``) -> configured entries, strongest first; no defaults.
        copying: what tells it to copy or to use symbolic links on purpose, or None.
    """

    base: str = ""
    lists: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    finals: tuple[Final, ...] = ()
    unread: tuple[Unread, ...] = ()
    copying: Origin | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What a folder's files lie on: mount point, kind of file system, device number (a btrfs subvolume has its own)."""

    point: str = "/home"
    kind: str = "ext4"
    device: int = 1

    def links_to(self, other: Ground) -> bool:
        """Whether link(2) works between folders here and there: by mount, since a bind mount shares the device."""
        return self == other and self.kind not in _LINKLESS


@dataclass(frozen=True, slots=True)
class Root:
    """A folder conda is installed in. ``own``: this account may change what is installed there."""

    path: str = "/home/alice/miniconda3"
    real: str = "/home/alice/miniconda3"
    own: bool = True


@dataclass(frozen=True, slots=True)
class Conda:
    """conda in every context; empty where this account does not use it.

    Attributes:
        contexts: context key -> setup. unknown: context key -> why it can't be told.
        grounds: place of environments or packages -> what it lies on; without an entry that can't be told.
        roots: prefix -> what is known of it.
    """

    contexts: Mapping[str, Setup] = field(default_factory=dict)
    unknown: Mapping[str, str] = field(default_factory=dict)
    grounds: Mapping[str, Ground] = field(default_factory=dict)
    roots: Mapping[str, Root] = field(default_factory=dict)


def require(conda: Conda) -> None:
    """Nothing was found: make sure that every context could be told.

    Raises:
        Unavailable: one could not.
    """
    for context, why in conda.unknown.items():
        if context != "now":
            raise Unavailable(f"{context}: {why}")


def alike(conda: Conda, cause: Callable[[Setup, str], Sequence[T]]) -> dict[T, tuple[str, ...]]:
    """Every different cause, and the contexts that have it; what only this process has is left out if others are known.

    Args:
        conda: the fact.
        cause: (setup, context key) -> what is wrong there, hashable.
    """
    keys = [key for key in conda.contexts if key != "now"] or list(conda.contexts)
    found: dict[T, tuple[str, ...]] = {}
    for key in keys:
        for one in cause(conda.contexts[key], key):
            found[one] = (*found.get(one, ()), key)
    return found


def line_of(origin: Origin) -> str:
    """Where a setting stands: ``/home/alice/.condarc:2``, or the variable where no line is known."""
    if origin.kind == "file" and origin.path:
        return f"{origin.path}:{origin.line}" if origin.line else origin.path
    return origin.variable or origin.kind


# ---- one context


def _lists(view: View, context: str, prefix: str | None) -> dict[str, tuple[Entry, ...]]:
    try:
        named = {key: condarc.listed(view, context, prefix, names, _BETWEEN[key]) for key, names in _NAMES.items()}
    except sources.Stopped:
        return {}
    sources.looks(view, [item.value for items in named.values() for item in items])
    return {
        key: tuple(Entry(item.value, item.origin, view.look(item.value)) for item in items)
        for key, items in named.items()
    }


def _said(
    view: View, context: str, files: Sequence[tuple[str, str]], key: str
) -> list[tuple[str, str, condarc.Listed]]:
    """Path, text and what it says of a key, weakest first; the variables last, without a path."""
    names = _NAMES[key]
    found = [(path, text, condarc.in_file(path, text, names)) for path, text in files]
    found.append(("", "", condarc.in_variables(view, context, names, _BETWEEN[key])))
    return [(path, text, said) for path, text, said in found if said is not None]


def _finals(view: View, context: str, files: Sequence[tuple[str, str]]) -> Iterator[Final]:
    for key, names in _NAMES.items():
        try:
            said = _said(view, context, files, key)
        except sources.Stopped:
            continue  # conda gives an error: where it writes says so
        last = next((at for at, (_path, _text, one) in enumerate(said) if one.final), len(said))
        shown = {item.value for *_, one in said[: last + 1] for item in one.items}
        hidden = [item.origin for *_, one in said[last + 1 :] for item in one.items if item.value not in shown]
        if hidden:
            path, text, _one = said[last]
            nodes = parsers.yaml(text)
            line = next(nodes[name].line for name in names if name in nodes)
            writable = sources.looks(view, [path])[0].writable
            yield Final(key, Origin("file", path, line), tuple(dict.fromkeys(hidden)), writable)


def _misnamed(view: View, context: str, paths: Sequence[str]) -> Iterator[Unread]:
    """The file of CONDARC, where conda does not read one of that name."""
    if not view.value(context, "CONDARC"):
        return
    path = sources.absolute(view, paths[-1])
    name = os.path.basename(path)
    read = name in (".condarc", "condarc") or os.path.splitext(name)[1] in (".yml", ".yaml")
    seen = sources.looks(view, [path])[0]
    if not read and seen.kind != "folder":
        yield Unread(path, "name", sources.origin_of(view, context, "CONDARC"), exists=seen.exists)


def _loose(view: View, paths: Sequence[str]) -> Iterator[Unread]:
    """Files in a ``condarc.d`` that this account may change, hold settings and have another suffix."""
    folders = [path.rstrip("/") for path in paths if path.endswith("/condarc.d/") and not path.startswith(_SYSTEM)]
    names = zip(folders, sources.lists(view, folders), strict=True)
    files = [f"{folder}/{name}" for folder, held in names for name in held if os.path.splitext(name)[1] in _LOOSE]
    texts, looked = sources.reads(view, files), sources.looks(view, files)
    for path, text, seen in zip(files, texts, looked, strict=True):
        keys = {line.partition(":")[0] for line in (text or "").split("\n") if ":" in line}
        if seen.writable and keys & _KEYS:
            yield Unread(path, "suffix", Origin("file", path))


def _broken(files: Sequence[tuple[str, str]]) -> Iterator[Unread]:
    """Files that conda warns of and goes on without; on some it stops, which is another matter."""
    for path, text in files:
        if path.startswith(_SYSTEM) or condarc.simple(text):
            continue
        try:
            parsers.yaml(text)
        except parsers.Fatal:
            continue
        except parsers.Malformed as error:
            number = str(error).rpartition("(line ")[2].rstrip(")")
            line = int(number) if number.isdigit() else None
            yield Unread(path, "yaml", Origin("file", path, line), line)


def _setup(view: View, context: str) -> Setup:
    prefix = base(view, context)
    paths = condarc.search_path(view, context, prefix)
    files = condarc.files(view, context, prefix)
    return Setup(
        prefix or "",
        _lists(view, context, prefix),
        tuple(_finals(view, context, files)),
        (*_misnamed(view, context, paths), *_loose(view, paths), *_broken(files)),
        condarc.switched_on(view, context, prefix, _COPYING),
    )


# ---- the fact


def _setups(
    environments: Environments, here: Here
) -> Generator[Sequence[Probe], Sequence[Answer], tuple[dict[str, Setup], dict[str, str]]]:
    """Every context's setup; what all of them need next is asked together."""
    seen: dict[Probe, Answer] = {}
    view = View(here, environments.contexts, seen)
    while True:
        wanted: dict[Probe, None] = {}
        found: dict[str, Setup] = {}
        unknown = dict(environments.unknown)
        for context in environments.contexts:
            try:
                found[context] = _setup(view, context)
            except Missing as missing:
                wanted.update(dict.fromkeys(missing.probes))
            except Unavailable as why:
                unknown[context] = str(why)
        if not wanted:
            return found, unknown
        probes = tuple(wanted)
        seen.update(zip(probes, (yield probes), strict=True))


def _grounds(
    spots: Sequence[Spot], mounts: Sequence[Mount]
) -> Generator[Sequence[Probe], Sequence[Answer], dict[str, Ground]]:
    stands = yield from climb([real for spot in spots for real in spot.real.values()])
    found = {}
    for path, real in ((path, real) for spot in spots for path, real in spot.real.items()):
        mount, stand = mount_of(real, mounts), stands.get(real)
        if mount is not None and stand is not None and stand.seen.exists:
            found[path] = Ground(mount.point, mount.kind, stand.seen.device)
    return found


@fact
def conda(
    environments: Environments, locations: Locations, here: Here, host_mounts: tuple[Mount, ...]
) -> Generator[Sequence[Probe], Sequence[Answer], Conda]:
    """conda's settings, folders and environments; nothing is looked at where it is not in use."""
    spots = [locations.spots[row] for row in ROWS.values() if row in locations.spots]
    if not used(locations):
        return Conda()
    setups, unknown = yield from _setups(environments, here)
    grounds = yield from _grounds(spots, host_mounts)
    prefixes = list(dict.fromkeys(setup.base for setup in setups.values() if setup.base))
    marks = yield [Look(path) for prefix in prefixes for path in (prefix, f"{prefix}/conda-meta/history")]
    roots = {}
    for prefix, stand, mark in zip(prefixes, marks[::2], marks[1::2], strict=True):
        if isinstance(stand, Seen) and stand.kind == "folder" and isinstance(mark, Seen):
            roots[prefix] = Root(prefix, stand.real, mark.kind == "file" and mark.writable)
    return Conda(setups, unknown, grounds, roots)


def landing(locations: Locations, key: str, context: str) -> Place | None:
    """Where new environments or packages land; None: nowhere, or not known."""
    spot = locations.spots.get(ROWS[key])
    place = spot.places.get(context) if spot is not None else None
    return place if place is not None and place.path is not None else None


def beside(key: str, disks: Disks, catalogue: Sequence[Row]) -> SetLocation | None:
    """The wish to have a list of conda's begin with a folder on this account's data disk; None where there is none."""
    row = next((row for row in catalogue if row.id == ROWS[key]), None)
    return SetLocation(row.id, f"{disks.target.folder}/{row.folder}") if row is not None and disks.target else None


def used(locations: Locations) -> bool:
    """This account uses conda."""
    return any(spot.in_use for row in ROWS.values() if (spot := locations.spots.get(row)) is not None)
