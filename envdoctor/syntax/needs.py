"""Programs and files that a start-up file takes for granted: if one is gone, every new shell says so, or lacks it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor.light import dataclass
from envdoctor.syntax.reads import path_of, plain_values
from envdoctor.syntax.startup import Span
from envdoctor.syntax.steps import Step, steps

_BEGIN = re.compile(r"^[ \t]*# >>> (conda|mamba) initialize >>>.*$", re.MULTILINE)
_END = "# <<< {} initialize <<<"
_PROGRAM = re.compile(r"(?:\$HOME|\$\{HOME\}|~)?/[^\s'\"$`;&|(){}=]*/?bin/(?:conda|mamba|micromamba)\b")
_RUN = re.compile(r"(?:\$\(|`)\s*(?P<word>(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s\"'`)|;&])+)")
_TESTS = re.compile(r"-[efrsxd]\b|\[\[?|\btest\b|command -v|\btype\b|which|hash|\(\(|\$\+")
"""A condition that may well ask whether something is there."""
_LONGEST = 4000
"""Characters of a block that are searched."""


@dataclass(frozen=True, slots=True)
class Need:
    """Something that must be there.

    Attributes:
        path: of it, absolute.
        kind: ``block`` (written by ``conda init``), ``file`` (is read), ``program`` (is run).
        tool: ``conda`` or ``mamba``, for a block. place: of the block's first line, or of the command.
        last: the block's last line.
        word: as written, for a command.
    """

    path: str
    kind: str
    place: Span
    tool: str = ""
    last: int = 0
    word: str = ""


def needs(text: str, shell: str, home: str) -> tuple[Need, ...]:
    """What a file reads or runs without asking whether it is there; of fish and csh only the blocks."""
    blocks = tuple(_blocks(text, home))
    if shell in ("fish", "tcsh"):
        return blocks
    managed = [(need.place.line, need.last) for need in blocks]
    found = steps(text, shell)
    known = plain_values(found, home)
    rest = [step for step in found if not any(first <= step.place.line <= last for first, last in managed)]
    single = {need.path: need for step in reversed(rest) for need in _of_step(step, home, known)}
    return (*blocks, *sorted(single.values(), key=lambda need: need.place.line))


def _blocks(text: str, home: str) -> Iterator[Need]:
    at = 0
    while (begin := _BEGIN.search(text, at)) is not None:
        end = text.find(_END.format(begin[1]), begin.end())
        if end < 0:
            return
        program = _PROGRAM.search(text, begin.end(), min(end, begin.end() + _LONGEST))
        path = path_of(program[0], home) if program else None
        first, at = text.count("\n", 0, begin.start()) + 1, end
        if path is not None:
            last = first + text.count("\n", begin.start(), end)
            yield Need(path, "block", Span(first, 1, len(begin[0]) + 1), begin[1], last)


def _of_step(step: Step, home: str, known: dict[str, str]) -> Iterator[Need]:
    if step.around.aside or step.around.loops or any(map(_TESTS.search, step.around.conditions)):
        return
    if re.search(r"2>|&>|>&", step.text):  # what it complains of goes nowhere
        return
    words = [word for word in step.arguments if word != "--"]
    if step.command in (".", "source") and words:
        path = path_of(words[0], home, known)
        if path is not None and not path.startswith(("/dev/", "/proc/")):
            yield Need(path, "file", step.place, word=words[0])
    elif path := path_of(step.command, home, known) if step.command[:1] in '/~$"' else None:
        yield Need(path, "program", step.place, word=step.command)
    elif step.command == "eval" and (ran := _RUN.search(step.text)):
        path = path_of(ran["word"], home, known)
        if path is not None:
            yield Need(path, "program", step.place, word=ran["word"])
