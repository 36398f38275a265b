"""What the facts are: frozen values with plausible defaults, so that a rule's test needs only the odd one out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from envdoctor.catalogue.rows import Place
from envdoctor.catalogue.view import Environment
from envdoctor.light import dataclass, field
from envdoctor.model import Origin

GB = 10**9


@dataclass(frozen=True, slots=True)
class Disk:
    """A mounted file system as this account sees it. Sizes in bytes; ``files`` 0: no inode limit.

    Attributes:
        point: mount point. kind: file system type. shown: the mount point, for people.
        state: ``full``, ``near``, ``small`` or ``fine`` by the policy's limits.
        inodes: ``full``, ``near`` or ``fine``.
    """

    point: str = "/home"
    kind: str = "ext4"
    total: int = 1000 * GB
    free: int = 500 * GB
    files: int = 0
    files_free: int = 0
    network: bool = False
    memory: bool = False
    noexec: bool = False
    readonly: bool = False
    state: str = "fine"
    inodes: str = "fine"


@dataclass(frozen=True, slots=True)
class Target:
    """Where this account's big data should go.

    Attributes:
        folder: the account's folder on the data disk. exists: it is there already.
        disk: the data disk. all_nodes: the policy says that it is the same on every node.
        guarded: the disk is local while home is shared or a scheduler is present: a config file would break other
            nodes and an inherited variable would break jobs there, so fixes are unsafe and by guarded variables only.
    """

    folder: str
    exists: bool
    disk: Disk
    all_nodes: bool = False
    guarded: bool = False


@dataclass(frozen=True, slots=True)
class Disks:
    """The disks that matter here.

    Attributes:
        home, tmp: the disks of home and of ``/tmp``. data: data disks, best first; empty where there is none.
        target: where big data should go, or None; ``no_target`` then says why.
        own_folders: this account's folders that exist on any data disk, also on a full one.
        unknown: mount point -> why a disk gave no answer.
    """

    home: Disk = Disk()
    tmp: Disk = Disk(point="/tmp")
    data: tuple[Disk, ...] = ()
    target: Target | None = None
    no_target: str = ""
    own_folders: tuple[str, ...] = ()
    all: Mapping[str, Disk] = field(default_factory=dict)
    unknown: Mapping[str, str] = field(default_factory=dict)

    def of(self, path: str) -> Disk | None:
        """The disk of ``path`` (absolute, links resolved), or None where it gave no answer."""
        points = [p for p in (*self.all, *self.unknown) if path == p or path.startswith(p.rstrip("/") + "/")]
        return self.all.get(max(points, key=len)) if points else None


@dataclass(frozen=True, slots=True)
class Shell:
    """A shell that counts: the login shell, or one that has a start-up file of this account.

    Attributes:
        name: ``bash``, ``zsh``, ``fish``, ``tcsh``, ``dash``. path: the program, or None if it is not installed.
        login: it is the login shell.
        files: the account's own start-up files of this shell that exist, in the order it reads them.
        answered: context kind -> what the shell printed before our mark, in bytes, for each context it answered in.
        failed: context kind -> why it gave no answer. hung: those that it was waited for in vain. ended: those in
            which it ended too early; not where a start-up file replaces it on purpose (``exec zsh -l``).
        read: context kind -> the account's own files that it reads then, in order.
    """

    name: str
    path: str | None = None
    login: bool = False
    files: tuple[str, ...] = ()
    answered: Mapping[str, int] = field(default_factory=dict)
    failed: Mapping[str, str] = field(default_factory=dict)
    hung: Mapping[str, str] = field(default_factory=dict)
    ended: Mapping[str, str] = field(default_factory=dict)
    read: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shells:
    """All shells that count, the login shell first."""

    all: tuple[Shell, ...] = (Shell("bash", "/bin/bash", True),)


@dataclass(frozen=True, slots=True)
class Environments:
    """Context key -> environment, every value with its origin; ``unknown``: context key -> why it can't be told."""

    contexts: Mapping[str, Environment] = field(default_factory=dict)
    unknown: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one tool writes, in every context that could be told.

    Attributes:
        places: context key -> place. unknown: context key -> why it can't be told.
        real: configured path, that of a hidden setting too -> the same with links resolved.
        in_use: see the design's definition.
        held: place path -> it holds something.
        left: folder that it filled before and that still holds something -> the same with links resolved.
        sides: key of a side -> its spot; in use: the user configured it, or it holds something.
        refused: cleaner's command -> what it would break here.
        absent: no program that its cleaners begin with is found on PATH, so they can't be run as they stand.
        settings: context key -> every setting that speaks, the one in force first; none where a default is in force.
    """

    row: str
    places: Mapping[str, Place] = field(default_factory=dict)
    unknown: Mapping[str, str] = field(default_factory=dict)
    real: Mapping[str, str] = field(default_factory=dict)
    held: Mapping[str, bool] = field(default_factory=dict)
    exists: Mapping[str, bool] = field(default_factory=dict)
    writable: Mapping[str, bool] = field(default_factory=dict)
    left: Mapping[str, str] = field(default_factory=dict)
    in_use: bool = True
    sides: Mapping[str, Spot] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    absent: bool = False
    settings: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Locations:
    """Row id -> spot, for every row of the catalogue."""

    spots: Mapping[str, Spot] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scheduler:
    """The batch scheduler this host belongs to: ``slurm``, ``lsf``, ``pbs`` or "" (none that spans other nodes).

    ``origin`` is the configuration it was told from.
    """

    name: str = ""
    origin: Origin = Origin("default")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that rules look into. ``path`` is shown; ``text`` holds odd bytes as surrogates, line ends as they are.

    ``shell`` and ``kind`` are set for start-up files: which shell reads it (``bash``, ``sh``, ``zsh``, ``fish``,
    ``tcsh``), and when (``login``, ``interactive``, ``always``). ``form`` is what ``envdoctor.sniff`` says of it.
    """

    path: str = "~/.bashrc"
    text: str = ""
    shell: str = ""
    kind: str = ""
    form: str = ""


def holding(value: Any, *names: str) -> frozenset[str]:
    """Those of the fields ``names`` that hold something: the signs of a fact, see ``declare.rule``."""
    return frozenset(name for name in names if getattr(value, name))
