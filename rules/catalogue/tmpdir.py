"""The folder for temporary files."""

from __future__ import annotations

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Place, Relocation, Row, VariableLever
from envdoctor.catalogue.view import View
from envdoctor.facts.tmpdir import NAMES
from envdoctor.i18n import _, msg
from envdoctor.model import Origin

_FOLDERS = ("/tmp", "/var/tmp", "/usr/tmp")


def _candidates(view: View, context: str) -> list[tuple[str, Origin]]:
    named = [(name, view.value(context, name)) for name in NAMES]
    found = [(value, sources.origin_of(view, context, name)) for name, value in named if value]
    return found + [(folder, Origin("default")) for folder in _FOLDERS]


def _first_writable(view: View, context: str) -> Place | None:
    """As Python's tempfile does: the first folder a file can be made in; others are passed over without a word."""
    candidates = _candidates(view, context)
    paths = [sources.absolute(view, value) for value, _origin in candidates]
    passed = ""
    for (value, origin), path, seen in zip(candidates, paths, sources.looks(view, paths), strict=True):
        if seen.kind == "folder" and seen.writable:
            return sources.placed(view, value, origin, note=passed)
        if origin.variable and not passed:
            passed = _unusable(origin.variable, path, seen.exists)
    return sources.placed(view, view.here.cwd, Origin("default"), note=passed)


def _unusable(name: str, path: str, exists: bool) -> str:
    if exists:
        return _("{name} is {path}, which cannot be written, so it is passed over", name=name, path=path)
    return _("{name} is {path}, which does not exist, so it is passed over", name=name, path=path)


TMPDIR = Row(
    id="tmpdir",
    tool="TMPDIR",
    title=msg("temporary files"),
    holds="cache",
    sources=(_first_writable,),
    levers=(VariableLever("TMPDIR", keep=True),),
    folder="tmp",
    variables=NAMES,
    relocation=Relocation(
        link="avoid",
        how=msg("nothing is worth moving: make the new folder before TMPDIR names it, on every node"),
    ),
    apart=True,
    traces=("/",),  # every account writes temporary files: always in use
    pitfalls=(
        msg("the folder must exist: most programs fall back to /tmp without a word, mktemp fails"),
        msg("keep it short: above 75 characters Python's multiprocessing and PyTorch's data loaders fail"),
        msg("not on NFS, and not on a disk mounted noexec: PyTorch's compiler loads libraries from it"),
    ),
    facts=("CPython Lib/tempfile.py _candidate_tempdir_list, run and read",),
)
