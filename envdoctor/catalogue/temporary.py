"""What tools put below the folder for temporary files: it is found as Python's ``tempfile`` finds it."""

from __future__ import annotations

from collections.abc import Callable

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Place, Source
from envdoctor.catalogue.view import View
from envdoctor.model import Origin

VARIABLES = ("TMPDIR", "TEMP", "TMP")
"""In the order in which they are asked; an empty one counts as unset."""
_FOLDERS = ("/tmp", "/var/tmp", "/usr/tmp")


def folder(view: View, context: str) -> tuple[str, str]:
    """The first folder that a file can be made in, and the variable that names it (``TMPDIR`` for a default).

    Raises:
        Missing, Unavailable: as :meth:`View.look`.
    """
    named = [(name, view.value(context, name)) for name in VARIABLES]
    tried = [(sources.absolute(view, value), name) for name, value in named if value]
    tried += [(path, VARIABLES[0]) for path in _FOLDERS]
    for (path, name), seen in zip(tried, sources.looks(view, [path for path, _name in tried]), strict=True):
        if seen.kind == "folder" and seen.writable:
            return path, name
    return view.here.cwd, VARIABLES[0]


def below(name: Callable[[View, str], str]) -> Source:
    """A default below the folder for temporary files; it always answers.

    Its origin is a default with the variable it follows: who sets TMPDIR has not configured this tool.

    Args:
        name: ``(view, context) -> what the tool adds``.
    """

    def source(view: View, context: str) -> Place | None:
        path, decided = folder(view, context)
        return sources.placed(view, path, Origin("default", variable=decided), suffix=name(view, context))

    return source
