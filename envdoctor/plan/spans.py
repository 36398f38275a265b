"""Replacements in files: all of one file's are against its text as it was checked, and become one new text.

They come by the hundreds from job scripts, so that a file is looked at once, whatever is replaced in it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence

from envdoctor.catalogue.view import View
from envdoctor.errors import EditError, Unavailable
from envdoctor.i18n import _
from envdoctor.light import dataclass, field
from envdoctor.model import Hit, ReplaceSpan, Safety
from envdoctor.plan.draft import Draft
from envdoctor.plan.writable import place_for
from envdoctor.steps import Change, Conflict
from envdoctor.syntax.roles import role_of

_DOS = re.compile(r"\r+\n")
_SHOWN = 60
"""Characters of a piece of text that a title quotes."""


@dataclass(slots=True)
class Piece:
    """One finding's replacement. ``why``: it is not made, because; ``clash``: another one wants these characters."""

    hit: Hit
    wish: ReplaceSpan
    safety: Safety
    why: str = ""
    clash: bool = False


@dataclass(slots=True)
class Lowered:
    """What the replacements came to: the draft with them, a row each, and what two of them want differently."""

    draft: Draft
    changes: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


def title(wish: ReplaceSpan) -> str:
    """What the replacement does, in words."""
    if of_lines(wish):
        return _("rewrite some lines in {path}", path=wish.path)
    before, after = _short(wish.before), _short(wish.after)
    if before == after and before:
        return _("change the blank space beside {text} in {path}", text=after, path=wish.path)
    if not before:
        return _("add {after} in {path}", after=after, path=wish.path)
    if not after:
        return _("remove {before} from {path}", before=before, path=wish.path)
    return _("replace {before} by {after} in {path}", before=before, after=after, path=wish.path)


def of_lines(wish: ReplaceSpan) -> bool:
    """It changes or moves lines, more than a title could quote."""
    return bool(wish.also) or "\n" in wish.before.strip("\n") or "\n" in wish.after.strip("\n")


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def lower(pieces: Sequence[Piece], draft: Draft, texts: Mapping[str, str]) -> Lowered:
    """Lay the replacements on ``draft``; a piece that is not made says why.

    Args:
        pieces: of any files.
        draft: what is planned already.
        texts: path as findings name it -> text as it was checked; others are read now.
    """
    files: dict[str, list[Piece]] = {}
    for piece in pieces:
        files.setdefault(piece.wish.path, []).append(piece)
    made = Lowered(draft)
    written: dict[str, tuple[str, str]] = {}
    for path, some in files.items():
        _one_file(path, some, made, texts.get(path), written)
    made.draft = made.draft.rewrite(written)
    return made


def _one_file(
    named: str, pieces: list[Piece], made: Lowered, checked: str | None, written: dict[str, tuple[str, str]]
) -> None:
    view = made.draft.view
    path = os.path.normpath(os.path.join(view.here.cwd, view.expand(named)))
    try:
        text = view.read(path) if checked is None or path in view.files else checked
        if text is None or (checked is not None and text != checked):
            raise EditError(_("{path} is not what it was when it was checked", path=named))
        _check(text, pieces, named)
        whole = [piece for piece in pieces if not piece.why and _only_line_ends(piece.wish, text)]
        made.conflicts += _clashes([piece for piece in pieces if piece not in whole], named, text)
        fit = [piece for piece in pieces if not piece.why]
        if not fit:
            return
        after = replaced(text, [piece.wish for piece in fit if piece not in whole])
        after = _DOS.sub("\n", after) if whole else after
        real = _real(view, path, text, after)
    except (EditError, Unavailable) as why:
        for piece in pieces:
            piece.why = piece.why or str(why)
        return
    written[real] = (text, after)
    from envdoctor.plan.pieces import lines

    cut = lines(text)
    for piece in fit:
        shown = cut.diff(real, piece.wish, view.here.cwd)
        made.changes.append(Change(real, "edit file", piece.hit.rule.code, piece.hit.member, piece.safety, shown))


def _real(view: View, path: str, text: str, after: str) -> str:
    """Where to write. A script that is named by a link is its user's own; a start-up file may be a repository's."""
    if not role_of(path, view.here.home):
        path = view.look(path).real or path
    return place_for(view, path, text, after)


def _check(text: str, pieces: list[Piece], named: str) -> None:
    for piece in pieces:
        if not all(_fits(part, text) for part in piece.wish.parts):
            piece.why = _("{path} is not what it was when it was checked", path=named)


def _fits(wish: ReplaceSpan, text: str) -> bool:
    return 0 <= wish.start <= wish.end <= len(text) and text[wish.start : wish.end] == wish.before


def _only_line_ends(wish: ReplaceSpan, text: str) -> bool:
    """Whether it turns the line ends of all the text into Unix ones: that is done last, and clashes with nothing."""
    return wish.before == text != wish.after == _DOS.sub("\n", text)


def _clashes(pieces: list[Piece], named: str, text: str) -> list[Conflict]:
    """Pieces that want the same characters differently; neither is made. The same change twice is one change."""
    found: list[Conflict] = []
    fit = [piece for piece in pieces if not piece.why]
    parts = sorted(((part, piece) for piece in fit for part in piece.wish.parts), key=_place)
    reach: tuple[ReplaceSpan, Piece] | None = None
    for wish, piece in parts:
        if reach is not None and _overlap(reach[0], wish) and not _beside(reach, (wish, piece)):
            labels = (reach[1].hit.label, piece.hit.label)
            line = text.count("\n", 0, wish.start) + 1
            found.append(Conflict(named, _("line {line}", line=line), labels, line))
            reach[1].clash = piece.clash = True
        if reach is None or wish.end >= reach[0].end:
            reach = wish, piece
    for piece in fit:
        if piece.clash:
            piece.why = _("another finding wants the same text changed differently")
    return found


def _place(part: tuple[ReplaceSpan, Piece]) -> tuple[int, int]:
    return part[0].start, part[0].end


def _overlap(one: ReplaceSpan, other: ReplaceSpan) -> bool:
    """Whether both cannot be made; ``one`` does not begin later."""
    if (one.start, one.end) == (other.start, other.end):
        return one.after != other.after
    return other.start < one.end


def _beside(one: tuple[ReplaceSpan, Piece], other: tuple[ReplaceSpan, Piece]) -> bool:
    """Both are lines that one rule moves to the same place: there they stand below each other."""
    moves = all(part is piece.wish and part.also and part.start == part.end for part, piece in (one, other))
    return moves and one[0].start == other[0].start and one[1].hit.rule is other[1].hit.rule


def replaced(text: str, wishes: Sequence[ReplaceSpan]) -> str:
    """``text`` with all ``wishes``, none of which overlap; what is put at one place stands there in their order."""
    found: dict[tuple[int, int, str, int], None] = {}
    for number, wish in enumerate(dict.fromkeys(wishes)):
        moves = number if wish.also and wish.start == wish.end else -1
        found.update(((p.start, p.end, p.after, moves if p is wish else -1), None) for p in wish.parts)
    parts: list[str] = []
    at = 0
    for start, end, after, _number in sorted(found, key=lambda key: key[:2]):
        parts += [text[at:start], after]
        at = end
    return "".join([*parts, text[at:]])
