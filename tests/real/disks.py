"""Real disks for tests: a folder on a roomy one, and images that are mounted where the machine has none (root)."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from host import need

_ROOMY = 250 * 10**9
"""Bytes in all: more than envdoctor calls a small disk."""


def kind_of(path: str) -> str:
    """The kind of file system that ``path`` is on."""
    with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as file:
        mounts = [(line.split()[4], line.split(" - ")[1].split()[0]) for line in file]
    real = os.path.realpath(path)
    above = [(len(point), number) for number, (point, _kind) in enumerate(mounts) if _holds(point, real)]
    return mounts[max(above)[1]][1]


def _holds(point: str, path: str) -> bool:
    return path == point or path.startswith(point.rstrip("/") + "/")


def is_roomy(path: str) -> bool:
    """Whether ``path`` is on a disk that a healthy account could be on."""
    room = os.statvfs(path)
    total, free = room.f_blocks * room.f_frsize, room.f_bavail * room.f_frsize
    return kind_of(path) not in ("overlay", "tmpfs") and total >= _ROOMY and free * 5 >= total


def need_root(why: str) -> None:
    """Skip unless this runs as root."""
    if os.geteuid():
        pytest.skip(f"{why} needs root; run this test with sudo")


@contextmanager
def image(folder: str, size: int, options: str = "loop") -> Iterator[str]:
    """A new btrfs of ``size`` bytes, sparse, mounted; yields its mount point."""
    need_root("mounting a disk image")
    mkfs = need("mkfs.btrfs", "btrfs-progs")
    disk, point = os.path.join(folder, "disk.img"), os.path.join(folder, "mounted")
    os.mkdir(point)
    with open(disk, "wb") as file:
        file.truncate(size)
    subprocess.run([mkfs, "-q", disk], check=True, capture_output=True)
    done = subprocess.run(["mount", "-o", options, disk, point], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"mount -o loop does not work here ({done.stderr.strip()}); run on a machine with loop devices")
    try:
        yield point
    finally:
        subprocess.run(["umount", "-l", point], check=True)


@contextmanager
def overlay(folder: str) -> Iterator[str]:
    """A root folder as a container has it: an overlay above the machine's own root, /root empty; yields it."""
    need_root("mounting an overlay")
    upper = os.path.join(folder, "upper")
    os.mkdir(upper)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256m", "upper", upper], check=True)
    point = os.path.join(folder, "merged")
    for name in ("merged", "upper/files", "upper/work", "upper/files/root"):
        os.mkdir(os.path.join(folder, name))
    try:
        os.setxattr(f"{upper}/files/root", "trusted.overlay.opaque", b"y")  # a home of its own, empty
        layers = f"lowerdir=/,upperdir={upper}/files,workdir={upper}/work"
        subprocess.run(["mount", "-t", "overlay", "container", "-o", layers, point], check=True)
        yield point
    finally:
        subprocess.run(["umount", "-l", point], check=False)
        subprocess.run(["umount", "-l", upper], check=True)
