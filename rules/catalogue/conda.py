"""conda's environments and packages."""

from __future__ import annotations

from collections.abc import Callable

from envdoctor.catalogue import condarc, condaroot, sources
from envdoctor.catalogue.condabase import USUAL, base
from envdoctor.catalogue.condarc import Item
from envdoctor.catalogue.rows import Cleaner, FileLever, Place, Relocation, Row, Source, VariableLever
from envdoctor.catalogue.view import View
from envdoctor.i18n import _, msg
from envdoctor.model import Origin

_VARIABLES = ("CONDARC", *condaroot.VARIABLES, "CONDA_PREFIX", "CONDA_ROOT", "CONDA_EXE", "XDG_CONFIG_HOME")
"""What decides which files conda reads and which prefix is its own."""
_LINKING = ("always_softlink", "softlink", "allow_softlinks")
_FACTS = ("conda 24.7 run, conda 26.7 read: base/constants.py, base/context.py, common/configuration.py",)


def _root(view: View, context: str, found: str | None) -> str | None:
    """The prefix whose ``envs`` and ``pkgs`` are the defaults: the one conda is told to take, or conda's own."""
    named = condaroot.configured(view, context, found)
    return named.path if named is not None else found


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


def _spoken(source: Source, names: tuple[str, ...], separator: str) -> Callable[[View, str], list[Place]]:
    """The place in force, then the first weaker entry of each other file or variable: conda makes one list of all."""

    def settings(view: View, context: str) -> list[Place]:
        used = source(view, context)
        if used is None or used.path is None:
            return [used] if used is not None else []
        items = condarc.listed(view, context, base(view, context), names, separator)
        at = next((at for at, item in enumerate(items) if item.origin == used.origin and item.value == used.path), 0)
        found = {_where(used.origin): used}
        for item in items[at + 1 :]:
            found.setdefault(_where(item.origin), sources.placed(view, item.value, item.origin))
        return list(found.values())

    return settings


def _where(origin: Origin) -> tuple[str | None, str | None]:
    """The variable, or the file, that an entry stands in."""
    return origin.variable, None if origin.variable else origin.path


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


_envs = _listed(("envs_dirs", "envs_path"), ":", "envs", ".conda_envs_dir_test")
_pkgs = _listed(("pkgs_dirs",), ",", "pkgs", "urls.txt")

CONDA_ENVS = Row(
    id="conda-envs",
    tool="conda",
    title=msg("conda's environments"),
    holds="data",
    sources=(_envs,),
    settings=_spoken(_envs, ("envs_dirs", "envs_path"), ":"),
    levers=(
        FileLever("yaml", user_file, ("envs_dirs",), prepend=True),
        VariableLever("CONDA_ENVS_DIRS"),
    ),
    folder="conda/envs",
    variables=("CONDA_ENVS_DIRS", "CONDA_ENVS_PATH", *_VARIABLES),
    commands=("conda",),
    traces=("~/.conda", *(f"~/{name}/envs" for name in USUAL[:4])),
    stays=msg("existing environments stay listed"),
    relocation=Relocation(
        link="needed",
        how=msg(
            "make it anew (conda env export, conda env create), or copy it (conda rename): its path is written into "
            "its programs. A moved folder works only with a link at the old place"
        ),
    ),
    needs_exec=True,
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
    sources=(_pkgs,),
    settings=_spoken(_pkgs, ("pkgs_dirs",), ","),
    levers=(
        FileLever("yaml", user_file, ("pkgs_dirs",), prepend=True),
        VariableLever("CONDA_PKGS_DIRS"),
    ),
    folder="conda/pkgs",
    variables=("CONDA_PKGS_DIRS", *_VARIABLES),
    commands=("conda",),
    traces=(
        "~/.conda",
        *(f"~/{name}/{folder}" for name in USUAL[:4] for folder in ("envs", "pkgs")),
    ),  # moves with envs
    usual=("~/.conda/pkgs", *(f"~/{name}/pkgs" for name in USUAL[:4])),
    cleaners=(
        Cleaner(
            "conda clean --packages --tarballs --index-cache",
            at="CONDA_PKGS_DIRS={path} conda clean --packages --tarballs --index-cache",
            breaks=_links,
            part=msg("frees only packages that no environment uses"),
        ),
    ),
    relocation=Relocation(
        how=msg("it need not be moved: conda downloads again. Together with the environments it shares their files"),
    ),
    pitfalls=(
        msg("CONDA_PKGS_DIRS is separated by commas, CONDA_ENVS_DIRS by colons"),
        msg("never empty it where always_softlink or allow_softlinks is on: environments are links into it"),
        msg("deleting an environment frees little while its packages stay here: they are the same files"),
    ),
    facts=_FACTS,
)
