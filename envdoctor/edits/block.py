"""Our marker block in a start-up file: three lines at the very top, before any interactive-only guard.

Only LF ends a line here, as in the shells; a CR before it belongs to the line end of the file.
"""

from __future__ import annotations

from envdoctor.edits import lines as ln
from envdoctor.edits import own
from envdoctor.errors import EditError
from envdoctor.i18n import _, msg
from envdoctor.light import dataclass
from envdoctor.steps import Entry

BEGIN = "# >>> envdoctor >>>"
END = "# <<< envdoctor <<<"


@dataclass(frozen=True, slots=True)
class Block:
    """Our block: 1-based lines of its markers, and the line between them."""

    begin: int
    end: int
    line: str


def find(text: str) -> Block | None:
    """The block, None where there is none.

    Raises:
        EditError: markers are unpaired, nested or there twice, or the lines between were edited.
    """
    blocks, wrong = _scan(_lines(text))
    serious = [(line, kind) for line, kind in wrong if kind != "duplicate"]
    if serious:
        line, kind = serious[0]
        raise EditError(_(_WHY[kind], line=line))
    return blocks[0] if blocks else None


_WHY = {
    "unpaired": msg("Line {line}: an envdoctor marker without its partner; delete that line, then try again."),
    "nested": msg("Line {line}: an envdoctor block begins inside another; delete the inner markers, then try again."),
    "twice": msg("Line {line}: a second envdoctor block; delete one of them, then try again."),
    "edited": msg("Line {line}: the envdoctor block was edited; delete it whole or restore it, then try again."),
}


def problems(text: str) -> list[tuple[int, str]]:
    """1-based line and kind of what is wrong, in the order of lines.

    Kinds: ``unpaired``, ``nested``, ``twice``, ``edited``; ``duplicate``: our line stands outside the block as well.
    """
    return sorted(_scan(_lines(text))[1])


def put_block(text: str, line: str) -> str:
    """The text with our block holding ``line``: replaced in place, else made behind byte order mark and ``#!`` line."""
    if own.hook_target(line) is None:
        raise EditError(_("This is no line that envdoctor writes into a start-up file: {line}", line=line))
    block, lines = find(text), _lines(text)
    if block:
        old = lines[block.begin]
        lines[block.begin] = line + old[len(ln.body(old)) :]
        return "".join(lines)
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    lines = _lines(text[len(bom) :])
    at = 1 if lines and lines[0].startswith("#!") else 0
    return bom + ln.insert(lines, at, [BEGIN, line, END], ln.ending(text))


def take_block(text: str) -> str:
    """The text without our block; the same text where there is none."""
    block = find(text)
    if block is None:
        return text
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    return bom + ln.drop(_lines(text[len(bom) :]), block.begin - 1, block.end)


def _lines(text: str) -> list[str]:
    """Lines with their ends; unlike :func:`envdoctor.edits.lines.split` nothing is refused."""
    lines = [part + "\n" for part in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _scan(lines: list[str]) -> tuple[list[Block], list[tuple[int, str]]]:
    """Every complete block, and what is wrong (1-based line, kind)."""
    blocks: list[Block] = []
    wrong: list[tuple[int, str]] = []
    begin = 0
    for number, raw in enumerate(lines, 1):
        line = raw.removeprefix("\ufeff").strip() if number == 1 else raw.strip()
        if line == BEGIN:
            if begin:
                wrong.append((number, "nested"))
            else:
                begin = number
        elif line == END and not begin:
            wrong.append((number, "unpaired"))
        elif line == END:
            wrong += [(begin, "twice")] if blocks else []
            wrong += [] if wrong and wrong[-1][1] == "nested" else _edited(lines, begin, number)
            blocks.append(Block(begin, number, ln.body(lines[begin])))
            begin = 0
        elif not begin and line.endswith(own.TAIL) and own.hook_target(line):
            wrong.append((number, "duplicate"))
    return blocks, wrong + ([(begin, "unpaired")] if begin else [])


def _edited(lines: list[str], begin: int, end: int) -> list[tuple[int, str]]:
    """The first line of a block that is not as one of our versions wrote it."""
    inside = [ln.body(line) for line in lines[begin - 1 : end]]
    inside[0] = inside[0].removeprefix("\ufeff") if begin == 1 else inside[0]
    if inside[0] != BEGIN:
        return [(begin, "edited")]
    if len(inside) < 3 or own.hook_target(inside[1]) is None:
        return [(begin + 1, "edited")]
    return [(begin + 2, "edited")] if inside[2] != END else []


# ---- as a format of edits: the key is empty, the value our line -----------------------------------------------------


def get(text: str, _key: tuple[str, ...]) -> str | None:
    """Our line, None without a block."""
    block = find(text)
    return block.line if block else None


def put(text: str, _key: tuple[str, ...], value: str) -> str:
    """:func:`put_block`."""
    return put_block(text, value)


def previous(text: str, key: tuple[str, ...]) -> str | None:
    """Our line before, None without a block."""
    return get(text, key)


def intact(text: str, entry: Entry) -> bool:
    """Whether the block still holds our line."""
    return get(text, entry.key) == entry.ours


def revert(text: str, entry: Entry) -> str:
    """The text with the old line, or without the block."""
    return put_block(text, entry.previous) if entry.previous is not None else take_block(text)
