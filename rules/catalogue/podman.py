"""Podman's and Buildah's images, layers and volumes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from envdoctor.catalogue import parsers, sources
from envdoctor.catalogue.rows import FileLever, Place, Relocation, Row
from envdoctor.catalogue.view import View
from envdoctor.errors import EditError, Unavailable
from envdoctor.i18n import _, msg
from envdoctor.model import Origin

_NAME = "containers/storage.conf"
_SYSTEM = ("/etc/containers/storage.conf", "/usr/share/containers/storage.conf")
_DRIVER = "overlay"
_MOST = 4096
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))", re.ASCII)


def _storage(path: str, text: str) -> Mapping[str, Any]:
    """The table ``[storage]`` of a file.

    Raises:
        Unavailable: it is no TOML: podman 5 stops, podman 4 goes on with its defaults.
    """
    try:
        table = parsers.toml(text).get("storage", {})
    except parsers.Malformed as error:
        raise Unavailable(_("{path} is no TOML ({why}): not every podman can use it", path=path, why=error)) from None
    return table if isinstance(table, Mapping) else {}


def _expanded(view: View, context: str, value: str) -> str:
    """``value`` with ``$UID`` and variables replaced; those that are not set become empty.

    Raises:
        Unavailable: it is not absolute then: podman 4 stops, later ones take it below the working folder.
    """

    def text(found: re.Match[str]) -> str:
        return view.value(context, found[1] or found[2]) or ""

    whole = _VARIABLE.sub(text, value.replace("$UID", str(view.here.uid))) if len(value) < _MOST else value
    if not whole.startswith("/"):
        raise Unavailable(_("podman's folder {path} is not absolute: not every podman can use it", path=value))
    return whole


def _from(view: View, context: str, path: str, text: str, keys: tuple[str, ...]) -> Place | None:
    table = _storage(path, text)
    for key in keys:
        value = table.get(key)
        if isinstance(value, str) and value:
            origin = Origin("file", path, parsers.key_line(text, key, "storage"))
            return sources.placed(view, _expanded(view, context, value), origin)
    return None


def _named(view: View, context: str) -> Place | None:
    """The file that CONTAINERS_STORAGE_CONF names stands for all others.

    An account's podman 4.3 and 5.4 takes only ``rootless_storage_path`` from it, 5.8 takes ``graphroot`` too.
    """
    own = view.value(context, "CONTAINERS_STORAGE_CONF")
    if own is None:
        return None
    origin = sources.origin_of(view, context, "CONTAINERS_STORAGE_CONF")
    if not own:
        raise Unavailable(_("CONTAINERS_STORAGE_CONF is empty: not every podman starts then"))
    path = sources.absolute(view, own)
    text = view.read(path)
    if text is None:
        return sources.stops("podman", _("{path} is not there", path=path), origin)
    if view.here.uid != 0 and _storage(path, text).get("graphroot"):
        raise Unavailable(_("CONTAINERS_STORAGE_CONF: not every podman takes graphroot from {path}", path=path))
    return _from(view, context, path, text, _keys(view)) or _default(view, context)


def _keys(view: View) -> tuple[str, ...]:
    return ("graphroot",) if view.here.uid == 0 else ("graphroot", "rootless_storage_path")


def _user_file(view: View, context: str) -> str:
    base = view.value(context, "XDG_CONFIG_HOME")
    return f"{sources.absolute(view, base) if base else sources.home(view, context) + '/.config'}/{_NAME}"


def _files(view: View, context: str) -> Place | None:
    """The first file that stands decides alone; of the system's an account takes only ``rootless_storage_path``."""
    root = view.here.uid == 0
    own = [] if root and not view.value(context, "XDG_CONFIG_HOME") else [_user_file(view, context)]
    paths = [*own, *_SYSTEM]
    for path, text in zip(paths, sources.reads(view, paths), strict=True):
        if text is not None:
            keys = _keys(view) if path in own or root else ("rootless_storage_path",)
            place = _from(view, context, path, text, keys)
            if root and place is None:
                raise Unavailable(_("{path} has no graphroot: not every podman starts then", path=path))
            return place
    return None


def _default(view: View, context: str) -> Place:
    if view.here.uid == 0:
        return Place("/var/lib/containers/storage")
    value = view.value(context, "XDG_DATA_HOME")
    if not value:
        return sources.placed(
            view, sources.home(view, context), Origin("default"), suffix=".local/share/containers/storage"
        )
    whole = _expanded(view, context, value)
    return sources.placed(view, whole, sources.origin_of(view, context, "XDG_DATA_HOME"), suffix="containers/storage")


def _lever_file(view: View) -> str:
    """The account's storage.conf, which hides the system's.

    Raises:
        EditError: the system's says more than can be carried over, or the account is root, whose file is everybody's.
    """
    if view.here.uid == 0:
        raise EditError(_("{path} holds for the whole machine: set graphroot there yourself", path=_SYSTEM[0]))
    if any("CONTAINERS_STORAGE_CONF" in found for found in view.environments.values()):
        raise EditError(_("CONTAINERS_STORAGE_CONF hides your storage.conf: take it out, then run this again"))
    path = sources.config_file(_NAME)(view)
    system, found = _system(view)
    if view.read(path) is None and found.get("options"):
        raise EditError(
            _(
                "{path} would hide {system}: write what [storage.options] says there into it, then run this again",
                path=path,
                system=system,
            )
        )
    return path


def _system(view: View) -> tuple[str, Mapping[str, Any]]:
    """The system's file that counts without one of the account's, and its table ``[storage]``."""
    for path in _SYSTEM:
        if text := view.read(path):
            return path, _storage(path, text)
    return "", {}


def _driver(view: View) -> list[tuple[tuple[str, ...], str]]:
    """The driver, which a storage.conf must name (podman 4.3 gives an error without, 5.4 a warning at every call)."""
    path = sources.config_file(_NAME)(view)
    if _storage(path, view.read(path) or "").get("driver"):
        return []
    driver = _system(view)[1].get("driver")
    return [(("storage", "driver"), driver if isinstance(driver, str) and driver else _DRIVER)]


PODMAN = Row(
    id="podman",
    tool="podman",
    title=msg("Podman's images, containers and volumes"),
    holds="data",
    sources=(_named, _files, _default),
    levers=(FileLever("toml", _lever_file, ("storage", "graphroot"), also=_driver),),
    folder="containers",
    variables=("CONTAINERS_STORAGE_CONF", "XDG_CONFIG_HOME", "XDG_DATA_HOME"),
    traces=("~/.local/share/containers/storage",),
    keep=msg("images, containers and volumes that are not copied along are no longer found"),
    relocation=Relocation(
        link="avoid",
        how=msg(
            "stop all containers, copy inside podman's user namespace, put the old folder aside, let fix set graphroot"
        ),
        commands=(
            "podman stop --all",
            "mkdir -p {new} && podman unshare rsync -aHAX --numeric-ids {old}/ {new}/ && mv {old} {old}.before",
            "envdoctor fix --apply --select 'STO101[podman]'",
        ),
    ),
    needs_local=True,
    pitfalls=(
        msg("your storage.conf hides the system's file altogether: it must name the driver too"),
        msg("in your own storage.conf graphroot beats rootless_storage_path"),
        msg("podman up to 5.4 ignores graphroot in a file that CONTAINERS_STORAGE_CONF names, unless root runs it"),
        msg("~ is not expanded in storage.conf; $HOME and $UID are"),
        msg("containers do not run from NFS, Lustre, GPFS, Ceph or SMB: choose a disk of this machine"),
        msg("files belong to other users than you: delete with podman unshare rm -rf, not with rm"),
        msg("podman system reset deletes all; podman system prune stopped containers and images without one"),
    ),
    facts=("podman 4.3.1, 5.4.2 and 5.8.6, run", "containers/storage, types/options.go, read"),
)
