"""What is known of a Python program that a job starts."""

from __future__ import annotations

import sys

from envdoctor.light import dataclass, field

LIMIT = 256 * 1024 if sys.version_info >= (3, 11) else 64 * 1024
"""Code points; a longer program is not read. Python 3.10 has no guard against expressions that are nested by the ten
thousand, which takes at least as many code points twice."""


@dataclass(frozen=True, slots=True)
class Workers:
    """Processes that load data, for one loader.

    Attributes:
        count: how many; the option's default where there is an option.
        option: the command line's option that decides, as ``--num_workers``; "" for a constant.
        line: where it stands.
    """

    count: int = 0
    option: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Program:
    """What a Python program does. None: cannot tell.

    Attributes:
        path: as the job script names it.
        trains: it surely runs a training loop. saves: it writes checkpoints as it goes. loads: it reads one back.
        unlimited: a new file is saved time and again and none is ever deleted; line: of that call; None: cannot tell.
        workers: the most workers of a data loader in it.
        catches: signals it handles itself, ``SIGTERM``; None: cannot tell.
        prints: it prints; flushes: it sees to it that what it prints appears at once.
        frameworks: those it imports.
        local: modules it imports that have to be read too before it can be said that it does not do something; empty
            where that would not be enough, or is not needed.
    """

    path: str = "train.py"
    trains: bool | None = None
    saves: bool | None = None
    loads: bool | None = None
    unlimited: int | None = None
    workers: Workers | None = None
    catches: frozenset[str] | None = None
    prints: bool | None = None
    flushes: bool | None = None
    frameworks: frozenset[str] = field(default_factory=frozenset)
    local: frozenset[str] = frozenset()
