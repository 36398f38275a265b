"""conda's environments and packages."""

from __future__ import annotations

import re
from pathlib import PurePath

from envdoctor.catalogue import condarc, sources
from envdoctor.catalogue.condarc import Item
from envdoctor.catalogue.rows import Cleaner, FileLever, Place, Row, Source, VariableLever
from envdoctor.catalogue.view import View
from envdoctor.i18n import _, msg
from envdoctor.model import Origin

_USUAL = ("miniconda3", "anaconda3", "miniforge3", "mambaforge", "miniconda", "anaconda", "conda", ".conda/base")
_SHARED = ("/opt/conda", "/opt/miniconda3", "/opt/anaconda3", "/opt/miniforge3")
_STARTUP = (".bashrc", ".bash_profile", ".profile", ".zshrc", ".config/fish/config.fish", ".tcshrc")
_SYSTEM = ("/bin", "/usr/bin", "/usr/local/bin")
_FACTS = ("conda 24.7 run, conda 26.7 read: base/constants.py, base/context.py, common/configuration.py",)

# ---- conda's own prefix


def _from_variables(view: View, context: str) -> str | None:
    program = view.value(context, "CONDA_EXE")
    if program and program.startswith("/"):
        return str(PurePath(program).parent.parent)
    prefix = view.value(context, "CONDA_PREFIX")
    if prefix and prefix.startswith("/"):
        above = PurePath(prefix).parent
        return str(above.parent) if above.name == "envs" else prefix
    return None


def _from_path(view: View, context: str) -> str | None:
    folders = [part for part in (view.value(context, "PATH") or "").split(":") if part.startswith("/")]
    likely = [part for part in folders if part.endswith(("/bin", "/condabin")) and part not in _SYSTEM]
    programs = [str(PurePath(folder) / "conda") for folder in dict.fromkeys(likely)]
    for program, seen in zip(programs, sources.looks(view, programs), strict=True):
        if seen.kind == "file":
            return str(PurePath(seen.real or program).parent.parent)
    return None


def _from_startup(view: View, context: str) -> str | None:
    """The prefix that ``conda init`` wrote into a start-up file."""
    home = sources.home(view, context)
    for text in sources.reads(view, [f"{home}/{name}" for name in _STARTUP]):
        if text and "conda initialize" in text:
            block = text.partition("# >>> conda initialize")[2].partition("# <<< conda initialize")[0]
            if found := re.search(r"(/[^'\"\n]*?)/bin/conda\b", block):
                return found[1]
    return None


def _usual(view: View, context: str) -> str | None:
    home = sources.home(view, context)
    prefixes = [f"{home}/{name}" for name in _USUAL] + list(_SHARED)
    marks = sources.looks(view, [f"{prefix}/conda-meta/history" for prefix in prefixes])
    return next((prefix for prefix, seen in zip(prefixes, marks, strict=True) if seen.exists), None)


def base(view: View, context: str) -> str | None:
    """The prefix conda itself is installed in, as far as this account's variables and files tell; None: no conda."""
    for find in (_from_variables, _from_path, _from_startup, _usual):
        if found := find(view, context):
            return found
    return None


def _root(view: View, context: str, found: str | None) -> str | None:
    """The prefix whose ``envs`` and ``pkgs`` are the defaults: set by a variable, or conda's own."""
    named = view.value(context, "CONDA_ROOT_PREFIX") or view.value(context, "CONDA_ROOT_DIR")
    return sources.absolute(view, sources.expand_user(view, context, named)) if named else found


# ---- the first entry that can be written


def _usable(view: View, folder: str, mark: str) -> bool | None:
    """Whether conda takes ``folder``. None: conda gives an error, because something else is in the way."""
    magic = sources.looks(view, [f"{folder}/{mark}"])[0]
    return magic.writable if magic.kind == "file" else sources.creatable(view, folder)


def _first(view: View, items: list[Item], mark: str) -> Place:
    wanted = [f"{item.value}/{mark}" for item in items]
    ancestors = [path for item in items for path in (item.value, *sources.parents(item.value))]
    sources.looks(view, list(dict.fromkeys([*wanted, *ancestors])))
    for item in items:
        usable = _usable(view, item.value, mark)
        if usable is None:
            return sources.stops("conda", _("something is in the way of {path}", path=item.value), item.origin)
        if usable:
            note = _("{path} cannot be written, so it is passed over", path=items[0].value)
            return sources.placed(view, item.value, item.origin, note="" if item is items[0] else note)
    return sources.stops("conda", _("no folder of the list can be written"), items[0].origin)


def _defaults(view: View, context: str, root: str | None, name: str) -> list[Item]:
    own = f"{sources.home(view, context)}/.conda/{name}"
    folders = [f"{root}/{name}", own] if root else [own]
    if root and name == "envs" and not _writable_root(view, root):
        folders.reverse()
    return [Item(sources.absolute(view, folder), Origin("default")) for folder in folders]


def _writable_root(view: View, root: str) -> bool:
    seen = view.look(sources.absolute(view, f"{root}/conda-meta/history"))
    return seen.kind == "file" and seen.writable


def _listed(names: tuple[str, ...], separator: str, name: str, mark: str) -> Source:
    def source(view: View, context: str) -> Place | None:
        prefix = base(view, context)
        try:
            items = condarc.listed(view, context, prefix, names, separator)
        except sources.Stopped as stop:
            return stop.place
        if name == "envs" or not items:  # the defaults stay behind configured envs_dirs, but not behind pkgs_dirs
            items += _defaults(view, context, _root(view, context, prefix), name)
        return _first(view, [item for item in items if item.value != "/dev/null"], mark)

    return source


def user_file(view: View) -> str:
    """The file to write: the one CONDARC names, where all contexts agree on it and conda reads it, else ~/.condarc."""
    own = sources.common(view, "CONDARC") or ""
    read = own.startswith("/") and own.endswith((".condarc", "/condarc", ".yml", ".yaml"))
    return own if read else view.here.home + "/.condarc"


CONDA_ENVS = Row(
    id="conda-envs",
    tool="conda",
    title=msg("conda's environments"),
    holds="data",
    sources=(_listed(("envs_dirs", "envs_path"), ":", "envs", ".conda_envs_dir_test"),),
    levers=(
        FileLever("yaml", user_file, ("envs_dirs",), prepend=True),
        VariableLever("CONDA_ENVS_DIRS"),
    ),
    folder="conda/envs",
    commands=("conda",),
    traces=("~/.conda", *(f"~/{name}/envs" for name in _USUAL[:4])),
    stays=msg("environments that exist already stay where they are and stay listed"),
    group="conda",
    pitfalls=(
        msg("a folder that cannot be written is passed over without a word: the environment lands in the next one"),
        msg("CONDA_ENVS_DIRS and CONDA_ENVS_PATH must not both be set"),
        msg("a .condarc in the active environment beats the one in your home"),
        msg("an environment cannot simply be moved: its own path is written into its files"),
        msg("keep environments and packages on one disk, else conda copies instead of linking"),
    ),
    facts=_FACTS,
)

CONDA_PKGS = Row(
    id="conda-pkgs",
    tool="conda",
    title=msg("conda's downloaded packages"),
    holds="cache",
    sources=(_listed(("pkgs_dirs",), ",", "pkgs", "urls.txt"),),
    levers=(
        FileLever("yaml", user_file, ("pkgs_dirs",), prepend=True),
        VariableLever("CONDA_PKGS_DIRS"),
    ),
    folder="conda/pkgs",
    commands=("conda",),
    traces=("~/.conda/pkgs", *(f"~/{name}/pkgs" for name in _USUAL[:4])),
    cleaners=(Cleaner("conda clean --packages --tarballs --index-cache"),),
    stays=msg("environments that exist already keep working"),
    group="conda",
    pitfalls=(
        msg("CONDA_PKGS_DIRS is separated by commas, CONDA_ENVS_DIRS by colons"),
        msg("never delete it by hand where always_softlink is on: environments are links into it"),
        msg("deleting an environment frees little while its packages stay here: they are the same files"),
    ),
    facts=_FACTS,
)
