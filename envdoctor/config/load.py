"""Finds the policy files, reads them through the host, lays one over the other."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from envdoctor.config.reading import LIMIT, read, told
from envdoctor.config.scheduler import lost, newer, site_of
from envdoctor.config.shape import POLICY, Key, ShapeError, flatten
from envdoctor.config.values import Config, Fix, Full, Home, Mirrors, Origin, PerPath, Rules, Small, Storage
from envdoctor.errors import PolicyError, UsageError
from envdoctor.host.host import Host
from envdoctor.host.probes import Content, Failed, Look, Read, Seen
from envdoctor.i18n import _
from envdoctor.light import dataclass, replace

NAME = "envdoctor.yaml"
SITE = "/etc/envdoctor/" + NAME
_GROUP_WRITES, _OTHERS_WRITE = 0o020, 0o002

Leaves = dict[Key, tuple[object, Origin]]


@dataclass(frozen=True, slots=True)
class Flags:
    """What the command line says about the policy.

    Attributes:
        file: ``--config``. isolated: read no policy files.
        select: replaces the policy's ``rules.select``, and with it its ``extend_select`` and ``ignore``: who asks for a
            rule gets it. ignore: added to what the policy ignores.
    """

    file: str | None = None
    isolated: bool = False
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    project: bool = True


NO_FLAGS = Flags()


def load(host: Host, flags: Flags = NO_FLAGS, site: str = SITE) -> Config:
    """The policy in force for the account and working folder of ``host``.

    Raises:
        PolicyError: a policy file is wrong. UsageError: ``--config`` names no file, or a flag is locked.
    """
    notes: list[str] = []
    merged: Leaves = {}
    locks: dict[Key, Origin] = {}
    files: list[str] = []
    project = _project(host, notes) if flags.project and not flags.isolated else None
    for path in _paths(host, flags, site, project):
        layer = _layer(host, path, path == flags.file)
        if layer is None:
            continue
        if path == project:
            _only_rules(layer, path, notes)
            _only_below(host, layer, path, notes)
        files.append(path)
        locked = layer.pop(("lock",), None)
        _lay(merged, layer, locks, notes)
        if locked is not None:
            locks.update(_locks(path, locked, path in (site, flags.file)))
    _lay_flags(merged, flags, locks)
    config = _config(merged)
    if note := newer(config.scheduler):
        notes.append(note)
    return replace(config, notes=tuple(notes), files=tuple(files))


# ---- which files


def _paths(host: Host, flags: Flags, site: str, project: str | None) -> Iterator[str]:
    if not flags.isolated:
        yield site
        yield (user := user_file(host.home, host.env))
        if project and project not in (site, user):
            yield project
    if flags.file is not None:
        yield flags.file


def _only_rules(layer: Leaves, path: str, notes: list[str]) -> None:
    """A project says which rules its files are held to; it may come from anywhere, so it says no more."""
    for key in [key for key in layer if key[0] not in ("rules", "baseline")]:
        del layer[key]
        notes.append(_("{path}: {key} counts in a user's or site's policy only", path=path, key=".".join(key)))


def _only_below(host: Host, layer: Leaves, path: str, notes: list[str]) -> None:
    """A project's baseline is its own file, so that no project has one of the account's other files read."""
    found = _baseline(layer)
    if not found:
        return
    folder, file = os.path.dirname(path), found
    seen = host.ask([Look(folder), Look(found)])
    if isinstance(seen[0], Seen) and isinstance(seen[1], Seen) and seen[1].exists:
        folder, file = seen[0].real, seen[1].real
    if not file.startswith(folder.rstrip("/") + "/"):
        del layer[("baseline",)]
        notes.append(_("{path}: the baseline is not used: it lies outside {folder}", path=path, folder=folder))


def user_file(home: str, env: Mapping[str, str]) -> str:
    """``user_config_path("envdoctor")`` of platformdirs, without its 11 ms of import; a test holds it to the same."""
    base = env.get("XDG_CONFIG_HOME", "")
    if not base.strip() or not os.path.isabs(base):
        base = os.path.join(home, ".config")
    return os.path.join(base, "envdoctor", NAME)


def _project(host: Host, notes: list[str]) -> str | None:
    folders = [host.cwd]
    while (up := os.path.dirname(folders[-1])) != folders[-1]:
        folders.append(up)
    paths = [os.path.join(folder, NAME) for folder in folders]
    for path, seen in zip(paths, host.ask([Look(path) for path in paths]), strict=True):
        if isinstance(seen, Failed):
            notes.append(_("{path} could not be looked at: {reason}", path=path, reason=seen.reason))
        elif isinstance(seen, Seen) and seen.kind == "file":
            doubt = _distrust(seen)
            if doubt:
                notes.append(_("the policy {path} is not used: {doubt}", path=path, doubt=doubt))
            return None if doubt else path
    return None


def _distrust(seen: Seen) -> str:
    if seen.uid not in (0, os.geteuid()):
        return _("it belongs to another account")
    # A group of the same number as the owner is the owner's own (user private groups): only he is in it.
    if seen.mode & _OTHERS_WRITE or (seen.mode & _GROUP_WRITES and seen.gid != seen.uid):
        return _("others may write to it (chmod go-w makes it yours alone)")
    return ""


# ---- one file


def _layer(host: Host, path: str, asked: bool) -> Leaves | None:
    if asked and not host.live:
        # The home that is checked is a folder, but the policy stands on this machine.
        host = Host(home=host.home, env={}, cwd=os.getcwd(), live=False)
    whole = os.path.normpath(os.path.join(host.cwd, os.path.expanduser(path))) if asked else path
    [content] = host.ask([Read(whole, LIMIT + 1)])
    if isinstance(content, Failed):
        raise PolicyError(path, None, _("cannot be read: {reason}", reason=content.reason))
    assert isinstance(content, Content)
    if content.data is None:
        if asked and not content.error:
            raise UsageError(_("--config: there is no file {path}", path=path))
        if content.error:
            raise PolicyError(path, None, _("cannot be read: {reason}", reason=content.error))
        return None
    value = read(content.data, path)
    if value is None:
        return {}
    try:
        leaves = flatten(value, POLICY)
    except ShapeError as wrong:
        key = ".".join(wrong.key)
        raise PolicyError(path, wrong.line, f"{key}: {wrong.problem}" if key else wrong.problem) from None
    return {key: (item, (path, line)) for key, (item, line) in leaves.items()}


# ---- laying


def _locks(path: str, locked: tuple[object, Origin], may: bool) -> dict[Key, Origin]:
    names, origin = locked
    if not may:  # --config may: an administrator tries a policy before it is put in place
        raise PolicyError(path, origin[1], _("only {site} may lock keys; remove lock", site=SITE))
    assert isinstance(names, tuple)
    for name in names:
        if not _known(name.split(".")):
            raise PolicyError(path, origin[1], _("lock: there is no key{name}", name=told(name)))
    return {tuple(name.split(".")): origin for name in names}


def _known(parts: Sequence[str]) -> bool:
    shape: object = {name: inner for name, inner in POLICY.items() if name != "lock"}
    for part in parts:
        shape = shape.get(part) if isinstance(shape, Mapping) else getattr(shape, "shape", None)
        if shape is None:
            return False
    return True


def _lock_on(key: Key, locks: Mapping[Key, Origin]) -> Origin | None:
    return next((locks[key[:count]] for count in range(1, len(key) + 1) if key[:count] in locks), None)


def _lay(merged: Leaves, layer: Leaves, locks: Mapping[Key, Origin], notes: list[str]) -> None:
    for key, (item, origin) in layer.items():
        lock = _lock_on(key, locks)
        if lock is None:
            merged[key] = (item, origin)
        else:
            name, where = ".".join(key), f"{origin[0]}:{origin[1]}"
            notes.append(_("{where}: {name} has no effect; {site} locks it", where=where, name=name, site=lock[0]))


def _lay_flags(merged: Leaves, flags: Flags, locks: Mapping[Key, Origin]) -> None:
    select, extend, ignore = ("rules", "select"), ("rules", "extend_select"), ("rules", "ignore")
    for flag, key, given in (("--select", select, flags.select), ("--ignore", ignore, flags.ignore)):
        lock = _lock_on(key, locks) if given else None
        if lock:
            where = f"{lock[0]}:{lock[1]}"
            raise UsageError(_("{flag} is not possible here: {where} locks {key}", flag=flag, where=where, key=key[1]))
    if flags.select:
        for key in (extend, ignore):
            if not _lock_on(key, locks):
                merged.pop(key, None)
        merged[select] = (flags.select, ("--select", None))
    if flags.ignore:
        before = merged.get(ignore, ((), None))[0]
        assert isinstance(before, tuple)
        merged[ignore] = (before + flags.ignore, ("--ignore", None))


def _config(merged: Leaves) -> Config:
    def get(*key: str) -> dict[str, object]:
        deep = len(key) + 1
        return {
            whole[-1]: item for whole, (item, _origin) in merged.items() if len(whole) == deep and whole[:-1] == key
        }

    settings: dict[str, dict[str, object]] = {}
    for key, (item, _origin) in merged.items():
        if key[:2] == ("rules", "settings"):
            settings.setdefault(key[2], {})[key[3]] = item
    severity = {code: str(word) for code, word in get("rules", "severity").items()}
    files: dict[str, PerPath] = {}
    for key, (item, _origin) in merged.items():
        if key[:2] == ("rules", "per_path"):
            files[key[2]] = _per_path(files.get(key[2], PerPath()), key[3:], item)
    default, lists = Storage(), get("storage")
    site = site_of({key[1:]: item for key, (item, _origin) in merged.items() if key[0] == "scheduler"})
    if (wrong := lost(site)) is not None:
        key, problem = ("scheduler", *wrong[0]), wrong[1]
        raise PolicyError(*merged[key][1], f"{'.'.join(key)}: {problem}")
    return Config(
        replace(Rules(severity=severity, settings=settings, per_path=files), **get("rules")),  # type: ignore[arg-type]
        replace(
            default,
            **lists,  # type: ignore[arg-type]  # the shape has checked them
            home=replace(Home(), **get("storage", "home")),  # type: ignore[arg-type]
            full=_limit(default.full, get("storage", "full")),
            near=_limit(default.near, get("storage", "near")),
            small=replace(Small(), **get("storage", "small")),  # type: ignore[arg-type]
        ),
        replace(Fix(), **get("fix")),  # type: ignore[arg-type]
        {".".join(key): origin for key, (_item, origin) in merged.items()},
        mirrors=replace(Mirrors(), **get("mirrors")),  # type: ignore[arg-type]
        baseline=_baseline(merged),
        scheduler=site,
    )


def _per_path(known: PerPath, key: Key, item: object) -> PerPath:
    if key[0] == "severity":
        return replace(known, severity={**known.severity, key[1]: str(item)})
    return replace(known, ignore=item)  # type: ignore[arg-type]  # the shape has checked it


def _baseline(merged: Leaves) -> str:
    """The file is meant to stand beside the policy that names it."""
    item, origin = merged.get(("baseline",), ("", None))
    folder = os.path.dirname(os.path.abspath(origin[0])) if origin else ""
    return os.path.normpath(os.path.join(folder, os.path.expanduser(str(item)))) if item else ""


def _limit(default: Full, given: Mapping[str, object]) -> Full:
    return replace(default, **given)  # type: ignore[arg-type]
