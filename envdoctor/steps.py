"""Plans: what ``fix`` renders and apply is handed, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from envdoctor.light import dataclass, field
from envdoctor.model import Safety


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing set inside a file, so that undo can take out just that.

    Attributes:
        format: a module of ``envdoctor.edits``: ``ini``, ``yaml``, ``toml``, ``npmrc``, ``block``, ``own``.
        key: path of the key inside the file, outermost first; empty for a block.
        ours: the value, list item or block we put there.
        previous: what stood at the key before, or None if it was absent.
    """

    format: str
    key: tuple[str, ...]
    ours: str
    previous: str | None = None


@dataclass(frozen=True, slots=True)
class MakeFolder:
    """Make ``path`` (parents are steps of their own) with ``mode``."""

    path: str
    mode: int = 0o700


@dataclass(frozen=True, slots=True)
class WriteFile:
    """Give the file ``path`` (links already followed) the bytes ``after``.

    Attributes:
        before: the bytes it must still hold, or None if it must not exist.
        mode: permission bits for a file that is made; an existing one keeps its own.
        entries: what was set in it, for undo after the file changed.
        check: a command that gets the new file's path appended and must exit 0 before the rename (``bash -n``).
    """

    path: str
    before: bytes | None
    after: bytes
    mode: int = 0o600
    entries: tuple[Entry, ...] = ()
    check: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeMode:
    """Change the permission bits of ``path`` from ``before`` to ``after``."""

    path: str
    before: int
    after: int


Step = MakeFolder | WriteFile | ChangeMode


@dataclass(frozen=True, slots=True)
class Change:
    """One row of a preview: what one fix does to one path. ``diff`` is unified, empty for folders and modes."""

    path: str
    kind: str
    rule: str
    member: str | None
    safety: Safety
    diff: str = ""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A fix that this plan does not hold, why, and what the person can do instead.

    ``path`` and ``line`` are where the finding points; "" and None where it is about no file.
    """

    rule: str
    member: str | None
    safety: Safety
    reason: str
    commands: tuple[str, ...] = ()
    path: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two fixes that claim one key with different values, or the same text of a ``line``; both are withheld."""

    path: str
    key: str
    rules: tuple[str, ...]
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything ``fix --apply`` would do, in order. ``fix`` renders this value and ``--apply`` writes the same."""

    steps: tuple[Step, ...] = ()
    changes: tuple[Change, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, and for each finding what its fix is: subject -> (title, safety, why it is not in the plan)."""

    plan: Plan = Plan()
    fixes: Mapping[str, tuple[str, Safety, str]] = field(default_factory=dict)
