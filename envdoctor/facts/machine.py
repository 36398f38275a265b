"""What programs built elsewhere must fit: the processor and the C library of this machine."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence

from envdoctor.catalogue.view import Here
from envdoctor.declare import fact
from envdoctor.errors import Unavailable
from envdoctor.host.probes import Answer, Look, Probe, Ran, Run, Seen
from envdoctor.i18n import _
from envdoctor.light import dataclass

LOADERS = {"x86_64": "/lib64/ld-linux-x86-64.so.2", "aarch64": "/lib/ld-linux-aarch64.so.1"}
"""Processor -> the dynamic loader that every glibc system of it has."""
_ASK = ("/usr/bin/getconf", "GNU_LIBC_VERSION")
_PATH = (("PATH", "/usr/local/bin:/usr/bin:/bin"), ("LC_ALL", "C"))


@dataclass(frozen=True, slots=True)
class Machine:
    """``processor``: ``x86_64``, ``aarch64``; empty: not known. ``glibc``: ``(2, 36)``."""

    processor: str = "x86_64"
    glibc: tuple[int, int] = (2, 36)


@fact
def machine(here: Here) -> Generator[Sequence[Probe], Sequence[Answer], Machine]:
    """Processor and C library.

    Raises:
        Unavailable: it is not this machine that is looked at, or its C library is another than glibc.
    """
    if not here.live:
        raise Unavailable(_("a folder is no machine"))
    said, *loaders = yield [
        Run(_ASK, _PATH, stamps=tuple(LOADERS.values())),
        *(Look(path) for path in LOADERS.values()),
    ]
    found = re.match(rb"glibc (\d+)\.(\d+)", said.out) if isinstance(said, Ran) else None
    if found is None:
        raise Unavailable(_("getconf does not tell a version of glibc"))
    there = [name for name, seen in zip(LOADERS, loaders, strict=True) if isinstance(seen, Seen) and seen.exists]
    return Machine(there[0] if there else "", (int(found[1]), int(found[2])))
