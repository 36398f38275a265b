"""Which schedulers a script speaks to, told by its directives; those inside here-documents belong to other scripts."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from envdoctor.late import pattern

_ANY = pattern(r"^[ \t]*#+[ \t]*(SBATCH|BSUB|PBS)(?=[ \t-])[ \t]*(?:-|(?:het|pack)job\b)", re.I | re.M)
_BARE = re.compile(
    r"^#(SBATCH|BSUB|PBS)(?![A-Za-z_])(?:[^\n]*[^\S\n]|[^\n]*[\u200b\u2060\ufeff]|[^\w\n-]*)"
    r"(?:[-\u2010-\u2015\u2212\ufe63\uff0d]{1,3}[A-Za-z]|[A-Za-z][\w-]*=|(?:het|pack)job\b)",
    re.M,
)
"""With a word that is an option, or means to be one: a sentence that begins with such a sign is a comment."""
_DASHLESS = pattern(r"^#(BSUB)[ \t]+(?:[qnWoeJRMPGx]|oo|eo|gpu|cwd|app)[ \t]+\S+[ \t]*$", re.M)
_HERE = re.compile(r"<<(-?)[ \t]*\\?(['\"]?)([A-Za-z_][\w.]*)\2(?=[\s;|&)>]|$)")
_BRANCHES = pattern(r"^(?=[ \t]*[^#\s])", re.M)
NAMES = {"sbatch": "slurm", "bsub": "lsf", "pbs": "pbs"}


@lru_cache(maxsize=16)
def heredocs(text: str) -> tuple[tuple[int, int], ...]:
    """(start, end) offsets of the bodies of here-documents, in order."""
    found: list[tuple[int, int]] = []
    at = 0
    while "<<" in text and (opened := _HERE.search(text, at)):
        line_start = text.rfind("\n", 0, opened.start()) + 1
        line_end = text.find("\n", opened.end())
        if line_end < 0:
            break
        if text[line_start : opened.start()].lstrip().startswith("#") or text[opened.start() - 1] == "<":
            at = opened.end()
            continue
        tabs = r"\t*" if opened[1] else ""
        closed = re.compile(rf"^{tabs}{re.escape(opened[3])}[ \t\r]*$", re.M).search(text, line_end + 1)
        end = closed.start() if closed else len(text)
        found.append((line_end + 1, end))
        at = closed.end() if closed else len(text)
    return tuple(found)


def in_heredoc(text: str, offset: int) -> bool:
    """True if ``offset`` lies in a here-document's body."""
    bodies = heredocs(text)
    before = bisect_right(bodies, (offset, len(text))) - 1
    return before >= 0 and bodies[before][0] <= offset < bodies[before][1]


@lru_cache(maxsize=64)
def schedulers(text: str) -> tuple[str, ...]:
    """``slurm``, ``lsf``, ``pbs``: those whose directives, or look-alikes of them, stand in the script."""
    lower = text.lower()
    left = {name for word, name in NAMES.items() if word in lower}
    found = set[str]()
    for sign in (_BARE, _ANY, _DASHLESS):
        for match in sign.finditer(text) if left else ():
            name = NAMES[match[1].lower()]
            if name in left and not in_heredoc(text, match.start()):
                found.add(name)
                left.discard(name)
                if not left:
                    break
    return tuple(name for name in ("slurm", "lsf", "pbs") if name in found)


_REAL = re.compile(r"^(?:#(SBATCH)|[ \t]*#(BSUB|PBS))[ \t]*(?=-[-A-Za-z])[^\n]*", re.M)
_ENDINGS = {".lsf": "lsf", ".bsub": "lsf", ".pbs": "pbs", ".qsub": "pbs", ".slurm": "slurm", ".sbatch": "slurm"}


def directives_of(text: str, *names: str) -> list[tuple[str, int, int]]:
    """(scheduler, start, end) of the lines that are surely directives of these schedulers, in order."""
    found = []
    for match in _REAL.finditer(text):
        name = NAMES[(match[1] or match[2]).lower()]
        if name in names and not in_heredoc(text, match.start()):
            start = match.end() - len(match[0].lstrip())
            found.append((name, start, start + len(match[0].strip())))
    return found


@lru_cache(maxsize=64)
def chosen(text: str, path: str = "", kind: str = "") -> str:
    """The scheduler that a script is for: ``slurm``, ``lsf``, ``pbs``; "" for a script without directives.

    Of several it is the policy's (``kind``), else the one that the file's name ends with, else the one with most
    directives, else Slurm: its ``sbatch`` reads the lines of the others too.
    """
    spoken = schedulers(text)
    if len(spoken) < 2:
        return spoken[0] if spoken else ""
    dot = path.rfind(".")
    for name in (kind, _ENDINGS.get(path[dot:].lower(), "") if dot >= 0 else ""):
        if name in spoken:
            return name
    lines = [name for name, _start, _end in directives_of(text, *spoken)]
    return max(spoken, key=lines.count)


def directed(text: str, program: str) -> bool:
    """True if this is a script with directives for a scheduler.

    A script begins with ``#!``, or with a comment or directive; in another language than the shell, directives count
    only above the code.
    """
    first = text.removeprefix("\ufeff").lstrip()
    if not first.startswith("#"):
        return False
    if program in ("", "sh", "bash", "dash", "ksh", "zsh", "ash", "mksh", "csh", "tcsh"):
        return bool(schedulers(text))
    code = _BRANCHES.search(text)
    return bool(schedulers(text[: code.start()] if code else text))
