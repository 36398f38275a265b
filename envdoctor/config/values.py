"""The policy as values. Field names are the keys of the policy file; defaults are the built-in policy."""

from __future__ import annotations

from collections.abc import Mapping

from envdoctor.catalogue.site import Site
from envdoctor.light import dataclass, field

GB = 10**9

Origin = tuple[str, int | None]
"""Where a key was set: file and 1-based line, or ``("--select", None)`` for a flag."""


@dataclass(frozen=True, slots=True)
class PerPath:
    """For the files of one pattern: rules that are left out, and rule -> severity."""

    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rules:
    """Which rules run and how.

    Attributes:
        select: codes, prefixes or names; empty for all. extend_select: added to it. ignore: taken out.
        severity: rule (or ``CODE[member]``) -> ``note``, ``warning`` or ``error``.
        settings: rule -> option -> value, checked against the rule's options by ``options_for``.
        per_path: pattern of files -> what holds for them; see ``envdoctor.select.fits`` for patterns.
    """

    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    per_path: Mapping[str, PerPath] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DataDisk:
    """A disk for big data.

    Attributes:
        path: its mount point.
        folder: an account's folder on it, with ``{user}`` for the account's name; absolute.
        nodes: ``all`` if the same disk is mounted there on every node, ``this`` if other nodes have another or none.
    """

    path: str
    folder: str
    nodes: str = "this"

    def folder_of(self, user: str) -> str:
        """The folder of the account ``user``."""
        return self.folder.replace("{user}", user)


@dataclass(frozen=True, slots=True)
class Home:
    """``shared``: home is the same on several nodes; None: told from its file system."""

    shared: bool | None = None


@dataclass(frozen=True, slots=True)
class Full:
    """A disk with less than ``percent`` and less than ``bytes`` free is meant."""

    percent: float
    bytes: int


@dataclass(frozen=True, slots=True)
class Small:
    """A disk of less than ``bytes`` in all is small."""

    bytes: int = 200 * GB


@dataclass(frozen=True, slots=True)
class Storage:
    """Disks.

    Attributes:
        data: where big data goes, best first; empty: found by looking.
        full, near: limits of free room. small: limit of the whole size.
        ignore: mount points that are never judged nor used.
    """

    data: tuple[DataDisk, ...] = ()
    home: Home = Home()
    full: Full = Full(5, 50 * GB)
    near: Full = Full(10, 200 * GB)
    small: Small = Small()
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fix:
    """``mode``: ``on``, ``safe`` (unsafe fixes cannot be opted in) or ``off`` (nothing is changed)."""

    mode: str = "on"


@dataclass(frozen=True, slots=True)
class Mirrors:
    """``wheels``: folders of this site with Python wheels, for machines without a network."""

    wheels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Config:
    """The policy in force.

    Attributes:
        origins: dotted key -> where it was set; keys at their default are absent.
        notes: what the user should know about the policy files themselves (one was not trusted, say).
        files: the policy files that were read, first to last.
        baseline: file of findings that are known already, absolute; "": none.
    """

    rules: Rules = Rules()
    storage: Storage = Storage()
    fix: Fix = Fix()
    origins: Mapping[str, Origin] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    mirrors: Mirrors = Mirrors()
    scheduler: Site = field(default_factory=Site)
    baseline: str = ""

    def origin_of(self, key: str) -> Origin | None:
        """Where ``key`` (``fix.mode``), or first something in it, or its parent was set; None for built-in values."""
        inside = next((name for name in self.origins if name.startswith(key + ".")), None)
        parts = key.split(".")
        above = (".".join(parts[:count]) for count in range(len(parts) - 1, 0, -1))
        found = key if key in self.origins else inside or next((name for name in above if name in self.origins), None)
        return None if found is None else self.origins[found]
