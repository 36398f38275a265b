"""Sizes as people read them."""

from __future__ import annotations

_UNITS = ("B", "KB", "MB", "GB", "TB", "PB")


def size(count: float) -> str:
    """``2.4 GB``: decimal units, one digit after the point below 10.

    Disks, quotas and job memory are named in powers of ten by makers and in powers of two by some tools; one
    convention throughout keeps our own lines comparable.
    """
    value = float(max(count, 0))
    unit = 0
    while value >= 999.5 and unit < len(_UNITS) - 1:
        value /= 1000
        unit += 1
    text = f"{value:.1f}" if unit and value < 9.95 else f"{value:.0f}"
    return f"{text.removesuffix('.0')} {_UNITS[unit]}"


def percent(free: int, total: int) -> int:
    """How full in percent, rounded as ``df`` does: up, so that 100 means nothing is left."""
    return 0 if total <= 0 else min(100, -(-100 * (total - max(free, 0)) // total))
