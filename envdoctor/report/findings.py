"""Findings as lines of text: one each in a table where the width allows it, else a small block each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from envdoctor.i18n import _, render
from envdoctor.light import dataclass, replace
from envdoctor.model import Advise, Hit, ReplaceSpan, Safety, Severity
from envdoctor.report.style import Style, cells, cut, pad, tilde, wrap
from envdoctor.report.value import Report, in_order

_LETTERS = {Severity.ERROR: ("E", "red"), Severity.WARNING: ("W", "yellow"), Severity.NOTE: ("N", "cyan")}
_INDENT = "    "
_WIDEST = 80  # columns of a place; a longer one would widen every line
_PADDED = 120  # columns that a message is filled up to where no width is known


@dataclass(frozen=True, slots=True)
class Line:
    """One finding, ready to be laid out.

    Attributes:
        label: letter and rule, a column. place: a column; of files it stands first, as compilers write it.
        message: what is wrong. tail: what can be done.
    """

    hit: Hit
    label: str
    place: str
    message: str
    tail: str


@dataclass(frozen=True, slots=True)
class Columns:
    """Widths of the columns, and whether the place stands first."""

    label: int
    place: int
    message: int
    tail: int
    place_first: bool

    @property
    def whole(self) -> int:
        """Width of a line that holds all of them."""
        return sum(width + 2 for width in (self.label, self.place, self.message, self.tail) if width) - 2


def findings(report: Report, style: Style, verbose: int) -> Iterator[str]:
    """Lines of all findings, in order."""
    lines = [_line(hit, report, style) for hit in in_order(report)]
    if not lines:
        return
    columns = Columns(
        max(cells(line.label) for line in lines),
        max(cells(line.place) for line in lines),
        max(cells(line.message) for line in lines),
        max(cells(line.tail) for line in lines),
        report.paths,
    )
    said: dict[str, str] = {}
    for line in lines:
        unsaid = list(_unsaid(line, report, style, said))
        line = _as_above(line, said) if report.paths and not unsaid else line
        if style.width is None or columns.whole <= style.width:
            yield _row(line, columns, style)
        else:
            yield from _block(line, columns, style)
        yield from unsaid
        if verbose:
            yield from _more(line.hit, report, style)


# ---- what is said


def _line(hit: Hit, report: Report, style: Style) -> Line:
    label = f"{_LETTERS[hit.severity][0]} {style.show(hit.label)}"
    return Line(
        hit, label, cut(style.place(_place(hit, report, style)), _WIDEST), _message(hit, style), _tail(hit, report)
    )


def _place(hit: Hit, report: Report, style: Style) -> str:
    at = hit.finding.location
    if at.path is None or not (report.paths or hit.finding.place in ("", at.path)):
        return hit.finding.place
    # A column helps an editor to jump; in the overview of an account the line is enough.
    numbers = (at.line, at.column) if report.paths else (at.line,)
    return ":".join([tilde(at.path, style.home), *(str(number) for number in numbers if number is not None)])


def _message(hit: Hit, style: Style) -> str:
    said = style.show(render(hit.finding.template, _args(hit.finding.args, style)))
    if "batch" in hit.finding.contexts and len(hit.finding.contexts) > 1:
        main = said
        while main.endswith(")") and " (" in main:  # behind an aside it would be read as part of that
            main = main[: main.rindex(" (")]
        said = _("{said}, also in batch jobs", said=main) + said[len(main) :]
    return said


def _args(args: Mapping[str, object], style: Style) -> dict[str, object]:
    return {name: tilde(value, style.home) if isinstance(value, str) else value for name, value in args.items()}


def _tail(hit: Hit, report: Report) -> str:
    if hit.subject not in report.fixes:
        return ""
    safety = report.fixes[hit.subject][1]
    if safety is Safety.SAFE:
        return _("fixable")
    return _("fixable with --unsafe") if safety is Safety.UNSAFE else _("by hand")


# ---- how it is laid out


def _columns(line: Line, columns: Columns, style: Style) -> list[str]:
    letter, colour = _LETTERS[line.hit.severity]
    label = style.paint(letter, colour, "bold") + pad(line.label, columns.label)[len(letter) :]
    place = [pad(line.place, columns.place)] if columns.place else []
    return [*place, label] if columns.place_first else [label, *place]


def _tint(tail: str, style: Style) -> str:
    return style.paint(tail, "green") if tail == _("fixable") else style.paint(tail, "dim")


def _row(line: Line, columns: Columns, style: Style) -> str:
    width = columns.message if style.width is not None else min(columns.message, _PADDED)
    message = pad(line.message, width) if line.tail else line.message
    tail = [_tint(line.tail, style)] if line.tail else []
    return "  ".join([*_columns(line, columns, style), message, *tail])


def _block(line: Line, columns: Columns, style: Style) -> Iterator[str]:
    assert style.width is not None
    narrow = Columns(
        cells(line.label) if columns.place_first else columns.label, cells(line.place), 0, 0, columns.place_first
    )
    first = "  ".join(_columns(line, narrow, style))
    gap = style.width - narrow.whole - cells(line.tail)
    message = wrap(line.message, style.width, _INDENT, _INDENT)
    if line.tail and gap >= 2:
        yield first + " " * gap + _tint(line.tail, style)
        yield from message
    else:
        yield first.rstrip()
        yield from message
        if line.tail:
            yield _INDENT + _tint(line.tail, style)


def _unsaid(line: Line, report: Report, style: Style, said: dict[str, str]) -> Iterator[str]:
    """The advice, but for sentences that another finding's advice said already, and commands that it named alone.

    ``said``: each of them -> the place of the finding that said it.
    """
    sentences = [text for text in _sentences(line.hit, report, style) if text not in said]
    said.update(dict.fromkeys(sentences, line.place))
    for text in sentences:
        yield from wrap(text, style.width, _INDENT, _INDENT)
    commands, told = _commands(line.hit)
    # Commands are never wrapped: they are to be copied.
    yield from (f"{_INDENT}  {style.show(command)}" for command in commands if sentences or told not in said)
    said.setdefault(told, line.place)


def _commands(hit: Hit) -> tuple[tuple[str, ...], str]:
    """The commands of its advice, and all of them as one text."""
    wish = hit.finding.wish
    commands = wish.commands if isinstance(wish, Advise) else ()
    return commands, "\n".join(commands)


def _as_above(line: Line, said: Mapping[str, str]) -> Line:
    """A finding whose commands stand below another one names that one's place: who looks for them would miss them."""
    place = said.get(_commands(line.hit)[1], "")
    if not _commands(line.hit)[0] or place == line.place:
        return line
    return replace(line, tail=_("{tail}, as above ({place})", tail=line.tail, place=place).lstrip(", "))


def _sentences(hit: Hit, report: Report, style: Style) -> Iterator[str]:
    _title, safety, reason = report.fixes.get(hit.subject, ("", Safety.SAFE, ""))
    wish = hit.finding.wish
    if reason and safety is not Safety.SAFE and not (safety is Safety.UNSAFE and isinstance(wish, ReplaceSpan)):
        yield style.said(reason)  # of a replacement the column says that it is unsafe, and the message what with
    if isinstance(wish, Advise):
        advice = render(wish.text, _args(wish.args, style))
        if advice and reason not in (advice, render(wish.text, wish.args)):
            yield style.said(advice)


def _more(hit: Hit, report: Report, style: Style) -> Iterator[str]:
    rows = [_("{name}, see: envdoctor explain {rule}", rule=hit.rule.code, name=hit.rule.name)]
    at = hit.finding.location
    if at.path is not None and not report.paths and hit.finding.place not in ("", at.path):
        line = f":{at.line}" if at.line is not None else ""
        rows.append(_("decided by {place}", place=tilde(at.path, style.home) + line))
    if hit.finding.contexts:
        rows.append(_("in: {contexts}", contexts=", ".join(hit.finding.contexts)))
    title, safety, reason = report.fixes.get(hit.subject, ("", Safety.SAFE, ""))
    rows += [_("fix ({safety}): {title}", safety=safety.value, title=title)] if title else []
    rows += [reason] if reason and safety is Safety.SAFE else []
    rows += hit.finding.evidence
    for row in rows:
        yield from (style.paint(part, "dim") for part in wrap(style.show(row), style.width, _INDENT, _INDENT + "  "))
