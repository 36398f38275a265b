"""What is seen of a script before its words are: the whole file, the lines, and comments that look like directives."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor.catalogue.slurm_options import SBATCH
from envdoctor.late import pattern
from envdoctor.syntax.jobs.slurm.faults import Faults
from envdoctor.syntax.jobs.slurm.state import State
from envdoctor.syntax.jobs.slurm.tokens import SPACE, Line
from envdoctor.syntax.jobs.values import Span

_BEYOND = pattern(
    r"^(?P<indent>[ \t]*)(?P<hashes>#[#\t ]*)(?P<word>SBATCH)(?P<rest>[ \t]*-.*|[ \t]+(?:het|pack)job.*)",
    re.MULTILINE | re.IGNORECASE,
)
_OPTIONS_NEXT = pattern(r"[ \t]*(?:#[ \t]*)?--?[A-Za-z][A-Za-z-]*")
_HEREDOC = pattern(r"""<<-?[ \t]*(["'\\]?)([A-Za-z_][A-Za-z0-9_]*)\1?""")
_QUOTES = pattern(r"'''|\"\"\"")

_BATCH = "This does not look like a batch script.  The first"
_NUL = "The Slurm controller does not allow scripts that"
_DOS = "Batch script contains DOS line breaks (\\r\\n)"


def whole_file(text: str, faults: Faults) -> None:
    """The tests that come before any line is read."""
    first = text.find("\n")
    span = Span(0, min(first if first >= 0 else len(text), 200), 1, 1)
    if not text:
        faults.fatal("no-shebang", span, "Batch script is empty!", found="empty")
    elif not text.split("\0", 1)[0].strip(SPACE):
        faults.fatal("no-shebang", span, "Batch script contains only whitespace!", found="blank")
    elif not text.startswith("#!"):
        faults.fatal("no-shebang", span, _BATCH, found=_first(text))
    at = text.find("\0")
    if at >= 0:
        faults.fatal("nul", _at(text, at, 1), _NUL)
    at = text.find("\r\n")
    if at >= 0:
        faults.fatal("dos-line-ends", _at(text, at, 1), _DOS)


def _first(text: str) -> str:
    if text[0] == "\ufeff":
        return "bom"
    if text[0] == "\n":
        return "blank"
    return "space" if text[0] in SPACE else "text"


def _at(text: str, start: int, length: int) -> Span:
    line_start = text.rfind("\n", 0, start) + 1
    return Span(start, start + length, text.count("\n", 0, start) + 1, start - line_start + 1)


def next_component(state: State) -> State:
    """What the next component of a heterogeneous job begins with: some options stay, most do not."""
    fresh = state.copy(state.version)
    for option in SBATCH.values():
        if option.each:
            fresh.given.pop(option.name, None)
            fresh.numbers.pop(option.name, None)
            fresh.texts.pop(option.name, None)
    for field in (
        "min-nodes",
        "max-nodes",
        "nodes-set",
        "ntasks-set",
        "layout-set",
        "plane",
        "switches-wait",
        "mem-bind-list",
    ):
        fresh.numbers.pop(field, None)
        fresh.texts.pop(field, None)
    return fresh


def line_faults(text: str, line: Line, found: re.Match[str], number: int, faults: Faults) -> None:
    """What is wrong with a directive's line as a line."""
    if line.problem is not None:
        faults.fatal(line.problem.kind, line.problem.span, line.problem.reason)
    first, end = found.span()
    if line.dropped >= 0:
        faults.note("dropped-words", Span(line.dropped, end, number, line.dropped - first + 1))
    if line.backslash >= 0:
        faults.note("trailing-backslash", Span(line.backslash, line.backslash + 1, number, line.backslash - first + 1))
        after = text.find("\n", end + 1)
        after = after if after >= 0 else len(text)
        if _OPTIONS_NEXT.match(text, end + 1, after) and not text.startswith("#SBATCH", end + 1):
            faults.note("continued", Span(end + 1, after, number + 1, 1))


def look_alikes(text: str, end: int, faults: Faults) -> None:
    """Lines that look like directives and are comments."""
    if text.lower().count("sbatch") == text.count("\n#SBATCH", 0, end):
        return
    quoted: Iterator[tuple[int, int]] | None = None
    low = high = -1
    number, counted = 1, 0
    for found in _BEYOND.finditer(text):
        start = found.start("indent")
        kind = _kind(found, start >= end)
        if not kind:
            continue
        if quoted is None:
            quoted = iter(_quoted(text, end))
        while high <= start and quoted is not None:
            low, high = next(quoted, (len(text), len(text) + 1))
        if low <= start:
            continue
        number += text.count("\n", counted, start)
        counted = start
        length = len(found[0].rstrip(SPACE))
        skip = len(found["indent"]) if kind != "indented" else 0
        faults.note(kind, Span(start + skip, start + length, number, 1 + skip))


def _kind(found: re.Match[str], late: bool) -> str:
    exact = found["word"] == "SBATCH" and found["hashes"] == "#"
    if late:
        return "late" if exact and not found["indent"] else ""
    if exact:
        return "indented" if found["indent"] else ""
    if found["hashes"].count("#") > 1:
        return "doubled" if found["word"] == "SBATCH" else ""
    if found["hashes"] != "#":
        return "spaced" if found["word"] == "SBATCH" else ""
    return "lower-case"


def _quoted(text: str, end: int) -> list[tuple[int, int]]:
    """Where the code holds text of its own: here-documents, and long strings of Python. In order, none twice."""
    if "python" in text[:200].split("\n", 1)[0]:
        marks = [mark.start() for mark in _QUOTES.finditer(text, end)]
        return list(zip(marks[::2], marks[1::2], strict=False))
    if "<<" not in text[end:]:
        return []
    spans, closing, opened, at = [], "", end, end
    while at < len(text):
        stop = text.find("\n", at)
        stop = stop if stop >= 0 else len(text)
        if closing:
            if text[at:stop].strip(SPACE) == closing:
                spans.append((opened, at))
                closing = ""
        else:
            found = _HEREDOC.search(text, at, stop)
            closing, opened = (found[2], stop) if found is not None else ("", at)
        at = stop + 1
    return [*spans, (opened, len(text))] if closing else spans
