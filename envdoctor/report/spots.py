"""What the formats for other programs share: findings as plain texts, with paths as a repository has them."""

from __future__ import annotations

import os
from collections import Counter
from hashlib import sha256

from envdoctor.baseline import fingerprint
from envdoctor.i18n import render
from envdoctor.light import dataclass
from envdoctor.model import Hit
from envdoctor.report.clean import Cleaner, valid, visible
from envdoctor.report.value import Report, in_order


@dataclass(frozen=True, slots=True)
class Spot:
    """One finding, ready to be written out.

    Attributes:
        hit: the finding.
        path: the file, relative to the repository if it is in it, or else absolute; without a file what the finding
            is about; "" if that is no path.
        message: one line. mark: 64 hexadecimal digits, the same as long as the finding is the same, whatever its line.
        number: from 1, tells findings of the same mark apart.
    """

    hit: Hit
    path: str
    message: str
    mark: str
    number: int


def spots(report: Report, cleaner: Cleaner) -> list[Spot]:
    """All findings in the order of the report."""
    root = repository()
    seen: Counter[str] = Counter()
    found: list[Spot] = []
    for hit in in_order(report):
        mark = _mark(hit, root, cleaner)
        seen[mark] += 1
        found.append(Spot(hit, cleaner.text(inside(about(hit), root)), message(hit, cleaner), mark, seen[mark]))
    return found


def _mark(hit: Hit, root: str, cleaner: Cleaner) -> str:
    try:
        name = fingerprint(hit, os.path.join(root, "_"))
    except UnicodeEncodeError:  # half a character, that no file's name holds
        name = valid(hit.subject)
    return sha256(cleaner.text(name).encode("utf-8", "backslashreplace")).hexdigest()


def about(hit: Hit) -> str:
    """The file of a finding as it was named, or the path that it is about; "" for none."""
    at, place = hit.finding.location.path, hit.finding.place
    if at is not None:
        return at
    return place if place.startswith(("/", "~")) else ""


def message(hit: Hit, cleaner: Cleaner) -> str:
    """What a finding says, in one line."""
    return visible(cleaner.text(render(hit.finding.template, hit.finding.args)))


def repository() -> str:
    """The folder that holds ``.git``, from the working folder upwards; without one the working folder."""
    here = folder = os.getcwd()
    while not os.path.exists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return here
        folder = above
    return folder


def inside(path: str, root: str) -> str:
    """``path`` relative to ``root`` if it is below it, or else absolute; what begins with ``~`` stays."""
    if path.startswith("~") or not path:
        return path
    whole = os.path.abspath(path)
    return os.path.relpath(whole, root) if whole.startswith(root.rstrip("/") + "/") else whole
