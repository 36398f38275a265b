"""May a file be written, and where does its path lead?

Asked of the view while a plan is made, so that a fix that cannot be written is withheld before anything is shown.
"""

from __future__ import annotations

import difflib
import os

from envdoctor.catalogue.view import View
from envdoctor.errors import EditError
from envdoctor.host.probes import Seen
from envdoctor.i18n import _

_REPOSITORY = (".git", ".hg", ".svn", ".stow", ".chezmoiroot", ".chezmoi.toml", ".stow-local-ignore")


class Linked(EditError):
    """The file is a link into a dotfiles repository, whose source is the user's to change by ``patch``, a diff."""

    def __init__(self, sentence: str, patch: str) -> None:
        super().__init__(sentence)
        self.patch = patch


def place_for(view: View, path: str, text: str | None, after: str) -> str:
    """``path`` with links followed, if it is ours to write.

    Args:
        view: the account.
        path: the file as a tool names it.
        text: what it holds, None if nothing stands there.
        after: what it would hold, for the patch where the user has to make the change.

    Raises:
        EditError: it may not be written. Linked: its source is the user's to change.
    """
    seen = view.look(path)
    if seen.kind == "link":
        raise EditError(_("{path} is a link that leads nowhere ({link})", path=path, link=seen.link or ""))
    if seen.kind == "missing":
        return _new(view, path, after)
    if seen.kind != "file" or text is None:
        raise EditError(_("{path} cannot be read as a file", path=path))
    _replaceable(view, path, seen)
    if (source := _chezmoi(view, path)) is not None:
        raise Linked(_linked(path, source), diff(source, text, after))
    if seen.real != path and _repository(view, seen.real):
        raise Linked(_linked(path, seen.real), diff(seen.real, text, after))
    return seen.real


def _new(view: View, path: str, after: str) -> str:
    folder, led = _nearest(view, os.path.dirname(path))
    if not view.look(folder).writable:
        raise EditError(_("no file can be made in {folder}: it is not yours to write", folder=folder))
    real = os.path.normpath(led + path[len(folder) :])
    if led != folder and _repository(view, real):
        raise Linked(
            _("{path} would lie in {real}, a repository; make it there", path=path, real=real), diff(real, None, after)
        )
    return real


def _replaceable(view: View, path: str, seen: Seen) -> None:
    if seen.uid not in (-1, view.here.uid):
        raise EditError(_("{path} belongs to another account", path=path))
    if not seen.mode & 0o200:
        raise EditError(_("{path} is read-only; to allow the change: chmod u+w {path}", path=path))
    if seen.links > 1:
        raise EditError(_("{path} has {n} names (hard links), and only this one would change", path=path, n=seen.links))
    above = view.look(os.path.dirname(seen.real))
    if not above.writable:
        raise EditError(_("no file can be made in {folder}: it is read-only", folder=os.path.dirname(seen.real)))
    if seen.device != above.device:
        raise EditError(_("{path} is mounted by itself and cannot be replaced", path=path))


def _nearest(view: View, folder: str) -> tuple[str, str]:
    """The nearest folder at or above ``folder`` that exists, as written and with links resolved."""
    seen = view.look(folder)
    if seen.kind == "missing":
        return _nearest(view, os.path.dirname(folder))
    if seen.kind != "folder":
        raise EditError(_("{path} is not a folder", path=folder))
    return folder, seen.real or folder


def _chezmoi(view: View, path: str) -> str | None:
    """The source of ``path`` in chezmoi's repository, whose next ``apply`` would undo our change; else None."""
    home, name = os.path.split(path)
    folder = view.expand("~/.local/share/chezmoi")
    if home != view.here.home or not name.startswith(".") or not view.look(folder).exists:
        return None
    ends = ("dot_" + name[1:], "dot_" + name[1:] + ".tmpl")
    return next((f"{folder}/{own}" for own in view.names(folder) if own.endswith(ends)), None)


def _repository(view: View, path: str) -> bool:
    """True if ``path`` lies in a version-controlled or stowed folder other than home itself."""
    folder = os.path.dirname(path)
    while len(folder) > 1 and folder != view.here.home:
        if any(view.look(os.path.join(folder, name)).exists for name in _REPOSITORY):
            return True
        if any(word in os.path.basename(folder).lower() for word in ("dotfiles", "chezmoi", "stow", "yadm")):
            return True
        folder = os.path.dirname(folder)
    return False


def _linked(path: str, real: str) -> str:
    return _(
        "{path} leads to {real}, which you manage yourself: add the lines marked + there, then run this again",
        path=path,
        real=real,
    )


def diff(path: str, before: str | None, after: str, cwd: str = "") -> str:
    """Unified diff that ``patch -p1 -d /`` takes, or ``patch -p1`` if the file is below ``cwd``; odd bytes stay."""
    below = cwd.rstrip("/") + "/"
    name = path[len(below) :] if len(below) > 1 and path.startswith(below) else path.lstrip("/")
    lines = difflib.unified_diff(
        _lines(before or ""), _lines(after), "/dev/null" if before is None else f"a/{name}", f"b/{name}"
    )
    return "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines)


def _lines(text: str) -> list[str]:
    # Only "\n" ends a line for patch(1); str.splitlines would also split at form feeds and Unicode separators.
    parts = text.split("\n")
    return [part + "\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])
