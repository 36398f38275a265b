"""virtualenv's own data: the pip and setuptools that it puts into new environments."""

from __future__ import annotations

from collections.abc import Mapping

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import FileLever, Place, Relocation, Row, VariableLever
from envdoctor.catalogue.view import View
from envdoctor.i18n import _, msg
from envdoctor.model import Origin

_KEY = "app_data"
_MARK = ".virtualenv-migration-incomplete"
_cache = sources.xdg("XDG_CACHE_HOME", ".cache", "virtualenv")
_before = sources.xdg("XDG_DATA_HOME", ".local/share", "virtualenv")


def _config_file(view: View, context: str) -> str:
    """The file in force; ``~`` in the variable is taken literally."""
    if named := view.value(context, "VIRTUALENV_CONFIG_FILE"):
        return sources.absolute(view, named)
    base = (view.value(context, "XDG_CONFIG_HOME") or "").strip()
    return (base if base.startswith("/") else sources.home(view, context) + "/.config") + "/virtualenv/virtualenv.ini"


def _section(text: str) -> Mapping[str, str]:
    """``[virtualenv]`` by virtualenv's rules: keys with ``_``, nothing interpolated, a file that is no ini ignored."""
    import configparser

    parser = configparser.ConfigParser(interpolation=None)
    try:
        text.encode()
        parser.read_string(text.removeprefix("\ufeff"))
    except (UnicodeEncodeError, configparser.Error):
        return {}
    return dict(parser.items("virtualenv")) if parser.has_section("virtualenv") else {}


def _line(text: str, key: str) -> int | None:
    """The last line that sets ``key``, to point at."""
    found = None
    for number, line in enumerate(text.split("\n"), 1):
        name = line.replace(":", "=").partition("=")[0]
        found = number if name.strip().lower() == key else found
    return found


def _option(view: View, value: str | None, origin: Origin) -> Place | None:
    """What the option ``--app-data`` set in another way does; empty counts as unset."""
    if not value:
        return None
    if not value.strip():
        return sources.stops("virtualenv", _("{name} holds only blanks", name=origin.variable or _KEY), origin)
    return sources.placed(view, value, origin)


def _variable(view: View, context: str) -> Place | None:
    name = "VIRTUALENV_APP_DATA"
    return _option(view, view.value(context, name), sources.origin_of(view, context, name))


def _file(view: View, context: str) -> Place | None:
    path = _config_file(view, context)
    text = view.read(path) or ""
    return _option(view, _section(text).get(_KEY), Origin("file", path, _line(text, _KEY)))


def _override(view: View, context: str) -> Place | None:
    name = "VIRTUALENV_OVERRIDE_APP_DATA"
    value = view.value(context, name)
    return sources.placed(view, value, sources.origin_of(view, context, name)) if value and value.strip() else None


def _default(view: View, context: str) -> Place | None:
    """The cache; the folder of earlier versions where moving its content there once broke off."""
    new, old = _cache(view, context), _before(view, context)
    assert new is not None
    assert old is not None
    mark, there = sources.looks(view, [f"{old.path}/{_MARK}", new.path or "/"])
    return old if mark.kind == "file" and there.kind == "folder" and new.path != old.path else new


VIRTUALENV = Row(
    id="virtualenv",
    tool="virtualenv",
    title=msg("packages that virtualenv puts into new environments"),
    holds="cache",
    sources=(_variable, _file, _override, _default),
    levers=(
        FileLever("ini", sources.config_file("virtualenv/virtualenv.ini"), ("virtualenv", _KEY)),
        VariableLever("VIRTUALENV_APP_DATA"),
    ),
    folder="cache/virtualenv",
    variables=(
        "VIRTUALENV_APP_DATA",
        "VIRTUALENV_CONFIG_FILE",
        "VIRTUALENV_OVERRIDE_APP_DATA",
        "XDG_CONFIG_HOME",
        "XDG_CACHE_HOME",
        "XDG_DATA_HOME",
    ),
    traces=("~/.cache/virtualenv",),
    usual=("~/.cache/virtualenv",),
    relocation=Relocation(how=msg("it need not be moved: virtualenv makes it anew")),
    children=(
        ("VIRTUALENV_APP_DATA", "VIRTUALENV_OVERRIDE_APP_DATA"),
        ("VIRTUALENV_OVERRIDE_APP_DATA", "XDG_CACHE_HOME"),
    ),
    bounded=True,
    pitfalls=(
        msg("the environments are large, not this folder: make them on a data disk"),
        msg("an environment that was moved or copied still starts the programs of the old place: make it anew there"),
        msg("in virtualenv.ini the key is app_data; app-data is ignored without a word"),
        msg("~ and $HOME are taken literally in these settings: write the whole path"),
    ),
    facts=("virtualenv 21.15.8, app_data/__init__.py, app_data/cache_migration.py, config/ini.py, run and read",),
)
