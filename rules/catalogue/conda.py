"""conda's environments and packages."""

from __future__ import annotations

import re
from pathlib import PurePath

from envdoctor.catalogue import condarc, sources
from envdoctor.catalogue.condarc import Item
from envdoctor.catalogue.rows import Cleaner, FileLever, Place, Row, Source, VariableLever
from envdoctor.catalogue.view import View
from envdoctor.host.probes import Look, Read
from envdoctor.i18n import _, msg
from envdoctor.model import Origin

_USUAL = ("miniconda3", "anaconda3", "miniforge3", "mambaforge", "miniconda", "anaconda", "conda", ".conda/base")
_SHARED = ("/opt/conda", "/opt/miniconda3", "/opt/anaconda3", "/opt/miniforge3")
_STARTUP = (".bashrc", ".bash_profile", ".profile", ".zshrc", ".config/fish/config.fish", ".tcshrc")
_LONGEST = 1000  # of a line that conda init writes; searching longer ones takes long
_LINKING = ("always_softlink", "softlink", "allow_softlinks")
_SYSTEM = ("/bin", "/usr/bin", "/usr/local/bin")
_FACTS = ("conda 24.7 run, conda 26.7 read: base/constants.py, base/context.py, common/configuration.py",)

# ---- conda's own prefix


def _programs(view: View, context: str) -> list[str]:
    """Where a ``conda`` that runs in this context may stand: on its PATH, or in the active prefix's base."""
    folders = [part for part in (view.value(context, "PATH") or "").split(":") if part.startswith("/")]
    likely = [part for part in folders if part.endswith(("/bin", "/condabin")) and part not in _SYSTEM]
    for name in ("CONDA_ROOT", "CONDA_PREFIX"):
        prefix = view.value(context, name) or ""
        if prefix.startswith("/"):
            above = PurePath(prefix).parent
            likely += [f"{above.parent}/bin"] if above.name == "envs" else []
            likely.append(f"{prefix}/bin")
    return [str(PurePath(folder) / "conda") for folder in dict.fromkeys(likely)]


def _from_programs(view: View, context: str) -> str | None:
    programs = _programs(view, context)
    for program, seen in zip(programs, sources.looks(view, programs), strict=True):
        if seen.kind == "file":
            return str(PurePath(seen.real or program).parent.parent)
    return None


def _startup_files(view: View, context: str) -> list[str]:
    return [f"{sources.home(view, context)}/{name}" for name in _STARTUP]


def _from_startup(view: View, context: str) -> str | None:
    """The prefix that ``conda init`` wrote into a start-up file."""
    for text in sources.reads(view, _startup_files(view, context)):
        if text and "conda initialize" in text:
            block = text.partition("# >>> conda initialize")[2].partition("# <<< conda initialize")[0]
            short = "\n".join(line for line in block.split("\n") if len(line) < _LONGEST)
            if found := re.search(r"(/[^'\"\n]*?)/bin/conda\b", short):
                return found[1]
    return None


def _usual_marks(view: View, context: str) -> list[str]:
    home = sources.home(view, context)
    return [f"{prefix}/conda-meta/history" for prefix in (*(f"{home}/{name}" for name in _USUAL), *_SHARED)]


def _from_usual(view: View, context: str) -> str | None:
    """A prefix that stands where installers put one."""
    marks = _usual_marks(view, context)
    found = (mark for mark, seen in zip(marks, sources.looks(view, marks), strict=True) if seen.exists)
    return next((str(PurePath(mark).parent.parent) for mark in found), None)


def base(view: View, context: str) -> str | None:
    """The prefix conda itself is installed in, as far as this account's variables and files tell; None: no conda."""
    program = view.value(context, "CONDA_EXE") or ""
    if program.startswith("/"):
        return str(PurePath(program).parent.parent)
    looked = [*_programs(view, context), *_usual_marks(view, context)]
    startup = [Read(view.expand(path)) for path in _startup_files(view, context)]
    sources.need(view, *(Look(view.expand(path)) for path in looked), *startup)
    finders = (_from_programs, _from_startup, _from_usual)
    return next((found for find in finders if (found := find(view, context))), None)


def _root(view: View, context: str, found: str | None) -> str | None:
    """The prefix whose ``envs`` and ``pkgs`` are the defaults: set by a variable, or conda's own."""
    named = view.value(context, "CONDA_ROOT_PREFIX") or view.value(context, "CONDA_ROOT_DIR")
    return sources.absolute(view, sources.expand_user(view, context, named)) if named else found


# ---- the first entry that can be written


def _usable(view: View, folder: str, mark: str) -> bool | None:
    """Whether conda takes ``folder``. None: conda gives an error, because something else is in the way."""
    magic = sources.looks(view, [f"{folder}/{mark}"])[0]
    return magic.writable if magic.kind == "file" else sources.creatable(view, folder)


def _first(view: View, items: list[Item], mark: str, *, strict: bool) -> Place:
    """The first entry conda takes. ``strict``: it stops at one that something is in the way of."""
    marks = [f"{item.value}/{mark}" for item in items]
    ancestors = [path for item in items for path in (item.value, *sources.parents(item.value))]
    sources.looks(view, list(dict.fromkeys([*marks, *ancestors])))
    for item in items:
        usable = _usable(view, item.value, mark)
        if usable is None and strict:
            return sources.stops("conda", _("something is in the way of {path}", path=item.value), item.origin)
        if usable:
            wanted = items[0] if items[0].origin.kind != "default" else item
            note = _("{path} cannot be written, so it is passed over", path=wanted.value) if item != wanted else ""
            return sources.placed(view, item.value, item.origin, note=note)
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
        items = condarc.listed(view, context, prefix, names, separator)
        if name == "envs" or not items:  # the defaults stay behind configured envs_dirs, but not behind pkgs_dirs
            items += _defaults(view, context, _root(view, context, prefix), name)
        if name == "envs":
            items = [item for item in items if item.value != "/dev/null"]
        return _first(view, items, mark, strict=name == "envs")

    return sources.may_stop(source)


def _links(view: View, context: str) -> str:
    """What cleaning the packages breaks where conda is told to make environments of links into them."""
    origin = condarc.switched_on(view, context, base(view, context), _LINKING)
    if origin is None:
        return ""
    return _("environments may be links into it ({where})", where=origin.variable or origin.path)


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
    stays=msg("existing environments stay listed"),
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
    usual=("~/.conda/pkgs", *(f"~/{name}/pkgs" for name in _USUAL[:4])),
    cleaners=(
        Cleaner(
            "conda clean --packages --tarballs --index-cache",
            at="CONDA_PKGS_DIRS={path} conda clean --packages --tarballs --index-cache",
            breaks=_links,
            part=msg("frees only packages that no environment uses"),
        ),
    ),
    pitfalls=(
        msg("CONDA_PKGS_DIRS is separated by commas, CONDA_ENVS_DIRS by colons"),
        msg("never empty it where always_softlink or allow_softlinks is on: environments are links into it"),
        msg("deleting an environment frees little while its packages stay here: they are the same files"),
    ),
    facts=_FACTS,
)
