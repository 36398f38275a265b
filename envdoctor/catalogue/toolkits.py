"""Which CUDA toolkit is the first for a card, and which one a module, package or path names.

Source: the release notes of the CUDA toolkits, which say for each release what compute capabilities its compiler knows.
"""

from __future__ import annotations

import re

from envdoctor.catalogue.gpus import Capability, capability
from envdoctor.late import pattern

_FIRST: tuple[tuple[Capability, tuple[int, int]], ...] = (
    ((7, 0), (9, 0)),
    ((7, 5), (10, 0)),
    ((8, 0), (11, 0)),
    ((8, 6), (11, 1)),
    ((8, 9), (11, 8)),
    ((9, 0), (11, 8)),
    ((10, 0), (12, 8)),
    ((10, 3), (12, 9)),
    ((12, 0), (12, 8)),
    ((12, 1), (12, 9)),
)
_NAMED = pattern(r"(?:^|[^a-z0-9])(?:cuda|cudatoolkit|cuda-toolkit)[-_/=]{0,2}v?(\d{1,2})\.(\d{1,2})(?![0-9])", re.I)


def first_cuda(card: str) -> tuple[int, int] | None:
    """The first CUDA that makes code for ``card`` (``A100``); None: not in the table."""
    found = capability(card)
    return dict(_FIRST).get(found) if found else None


def cuda_in(name: str) -> tuple[int, int] | None:
    """The CUDA version in a module's name, a package's or a path: ``deepmd/2.0-cuda11.3`` -> ``(11, 3)``."""
    found = _NAMED.search(name)
    return (int(found[1]), int(found[2])) if found else None
