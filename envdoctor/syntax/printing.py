"""Commands of a start-up file that print although nobody is at a prompt, as far as the text tells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor.light import dataclass
from envdoctor.syntax.startup import Span, outline
from envdoctor.syntax.steps import Step, steps

PRINTERS = frozenset(
    """
    echo printf print cat head tail figlet toilet banner neofetch screenfetch fastfetch pfetch fortune cowsay lolcat
    date cal uptime w who whoami last id groups hostname hostnamectl uname lsb_release nvidia-smi gpustat nvtop quota
    myquota df du free ls ll pwd squeue sinfo sacct sacctmgr sshare bjobs bqueues qstat pbsnodes todo motd clear
    """.split()
)
"""Programs and builtins that write to standard output whenever they are called; what they say has a length."""
_AT_PROMPT = re.compile(
    r"\$-|\$\{-|\bPS1\b|\bprompt\b|-t [012]\b|\btty\b|interactive|\$\{?SSH_|login_shell|\bis-login\b|-o login\b"
)
"""A condition that speaks of a prompt or a terminal, or of one kind of start."""
_AWAY = re.compile(r"(?<![0-9&<>-])(?:1|&)?>(?!\(|&1)|>&2")
"""Standard output goes elsewhere; ``2>`` is not that."""
_OPENS = {
    "fish": re.compile(r"(?:if|for|while|switch|function|begin)\b"),
    "tcsh": re.compile(r"(?:foreach|while|switch)\b|if\b.*\bthen$"),
}
_CLOSES = {"fish": re.compile(r"end\b"), "tcsh": re.compile(r"(?:end|endsw|endif)\b")}
_WORD = re.compile(r"[\w./-]+")


@dataclass(frozen=True, slots=True)
class Printed:
    """A command that prints. ``sure``: nothing has to hold for it to run."""

    command: str
    place: Span
    sure: bool


def printed(text: str, shell: str) -> tuple[Printed, ...]:
    """What of a file prints without a prompt, in order."""
    return tuple(_lines(text, shell) if shell in _OPENS else _steps(text, shell))


def _steps(text: str, shell: str) -> Iterator[Printed]:
    guard = outline(text, shell).guard
    for step in steps(text, shell):
        if guard is not None and step.place.line >= guard.line:
            return
        if _prints(step):
            sure = not (step.around.conditions or step.around.loops)
            yield Printed(_program(step.command), step.place, sure)


def _prints(step: Step) -> bool:
    if _program(step.command) not in PRINTERS or step.around.aside or _AWAY.search(step.text):
        return False
    if step.command == "printf" and step.arguments[:1] == ("-v",):
        return False
    return not any(_AT_PROMPT.search(condition) for condition in step.around.conditions)


def _lines(text: str, shell: str) -> Iterator[Printed]:
    """fish and csh files, line by line: only what stands in no block, since their conditions are not read."""
    depth = 0
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        if _CLOSES[shell].match(bare):
            depth -= 1
        elif _OPENS[shell].match(bare):
            depth += 0 if bare.endswith(("; end", ";end")) else 1
        elif depth == 0 and (found := _WORD.match(bare)) and _program(found[0]) in PRINTERS:
            column = len(line) - len(line.lstrip()) + 1
            place = Span(number, column, column + len(bare.partition(" #")[0].rstrip()))
            if not _AWAY.search(bare) and "|" not in bare:
                yield Printed(_program(found[0]), place, True)


def _program(word: str) -> str:
    return word.rpartition("/")[2]
