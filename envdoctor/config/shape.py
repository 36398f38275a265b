"""Which keys a policy has and what each must hold.

``policy.schema.json`` says the same for editors, but for the names of options, cards and queues; a test holds both to
one table of good and bad policies.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from envdoctor.config.leaves import (
    MODES,
    SEVERITIES,
    Key,
    Leaf,
    Shape,
    ShapeError,
    Short,
    Table,
    amount,
    flatten,
    one_of,
    place,
    places,
    plain,
    share,
    truth,
    word,
    words,
)
from envdoctor.config.reading import Value
from envdoctor.config.scheduler import SCHEDULER
from envdoctor.config.values import DataDisk
from envdoctor.i18n import _

__all__ = ["POLICY", "Key", "ShapeError", "amount", "disks", "flatten"]


def _template(value: Value) -> str:
    text = word(value)
    if "{user}" not in text or any(sign in text.replace("{user}", "") for sign in "{}"):
        raise ShapeError(value.line, _("expected a folder with {user} for the account's name, such as users/{user}"))
    return text


def _disk(value: Value) -> DataDisk:
    leaves: dict[str, Leaf] = {"path": place, "folder": _template, "nodes": one_of("all", "this")}
    given = {key[-1]: item for key, (item, _line) in flatten(value, leaves).items()}
    if "path" not in given:
        raise ShapeError(value.line, _("expected path: the disk's mount point, such as /data1"))
    point = str(given["path"])
    folder = os.path.normpath(os.path.join(point, str(given.get("folder", "{user}"))))
    if not folder.startswith(point.rstrip("/") + "/"):
        raise ShapeError(value.line, _("the folder {folder} is not on {path}", folder=folder, path=point), ("folder",))
    return DataDisk(point, folder, str(given.get("nodes", "this")))


def disks(value: Value) -> tuple[DataDisk, ...]:
    """The list of data disks."""
    if not isinstance(value.data, list):
        raise ShapeError(value.line, _("expected a list of disks, each with path, folder and nodes"))
    return tuple(_disk(item) for item in value.data)


_LIMIT: Shape = {"percent": share, "bytes": amount}
POLICY: Mapping[str, Shape] = {
    "rules": {
        "select": words,
        "extend_select": words,
        "ignore": words,
        "severity": Table(one_of(*SEVERITIES)),
        "settings": Table(Table(plain)),
        "per_path": Table({"ignore": words, "severity": Table(one_of(*SEVERITIES))}),
    },
    "baseline": word,
    "storage": {
        "data": disks,
        "home": {"shared": truth},
        "full": _LIMIT,
        "near": _LIMIT,
        "small": {"bytes": amount},
        "ignore": places,
    },
    "fix": Short("mode", {"mode": one_of(*MODES)}),
    "mirrors": {"wheels": places},
    "scheduler": SCHEDULER,
    "lock": words,
}
