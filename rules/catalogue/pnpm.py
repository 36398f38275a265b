"""pnpm's store of packages."""

from __future__ import annotations

import json
import os
import re

from envdoctor.catalogue import parsers, settings_trees, sources
from envdoctor.catalogue.rows import Cleaner, FileLever, Place, Relocation, Row, VariableLever
from envdoctor.catalogue.view import View
from envdoctor.i18n import _, msg
from envdoctor.model import Origin

_RUST = 12
_NEW = 11
"""From here on settings are in YAML files and PNPM_CONFIG_ variables; .npmrc and NPM_CONFIG_ hold logins alone."""
_STORES = {3: 9, 10: 10, 11: _RUST}
"""Version of the store's layout -> of a pnpm that makes it."""
_NAMED = re.compile(r"/(?:pnpm|pnpm-exe|exe)(?:@|/)(\d{1,3})\.\d")

Found = tuple[str, Origin]

# ---- which pnpm


def _version(view: View, context: str) -> int:
    """Its major version: of the program on the PATH, else of the newest store, else the newest that is known."""
    program = view.which("pnpm")
    real = view.look(program).real if program else ""
    if real:
        if named := _NAMED.search(real):
            return int(named[1])
        folder = os.path.dirname(real)
        for text in sources.reads(view, [f"{folder}/package.json", f"{os.path.dirname(folder)}/package.json"]):
            if (version := _of_package(text)) is not None:
                return version
    names = view.names(sources.home(view, context) + "/.local/share/pnpm/store")
    stores = [int(name[1:]) for name in names if re.fullmatch(r"v\d{1,3}", name)]
    return _STORES.get(max(stores, default=0), _RUST)


def _of_package(text: str | None) -> int | None:
    try:
        found = json.loads(text or "")
    except (ValueError, RecursionError):
        return None
    ours = isinstance(found, dict) and found.get("name") in ("pnpm", "@pnpm/exe")
    version = re.match(r"\d{1,3}", str(found.get("version"))) if ours else None
    return int(version[0]) if version else None


# ---- settings


def _variable(view: View, context: str, name: str) -> Found | None:
    """``NAME`` or ``name``, not empty."""
    for spelled in (name, name.lower()):
        if value := view.value(context, spelled):
            return value, sources.origin_of(view, context, spelled)
    return None


def _replaced(view: View, context: str, text: str, *, missing: str | None) -> str | None:
    """``${NAME}``, ``${NAME-default}`` and ``${NAME:-default}`` replaced. None: one is not set, and ``missing`` is."""
    unset = False

    def value(found: re.Match[str]) -> str:
        nonlocal unset
        got = view.value(context, found[1])
        if got is not None and (got or found[2] != ":-"):
            return got
        unset = unset or not found[2]
        return str(found[3] if found[2] else missing or "")

    new = re.sub(r"\$\{([^${}:-]+)(?:(:?-)([^${}]*))?\}", value, text)
    return None if unset and missing is None else new


def _projects(view: View, names: tuple[str, ...]) -> list[tuple[str, str | None]]:
    """``(path, text)`` of files called so, from the working folder upwards."""
    folders = [folder.rstrip("/") for folder in (view.here.cwd, *sources.parents(view.here.cwd))]
    paths = [f"{folder}/{name}" for folder in folders for name in names]
    return list(zip(paths, sources.reads(view, paths), strict=True))


def _workspace(view: View, context: str, version: int) -> Found | None:
    """``storeDir`` of the nearest pnpm-workspace.yaml.

    Raises:
        Stopped: pnpm cannot read it.
    """
    for path, text in _projects(view, ("pnpm-workspace.yaml",)):
        if text is None:
            continue
        found = _in_yaml(view, context, path, text)
        if found is None or found[0].startswith(("/", "~/") if version < _NEW else "/"):
            return found
        return os.path.join(os.path.dirname(path), found[0]), found[1]
    return None


def _in_yaml(view: View, context: str, path: str, text: str) -> Found | None:
    try:
        found = settings_trees.yaml_keys(text).get("storeDir")
    except parsers.Malformed as error:
        raise sources.Stopped("pnpm", f"{path}: {error}", Origin("file", path)) from None
    if found is None or found.kind == "null":
        return None
    origin = Origin("file", path, found.line)
    if found.kind != "text":
        raise sources.Stopped("pnpm", _("{path}: {key} is no text", path=path, key="storeDir"), origin)
    return _replaced(view, context, found.value, missing="") or "", origin


def _global_yaml(view: View, context: str) -> Found | None:
    base = view.value(context, "XDG_CONFIG_HOME")
    base = sources.home(view, context) + "/.config" if base is None else base
    path = sources.absolute(view, base + "/pnpm/config.yaml")
    text = view.read(path)
    return None if text is None else _in_yaml(view, context, path, text)


def _nearest(view: View, *names: str) -> str | None:
    """The nearest folder upwards that has one of ``names``."""
    folders = [view.here.cwd, *sources.parents(view.here.cwd)]
    marks = [f"{folder.rstrip('/')}/{name}" for folder in folders for name in names]
    kinds = {"node_modules": "folder"}
    for mark, seen in zip(marks, sources.looks(view, marks), strict=True):
        folder, name = os.path.split(mark)
        if seen.kind == kinds.get(name, "file"):
            return folder
    return None


def _base(view: View, version: int) -> str:
    """What a relative folder of a variable or an account's file is laid on: the project, or pnpm 10's workspace."""
    marks = ("package.json", "node_modules", *(("pnpm-workspace.yaml",) if version >= _NEW else ()))
    workspace = _nearest(view, "pnpm-workspace.yaml") if version == _NEW - 1 else None
    return workspace or _nearest(view, *marks) or view.here.cwd


def _npmrcs(view: View, context: str) -> list[str]:
    """npm's files that pnpm reads up to 10, strongest first, then its own."""
    user = _variable(view, context, "NPM_CONFIG_USERCONFIG")
    shared = _variable(view, context, "NPM_CONFIG_GLOBALCONFIG")
    prefix = _variable(view, context, "NPM_CONFIG_PREFIX") or _variable(view, context, "PREFIX")
    project = _nearest(view, "package.json", "node_modules") or view.here.cwd
    files = [project.rstrip("/") + "/.npmrc", user[0] if user else sources.home(view, context) + "/.npmrc"]
    if shared or prefix:
        files.append(shared[0] if shared else prefix[0] + "/etc/npmrc" if prefix else "")
    base = view.value(context, "XDG_CONFIG_HOME") or sources.home(view, context) + "/.config"
    return [sources.absolute(view, path) for path in (*files, base + "/pnpm/rc")]


def _in_npmrcs(view: View, context: str) -> Found | None:
    """``store-dir`` of the strongest file; one in which a variable is not set is left out as a whole."""
    paths = _npmrcs(view, context)
    for path, text in zip(paths, sources.reads(view, paths), strict=True):
        if text is None or ("${" in text and _replaced(view, context, text, missing=None) is None):
            continue
        found = parsers.npmrc(text).get("store-dir")
        if found is None or found.value is None or found.value == "":
            continue
        origin = Origin("file", path, found.line)
        if not isinstance(found.value, str):
            raise sources.Stopped("pnpm", _("{path}: {key} is no path", path=path, key="store-dir"), origin)
        return _replaced(view, context, found.value.strip(), missing="") or "", origin
    return None


def _as_npm(view: View, context: str, version: int) -> Found | None:
    """What pnpm up to 10 takes: a variable in the variable must be set, ``null`` hides the files, ``true`` is no path.

    Raises:
        Stopped: pnpm does not take the value.
    """
    own = _variable(view, context, "NPM_CONFIG_STORE_DIR")
    value = _replaced(view, context, own[0].strip(), missing=None) if own else None
    no_path = sources.Stopped("pnpm", _("{name} is no path", name="npm_config_store_dir"), own[1]) if own else None
    if no_path and value is None:
        raise no_path
    if version == _NEW - 1 and (found := _workspace(view, context, version)):
        return found
    if own is None or value is None:
        return _in_npmrcs(view, context)
    if no_path and value in ("true", "false"):
        raise no_path
    return None if value == "null" else (value, own[1])


def _as_rust(view: View, context: str, version: int) -> Found | None:
    """What pnpm 11 and later take; they stop at a file that they cannot read, whatever a variable says."""
    found = _workspace(view, context, version)
    shared = _global_yaml(view, context)
    if own := _variable(view, context, "PNPM_CONFIG_STORE_DIR"):
        return _replaced(view, context, own[0], missing="") or "", own[1]
    return found or shared


@sources.may_stop
def _configured(view: View, context: str) -> Place | None:
    version = _version(view, context)
    found = (_as_rust if version >= _NEW else _as_npm)(view, context, version)
    if found is None:
        return None
    value, origin = found
    if value.startswith("~/"):
        value = sources.home(view, context) + value[1:]
    base = view.here.cwd if value.startswith("/") else _base(view, version)
    return sources.placed(view, value if base == view.here.cwd else os.path.join(base, value), origin)


def _default(view: View, context: str) -> Place:
    """``store`` below PNPM_HOME, or below the data folder; pnpm 12 takes an empty variable for the working folder."""
    version = _version(view, context)
    for name, suffix in (("PNPM_HOME", "store"), ("XDG_DATA_HOME", "pnpm/store")):
        value = view.value(context, name)
        if value or (value is not None and version >= _RUST):
            if value.startswith("~/") and version == 10:
                value = sources.home(view, context) + value[1:]
            return sources.placed(view, value, sources.origin_of(view, context, name), suffix=suffix)
    return sources.placed(view, sources.home(view, context) + "/.local/share/pnpm/store", Origin("default"))


PNPM = Row(
    id="pnpm",
    tool="pnpm",
    title=msg("pnpm's store of packages"),
    holds="cache",
    sources=(_configured, _default),
    levers=(
        FileLever("npmrc", sources.config_file("pnpm/rc"), ("store-dir",)),
        FileLever("yamlkey", sources.config_file("pnpm/config.yaml"), ("storeDir",)),
        VariableLever("npm_config_store_dir"),
        VariableLever("pnpm_config_store_dir"),
    ),
    folder="cache/pnpm",
    own_commands=("pnpm",),
    variables=(
        *("PNPM_CONFIG_STORE_DIR", "pnpm_config_store_dir", "NPM_CONFIG_STORE_DIR", "npm_config_store_dir"),
        *("PNPM_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"),
    ),
    traces=("~/.local/share/pnpm/store",),
    usual=("~/.local/share/pnpm/store",),
    cleaners=(
        Cleaner(
            "pnpm store prune",
            part=msg("frees only packages that no project uses any more"),
        ),
    ),
    keep=msg(
        "projects that exist want the store they were installed from: in them pnpm add stops once it is elsewhere"
    ),
    relocation=Relocation(
        "avoid", msg("put projects on the data disk: their store is then made there; this one shrinks")
    ),
    pitfalls=(
        msg("a project on another disk has its store at that disk's root, in .pnpm-store, so nothing need be set"),
        msg("pnpm up to 10 reads npm_config_store_dir and .npmrc, later ones PNPM_CONFIG_STORE_DIR and YAML files"),
        msg("up to pnpm 10 a .npmrc that names a variable which is not set is ignored as a whole"),
        msg("a project keeps the store that it was installed from until its node_modules is made again"),
        msg("on another disk than the project pnpm copies instead of linking"),
        msg("PNPM_HOME moves the store and the global programs together"),
    ),
    facts=("pnpm 9.15.9, 10.34.9 and 12.21.0, run; 9.15.9, dist/pnpm.cjs, read",),
)
