"""May a file be written, and where does its path lead?

Asked of the view while a plan is made, so that a fix that cannot be written is withheld before anything is shown.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator
from typing import Literal

from envdoctor.catalogue.view import View
from envdoctor.errors import EditError
from envdoctor.host.probes import Seen
from envdoctor.i18n import _

Code = tuple[Literal["replace", "delete", "insert", "equal"], int, int, int, int]
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
    old, new = lines_of(before or ""), lines_of(after)
    return unified(path, None if before is None else old, new, compared(old, new), cwd)


def unified(path: str, old: list[str] | None, new: list[str], codes: list[Code], cwd: str = "", above: int = 0) -> str:
    """The diff of lines that are ``compared``; ``above``: how many equal ones stand before the first."""
    below = cwd.rstrip("/") + "/"
    name = path[len(below) :] if len(below) > 1 and path.startswith(below) else path.lstrip("/")
    hunks = list(_hunks(old or [], new, codes, above))
    head = [f"--- {'/dev/null' if old is None else f'a/{name}'}\n", f"+++ b/{name}\n"] if hunks else []
    return "".join(line if line.endswith("\n") else line + _NO_END for line in (*head, *hunks))


CONTEXT = 3
"""Lines shown around a change."""
_NO_END = "\n\\ No newline at end of file\n"


class _Compared(difflib.SequenceMatcher[str]):
    """What has been compared already, to be grouped with its context."""

    def __init__(self, codes: list[Code]) -> None:
        super().__init__()
        self.codes = codes

    def get_opcodes(self) -> list[Code]:
        """As given."""
        return self.codes


def _hunks(old: list[str], new: list[str], codes: list[Code], above: int) -> Iterator[str]:
    for group in _Compared(codes).get_grouped_opcodes(CONTEXT):
        first, last = group[0], group[-1]
        ranges = _range(first[1] + above, last[2] + above), _range(first[3] + above, last[4] + above)
        yield f"@@ -{ranges[0]} +{ranges[1]} @@\n"
        for tag, start, end, begin, stop in group:
            if tag == "equal":
                yield from (" " + line for line in old[start:end])
            else:
                yield from ("-" + line for line in old[start:end])
                yield from ("+" + line for line in new[begin:stop])


def compared(old: list[str], new: list[str]) -> list[Code]:
    """How ``old`` becomes ``new``: only what lies between the same lines at the top and at the bottom is compared."""
    most, top, bottom = min(len(old), len(new)), 0, 0
    while top < most and old[top] == new[top]:
        top += 1
    while bottom < most - top and old[-1 - bottom] == new[-1 - bottom]:
        bottom += 1
    end, stop = len(old) - bottom, len(new) - bottom
    inner = difflib.SequenceMatcher(None, old[top:end], new[top:stop]).get_opcodes()
    found: list[Code] = [(tag, i + top, j + top, k + top, m + top) for tag, i, j, k, m in inner]
    above: list[Code] = [("equal", 0, top, 0, top)]
    below: list[Code] = [("equal", end, len(old), stop, len(new))]
    return [*above[: bool(top)], *found, *below[: bool(bottom)]]


def _range(start: int, end: int) -> str:
    """Lines as a hunk's head counts them: of none, the line above."""
    size = end - start
    return str(start + 1) if size == 1 else f"{start + 1 if size else start},{size}"


def lines_of(text: str) -> list[str]:
    """The lines of ``text`` with their ends."""
    # Only "\n" ends a line for patch(1); str.splitlines would also split at form feeds and Unicode separators.
    parts = text.split("\n")
    return [part + "\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])
