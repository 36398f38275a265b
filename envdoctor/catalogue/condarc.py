"""conda's configuration: the search path of condarc files, and how lists from all of them become one.

By ``conda/base/constants.py`` SEARCH_PATH and ``conda/common/configuration.py`` (conda 24.7 run, 26.7 read).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from os.path import basename, splitext

from envdoctor.catalogue import parsers, sources
from envdoctor.catalogue.view import View
from envdoctor.i18n import _
from envdoctor.light import dataclass
from envdoctor.model import Origin

_THREE = (".condarc", "condarc", "condarc.d/")
_NAMES = (".condarc", "condarc")
_YAML = (".yml", ".yaml")
_LISTS = ("envs_dirs", "envs_path", "pkgs_dirs")
_KEY = re.compile(r"([a-z_]{1,60}):(?: +([\w./-]{1,200}))?", re.ASCII)
_ITEM = re.compile(r" {0,20}- [\w./-]{1,100}(?::[\w./-]{1,200})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list and where it stands; ``flag`` is ``top``, ``bottom`` or empty."""

    value: str
    origin: Origin
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """What one file or the environment says of a key; ``final`` hides all that comes with higher precedence."""

    items: tuple[Item, ...]
    final: bool = False


def search_path(view: View, context: str, base: str | None) -> list[str]:
    """Where conda looks for settings, lowest precedence first; files and folders."""
    home = sources.home(view, context)
    folders = ["/etc/conda", "/var/lib/conda"]
    folders += [base] if base else []
    xdg = view.value(context, "XDG_CONFIG_HOME")
    folders += [xdg + "/conda"] if xdg is not None else []
    folders += [home + "/.config/conda", home + "/.conda"]
    paths = [f"{folder}/{name}" for folder in folders for name in _THREE] + [home + "/.condarc"]
    prefix = view.value(context, "CONDA_PREFIX")
    paths += [f"{prefix}/{name}" for name in _THREE] if prefix is not None else []
    own = view.value(context, "CONDARC")
    paths += [sources.expand_user(view, context, own)] if own is not None else []
    return list(dict.fromkeys(paths))


def files(view: View, context: str, base: str | None) -> list[tuple[str, str]]:
    """Path and text of every file conda reads, lowest precedence first."""
    paths = search_path(view, context, base)
    own = view.value(context, "CONDARC")
    folders = [path for path in paths if path.endswith("condarc.d/")]
    if own is not None and sources.looks(view, [sources.absolute(view, paths[-1])])[0].kind == "folder":
        folders.append(paths[-1])
    named = dict(zip(folders, sources.lists(view, [sources.absolute(view, path) for path in folders]), strict=True))
    files: list[str] = []
    for path in paths:
        if path in named:
            files += [f"{path.rstrip('/') or '.'}/{name}" for name in named[path] if splitext(name)[1] in _YAML]
        elif basename(path) in _NAMES or splitext(path)[1] in _YAML:
            files.append(path)
    whole = list(dict.fromkeys(sources.absolute(view, path) for path in files))
    texts = sources.reads(view, whole)
    return [(path, text) for path, text in zip(whole, texts, strict=True) if text is not None]


def _flag(comment: str) -> str:
    return comment.strip("!#")


def simple(text: str) -> bool:
    """Certainly keys with plain values or lists of plain items, each once: no need to parse it to know that."""
    keys, opened, indent = set[str](), False, -1
    for line in text.split("\n"):
        if not line.strip(" ") or line.lstrip(" ").startswith("#"):
            continue
        if found := _KEY.fullmatch(line):
            if found[1] in keys:
                return False
            keys.add(found[1])
            opened, indent = not found[2], -1
        elif opened and _ITEM.fullmatch(line) and indent in (-1, line.index("-")):
            indent = line.index("-")
        else:
            return False
    return True


def in_file(path: str, text: str, names: Sequence[str]) -> Listed | None:
    """What a file says of a key under any of its names.

    Raises:
        Stopped: conda gives an error.
    """
    if not any(name in text for name in _LISTS) and simple(text):
        return None
    try:
        keys = parsers.yaml(text)
    except parsers.Fatal as error:
        raise sources.Stopped("conda", f"{path}: {error}", Origin("file", path)) from None
    except parsers.Malformed:
        return None  # conda warns and goes on without the file
    for name in _LISTS:  # a wrong one stops nearly all that conda does, also where only the other list is used
        if name in keys and keys[name].kind not in ("null", "list"):
            why = _("{path}: {name} must be a list", path=path, name=name)
            raise sources.Stopped("conda", why, Origin("file", path, keys[name].line))
    found = [keys[name] for name in names if name in keys]
    if not found:
        return None
    node, origin = found[0], Origin("file", path, found[0].line)
    if len(found) > 1:
        raise sources.Stopped("conda", _("{path} sets both {names}", path=path, names=", ".join(names)), origin)
    if node.kind == "null":
        return None
    flags = node.item_flags or ("",) * len(node.items)
    items = [
        Item(value, Origin("file", path, line), _flag(flag))
        for value, line, flag in zip(node.items, node.item_lines, flags, strict=True)
    ]
    return Listed(tuple(items), _flag(node.flag) == "final")


def in_variables(view: View, context: str, names: Sequence[str], separator: str) -> Listed | None:
    """What the environment says of a key.

    Raises:
        Stopped: it sets two names of the key, even if to the same.
    """
    variables = ["CONDA_" + name.upper() for name in names]
    found = [(name, value) for name in variables if (value := view.value(context, name)) is not None]
    if not found:
        return None
    name, value = found[0]
    origin = sources.origin_of(view, context, name)
    if len(found) > 1:
        raise sources.Stopped("conda", _("{names} are both set", names=" and ".join(variables)), origin)
    return Listed(tuple(Item(part.strip(), origin) for part in value.split(separator) if part.strip()))


def _unique(items: Iterable[Item]) -> list[Item]:
    found: dict[str, Item] = {}
    for item in items:
        found.setdefault(item.value, item)
    return list(found.values())


def _merged(matches: list[Listed]) -> list[Item]:
    """One list, highest precedence first; ``matches`` come lowest first."""
    last = next((at for at, match in enumerate(matches) if match.final), len(matches) - 1)
    matches = matches[: last + 1]
    lines = [item for match in reversed(matches) for item in match.items]
    top = [item for match in matches for item in match.items if item.flag == "top"]
    bottom = [item for item in lines if item.flag == "bottom"]
    return _unique([*reversed(bottom), *reversed(_unique([*top, *lines]))])[::-1]


def listed(view: View, context: str, base: str | None, names: Sequence[str], separator: str) -> list[Item]:
    """The configured entries of a list, expanded and absolute, highest precedence first.

    Args:
        view: what is known of files and environments.
        context: the context that is asked about.
        base: conda's own prefix, or None.
        names: the key and its aliases.
        separator: splits the variable's value.

    Raises:
        Stopped: conda gives an error. Missing, Unavailable: as :meth:`View.read`.
    """
    found = [in_file(path, text, names) for path, text in files(view, context, base)]
    matches = [match for match in (*found, in_variables(view, context, names, separator)) if match is not None]
    return [Item(_whole(view, context, item.value), item.origin) for item in _merged(matches)]


def switched_on(view: View, context: str, base: str | None, names: Sequence[str]) -> Origin | None:
    """The first place, file or variable, that turns one of the switches ``names`` on, whatever the others say.

    Raises:
        Missing, Unavailable: as :meth:`View.read`.
    """
    for name in names:
        variable = "CONDA_" + name.upper()
        if (view.value(context, variable) or "").lower() in sources.TRUE:
            return sources.origin_of(view, context, variable)
    for path, text in files(view, context, base):
        try:
            keys = parsers.yaml(text) if any(name in text for name in names) else {}
        except parsers.Malformed:
            continue
        for name in names:
            if name in keys and keys[name].kind == "text" and keys[name].items[0].lower() in sources.TRUE:
                return Origin("file", path, keys[name].line)
    return None


def _whole(view: View, context: str, value: str) -> str:
    value = sources.expand_variables(view, context, sources.expand_variables(view, context, value))
    return sources.absolute(view, sources.expand_user(view, context, value))
