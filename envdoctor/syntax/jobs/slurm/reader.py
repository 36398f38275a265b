"""Reads a job script as Slurm's ``sbatch`` does: what it takes, what it refuses, and what it reads otherwise."""

from __future__ import annotations

import re

from envdoctor.catalogue.slurm_options import JUDGED, Version
from envdoctor.syntax.jobs.slurm import layout
from envdoctor.syntax.jobs.slurm.checks import check
from envdoctor.syntax.jobs.slurm.faults import KINDS, Faults
from envdoctor.syntax.jobs.slurm.foreign import foreign
from envdoctor.syntax.jobs.slurm.getopt import Arguments
from envdoctor.syntax.jobs.slurm.printed import Table
from envdoctor.syntax.jobs.slurm.state import State
from envdoctor.syntax.jobs.slurm.take import Taker
from envdoctor.syntax.jobs.slurm.tokens import Token, separates, split
from envdoctor.syntax.jobs.values import Directive, Script

__all__ = ["KINDS", "read"]

_MOST_COMPONENTS = 128
"""Slurm's own limit."""

_CODE = re.compile(r"^[ \t\v\f\r]*[^# \t\v\f\r\n]", re.MULTILINE)
_MARKS = re.compile("[\ufeff\u200b]*")
"""What editors put before the first line; the file is refused for it, and not a command."""
_SEVERAL = re.compile("(?:het|pack)job", re.IGNORECASE)
_DIRECTIVE = re.compile(r"^#(?:SBATCH|SLURM)(.*)", re.MULTILINE)


def read(text: str, version: Version | None = None) -> Script:
    """The script as ``sbatch`` reads it.

    Args:
        text: the whole script, bytes as ``utf-8`` with ``surrogateescape``.
        version: the release of Slurm, (22, 5); None: not known, then only what every release from 21.08 to 26.05
            refuses is fatal.
    """
    faults = Faults(text)
    layout.whole_file(text, faults)
    marks = _MARKS.match(text)
    code = _CODE.search(text, marks.end() if marks else 0)
    end = code.start() if code is not None else len(text)
    components = _components(text, end, version, faults)
    state, taken, tables = State(version or JUDGED), [], []
    for number, tokens in enumerate(components):
        if number:
            state = layout.next_component(state)
        taker = Taker(text, state, version, faults, number)
        Arguments(tokens, version, faults, taker.take).read()
        foreign(text, state, version, faults, taker)
        check(state, version, faults)
        tables.append(Table(state))
        taken += taker.directives
    layout.look_alikes(text, end, faults)
    code_line = text.count("\n", 0, end) + 1 if code is not None else None
    return _script(taken, faults, code_line, tables)


def _script(taken: list[Directive], faults: Faults, code_line: int | None, tables: list[Table]) -> Script:
    return Script(
        "slurm",
        tuple(taken),
        faults.sorted(),
        faults.accepted,
        faults.reason,
        code_line,
        tables[0],
        tuple(tables[1:]),
    )


def _components(text: str, end: int, version: Version | None, faults: Faults) -> list[list[Token]]:
    """The words of all directives above the first command, one list for each component of the job."""
    spaced = version is not None and version >= (24, 5)
    components: list[list[Token]] = [[]]
    several = _SEVERAL.search(text, 0, end) is not None
    number, counted = 1, 0
    for found in _DIRECTIVE.finditer(text, 0, end):
        first, (start, stop) = found.start(), found.span(1)
        number += text.count("\n", counted, first)
        counted = first
        if several and separates(text, start, stop):
            if len(components) == _MOST_COMPONENTS:
                break
            components.append([])
        line = split(text, start, stop, number, first, spaced)
        if line.odd:
            layout.line_faults(text, line, found, number, faults)
        components[-1] += line.tokens
    return components
