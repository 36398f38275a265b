"""Graphics cards, drivers and torch builds: what fits what. Tables, and pure questions about them.

Sources: NVIDIA's list of compute capabilities; "CUDA Compatibility" (drivers: minor version compatibility within a CUDA
major); PyTorch's build scripts and release matrix for the architectures of its wheels, and ``get_arch_list()`` of
2.15.0+cu132, run. What is not in a table is unknown: no answer is given about it.
"""

from __future__ import annotations

import re

from envdoctor.light import dataclass

Capability = tuple[int, int]
"""Compute capability: ``(8, 6)``."""

_NAMES: tuple[tuple[str, Capability], ...] = (
    (r"[BG]B?300", (10, 3)),
    (r"G?B[12]00", (10, 0)),
    (r"GB10\b", (12, 1)),
    (r"RTX PRO [2-6][05]00 |RTX 50[5-9]0", (12, 0)),
    (r"H20\b|G?H[128]00", (9, 0)),
    (r"L4\b|L40S?\b|L20\b|RTX 40[5-9]0|RTX [2456]\d00 Ada|RTX 5880 Ada", (8, 9)),
    (r"A100|A800|A30\b", (8, 0)),
    (r"A40\b|A10[GM]?\b|A16\b|A2\b|RTX A[2-6]\d{3}|A6000|RTX 30[5-9]0", (8, 6)),
    (r"T4G?\b|RTX 20[6-8]0|TITAN RTX|Quadro RTX [3-8]000|GTX 16[356]0|T1000\b|T600\b|T400\b", (7, 5)),
    (r"V100|TITAN V\b|Quadro GV100", (7, 0)),
    (r"P40\b|P4\b|P6\b|GTX 10[5-8]0|(?<!GTX )TITAN Xp?\b|Quadro P[1-6]\d00", (6, 1)),
    (r"P100|Quadro GP100", (6, 0)),
    (r"M40\b|M60\b|M4\b|M6\b|GTX 9[5-8]0|GTX TITAN X|Quadro M[456]000", (5, 2)),
    (r"K80\b", (3, 7)),
)


def capability(name: str) -> Capability | None:
    """The compute capability of the card that the driver calls ``name``; None: not in the table."""
    for pattern, found in _NAMES:
        if re.search(rf"(?<![A-Za-z0-9]){'(?:' + pattern + ')'}", name):
            return found
    return None


@dataclass(frozen=True, slots=True)
class Build:
    """Official Linux x86_64 wheels of torch for one CUDA.

    Attributes:
        cuda: ``(12, 8)``. since, before: torch versions, the second exclusive; None: open.
        built: the compute capabilities that cubins are in it for.
        onwards: code for cards newer than all of these is in it too (PTX).
    """

    cuda: tuple[int, int]
    built: tuple[Capability, ...]
    since: tuple[int, int] = (1, 7)
    before: tuple[int, int] | None = None
    onwards: bool = False


_OLD: tuple[Capability, ...] = ((5, 0), (6, 0), (7, 0))
_AMPERE = (*_OLD, (7, 5), (8, 0), (8, 6))
_HOPPER = (*_AMPERE, (9, 0))
_BLACKWELL: tuple[Capability, ...] = ((7, 5), (8, 0), (8, 6), (9, 0), (10, 0), (12, 0))
BUILDS = (
    Build((10, 1), _OLD),
    Build((10, 2), _OLD),
    Build((11, 0), (*_OLD, (7, 5), (8, 0))),
    *(Build((11, minor), _AMPERE) for minor in (1, 3, 5, 6, 7)),
    *(Build(cuda, _HOPPER, (2, 0)) for cuda in ((11, 8), (12, 1), (12, 4), (12, 6))),
    Build((12, 8), _BLACKWELL, (2, 7), (2, 8), onwards=True),
    Build((12, 8), ((7, 0), *_BLACKWELL), (2, 8), onwards=True),
    Build((12, 9), ((7, 0), *_BLACKWELL), (2, 8), onwards=True),
    Build((13, 0), _BLACKWELL, (2, 9), onwards=True),
    Build((13, 2), _BLACKWELL, (2, 9), onwards=True),
)
_UNSURE = (5, 0)
"""Below it (Kepler) wheels of one version differ; nothing is said about such cards."""

_DRIVERS: dict[int, tuple[int, ...]] = {11: (450, 80, 2), 12: (525, 60, 13), 13: (580, 65, 6)}
"""CUDA major -> the oldest Linux driver that runs it, by minor version compatibility."""


def version(text: str) -> tuple[int, ...]:
    """The leading numbers of a version: ``2.15.0+cu132`` -> ``(2, 15, 0)``."""
    found = re.match(r"\d+(?:\.\d+)*", text)
    return tuple(map(int, found[0].split("."))) if found else ()


def build_of(torch: str, cuda: str) -> Build | None:
    """The official build of ``torch`` for ``cuda``; None: not in the table."""
    wanted, numbers = version(cuda)[:2], version(torch)[:2]
    for build in BUILDS:
        late = build.before is not None and numbers >= build.before
        if build.cuda == wanted and build.since <= numbers and not late:
            return build
    return None


def runs(build: Build, card: Capability) -> bool | None:
    """Whether ``build`` has code for ``card``: a cubin runs on its own major from its minor up. None: not known."""
    if card < _UNSURE:
        return None
    if any(built[0] == card[0] and built[1] <= card[1] for built in build.built):
        return True
    return build.onwards and card > max(build.built)


def fitting(cards: tuple[Capability, ...], driver: str) -> Build | None:
    """The newest build that has code for all ``cards`` and that ``driver`` runs; None: none is known."""
    for build in reversed(BUILDS):
        driven = not driver or driver_runs(driver, ".".join(map(str, build.cuda)))
        if driven and all(runs(build, card) for card in cards):
            return build
    return None


def oldest_driver(cuda: str) -> str:
    """The oldest driver for a CUDA version; empty: not known."""
    numbers = version(cuda)
    oldest = _DRIVERS.get(numbers[0]) if numbers else None
    return f"{oldest[0]}.{oldest[1]}.{oldest[2]:02d}" if oldest else ""


def driver_runs(driver: str, cuda: str) -> bool | None:
    """Whether ``driver`` (``535.129.03``) runs programs made for ``cuda``; None: not known."""
    numbers, have = version(cuda), version(driver)
    oldest = _DRIVERS.get(numbers[0]) if numbers else None
    return None if oldest is None or not have else have >= oldest
