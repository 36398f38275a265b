"""pip's download cache."""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor.catalogue import parsers, sources
from envdoctor.catalogue.rows import Cleaner, FileLever, Place, Relocation, Row, VariableLever
from envdoctor.catalogue.view import View
from envdoctor.i18n import _, msg
from envdoctor.model import Origin

_SECTIONS = ("global", "install")
"""The sections that ``pip install`` reads, the later one wins; variables win over both."""
_KEYS = {"cache-dir": "PIP_CACHE_DIR", "no-cache-dir": "PIP_NO_CACHE_DIR"}

Setting = tuple[str, Origin]


def _prefixes(view: View, context: str) -> list[str]:
    """Where the site file of the Python that runs pip stands: the active environment, else the program's own folder."""
    active = view.value(context, "VIRTUAL_ENV") or view.value(context, "CONDA_PREFIX")
    if active:
        return [active]
    program = (view.which("pip") or view.which("pip3")) if context == "now" else None
    return [program.rsplit("/", 2)[0] or "/"] if program else ["/usr"]


def config_files(view: View, context: str) -> list[str]:
    """pip's configuration files, lowest precedence first, by ``pip/_internal/configuration.py`` (pip 26.3)."""
    own = view.value(context, "PIP_CONFIG_FILE")
    if own == "/dev/null":
        return []
    bases = [base.strip() for base in (view.value(context, "XDG_CONFIG_DIRS") or "").split(":")]
    shared = [base for base in bases if base.startswith("/")] or ["/etc/xdg"]
    files = [f"{base}/pip/pip.conf" for base in shared] + ["/etc/pip.conf"]
    if not (own and view.look(sources.absolute(view, own)).exists):
        home = sources.home(view, context)
        base = (view.value(context, "XDG_CONFIG_HOME") or "").strip()
        files += [home + "/.pip/pip.conf", (base if base.startswith("/") else home + "/.config") + "/pip/pip.conf"]
    files += [f"{prefix}/pip.conf" for prefix in _prefixes(view, context)]
    return [sources.absolute(view, path) for path in files + ([own] if own else [])]


def _from_files(view: View, context: str) -> Iterator[tuple[str, str, Setting]]:
    """``(section, key, setting)`` of all files, lowest precedence first.

    Raises:
        Stopped: pip cannot read one of them.
    """
    paths = config_files(view, context)
    for path, text in zip(paths, sources.reads(view, paths), strict=True):
        if text is None:
            continue
        try:
            sections = parsers.ini(text)
        except parsers.Malformed as error:
            raise sources.Stopped("pip", f"{path}: {error}", Origin("file", path)) from None
        for section in _SECTIONS:
            for key in _KEYS:
                if (value := sections.get(section, {}).get(key)) is not None:
                    line = parsers.key_line(text, key, section) or parsers.key_line(text, key)
                    yield section, key, (value, Origin("file", path, line))


def settings(view: View, context: str) -> dict[str, list[Setting]]:
    """pip's settings as ``pip install`` takes them, the strongest first.

    Empty values count as unset, but hide what lower files say in the same section.

    Raises:
        Stopped: pip cannot read a file.
    """
    levels: list[dict[str, list[Setting]]] = [{} for _level in (*_SECTIONS, "variables")]
    for section, key, setting in _from_files(view, context):
        levels[_SECTIONS.index(section)].setdefault(key, []).append(setting)
    for key, name in _KEYS.items():
        if (value := view.value(context, name)) is not None:
            levels[-1][key] = [(value, sources.origin_of(view, context, name))]
    merged: dict[str, list[Setting]] = {}
    for level in reversed(levels):
        for key, said in level.items():
            if said[-1][0]:
                merged.setdefault(key, []).extend(setting for setting in reversed(said) if setting[0])
    return merged


def _switched_off(setting: Setting) -> Place:
    value, origin = setting
    name = origin.variable or "no-cache-dir"
    # pip takes every boolean, also "no" and "0", as "switch it off"
    if value.lower() in sources.TRUE + sources.FALSE:
        return sources.switched_off(name, origin)
    return sources.stops("pip", _("{name}={value} is not a boolean", name=name, value=value), origin)


def _folder(view: View, context: str, setting: Setting) -> Place:
    value, origin = setting
    note = _("$ is taken literally in pip's settings") if "$" in value else ""
    return sources.placed(view, sources.expand_user(view, context, value), origin, note=note)


_default = sources.xdg("XDG_CACHE_HOME", ".cache", "pip")


@sources.may_stop
def _configured(view: View, context: str) -> Place | None:
    found = settings(view, context)
    if "no-cache-dir" in found:
        return _switched_off(found["no-cache-dir"][0])
    return _folder(view, context, found["cache-dir"][0]) if "cache-dir" in found else None


def _spoken(view: View, context: str) -> list[Place]:
    """Every setting that speaks, the one in force first; a cache that is switched off is nowhere, whatever is set."""
    try:
        found = settings(view, context)
    except sources.Stopped as stop:
        return [stop.place]
    off = [_switched_off(setting) for setting in found.get("no-cache-dir", [])]
    folders = [_folder(view, context, setting) for setting in found.get("cache-dir", [])]
    places = [*off, *folders, _default(view, context)]
    return [place for place in places if place is not None and place.origin.kind != "default"]


PIP_CACHE = Row(
    id="pip-cache",
    tool="pip",
    title=msg("pip's download cache"),
    holds="cache",
    sources=(_configured, _default),
    settings=_spoken,
    levers=(
        FileLever("ini", sources.config_file("pip/pip.conf"), ("global", "cache-dir")),
        VariableLever("PIP_CACHE_DIR"),
    ),
    folder="cache/pip",
    variables=(
        *("PIP_CACHE_DIR", "PIP_NO_CACHE_DIR", "PIP_CONFIG_FILE", "VIRTUAL_ENV", "CONDA_PREFIX"),
        *("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS"),
    ),
    commands=("pip", "pip3"),
    traces=("~/.cache/pip",),
    usual=("~/.cache/pip",),
    relocation=Relocation(how=msg("it need not be moved: pip downloads again")),
    children=(("PIP_CACHE_DIR", "XDG_CACHE_HOME"),),
    cleaners=(Cleaner("pip cache purge", at="pip cache purge --cache-dir {path}"),),
    pitfalls=(
        msg("cache-dir in [install] is used by pip install, but pip cache dir does not show it"),
        msg("$HOME in pip.conf is not expanded; write the whole path (~ works)"),
        msg("PIP_CACHE_DIR beats what pip config set wrote; pip.conf of an environment beats the one in your home"),
        msg("PIP_NO_CACHE_DIR switches the cache off whatever its value, even 0: every install downloads again"),
    ),
    facts=("pip 26.3, pip/_internal/configuration.py and cli/parser.py, run and read",),
)
