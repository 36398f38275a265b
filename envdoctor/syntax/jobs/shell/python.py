"""The Python programs that a script's body starts, behind whatever launchers: file, module, arguments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from envdoctor.syntax.jobs.body import Body, Command, Word
from envdoctor.syntax.jobs.remembered import remembered
from envdoctor.syntax.jobs.shell.commands import PYTHON
from envdoctor.syntax.jobs.shell.starts import Start, starts

_DISTRIBUTED = ("torchrun", "accelerate", "deepspeed")
_TAKES_WORD = frozenset("WX")
"""Python's options whose value may be the next word."""


class Launch(NamedTuple):
    """One Python program as it is started.

    Attributes:
        command: the innermost one: ``python`` or the launcher that starts Python itself.
        script: the word that names the file; None for a module, for code on the command line or on standard input.
        module: what ``-m`` names, else "".
        arguments: the program's own.
        chain: launchers in front of it, outermost first: ``srun``, ``torchrun``.
        unbuffered: Python's ``-u`` is given.
        start: of ``torchrun``, ``accelerate`` or ``deepspeed``.
    """

    command: Command
    script: Word | None = None
    module: str = ""
    arguments: tuple[Word, ...] = ()
    chain: tuple[str, ...] = ()
    unbuffered: bool = False
    start: Start | None = None

    def option(self, *names: str) -> Word | None:
        """The value that the command line gives to one of these options (``--num_workers``), the last one wins."""
        found, wanted = None, {name.replace("-", "_") for name in names}
        for at, word in enumerate(self.arguments):
            name, sign, value = word.text.partition("=")
            if name.replace("-", "_") in wanted:
                following = self.arguments[at + 1] if at + 1 < len(self.arguments) else None
                found = word._replace(text=value) if sign else following
        return found


@remembered
def launches(body: Body) -> tuple[Launch, ...]:
    """All of them, in the order of the text."""
    found = list(_distributed(body))
    seen = {launch.command.span.start for launch in found}
    for command in body.commands:
        if command.span.start in seen:
            continue
        if PYTHON.match(command.name):
            found.append(_python(command))
        elif command.name.endswith(".py") and command.words and command.words[0].certain:
            found.append(Launch(command, command.words[0], "", command.words[1:], command.wrapped))
    found.sort(key=lambda launch: launch.command.span.start)
    return tuple(found)


def _python(command: Command) -> Launch:
    words, at, unbuffered = command.words, 1, False
    while at < len(words) and words[at].text[:1] == "-" and len(words[at].text) > 1:
        letters = words[at].text[1:]
        if letters[0] == "-":
            at += 1
            continue
        for place, letter in enumerate(letters):
            unbuffered = unbuffered or letter == "u"
            last = place == len(letters) - 1
            if letter in "mc":
                rest = at + 2 if last else at + 1
                module = (words[at + 1].text if at + 1 < len(words) else "") if last else letters[place + 1 :]
                name = module if letter == "m" else ""
                return Launch(command, None, name, words[rest:], command.wrapped, unbuffered)
            if letter in _TAKES_WORD:
                at += last
                break
        at += 1
    script = words[at] if at < len(words) and words[at].text != "-" else None
    return Launch(command, script, "", words[at + 1 :], command.wrapped, unbuffered)


def _distributed(body: Body) -> Iterator[Launch]:
    """What torchrun, accelerate and DeepSpeed start; they run Python with ``-u``."""
    for start in starts(body):
        if start.kind not in _DISTRIBUTED:
            continue
        rest, module = start.rest, start.has("m", "module")
        named = rest[0] if rest else None
        script = None if module or named is None or not named.text.endswith(".py") else named
        name = named.text if module and named is not None else ""
        chain = (*start.command.wrapped, start.kind)
        yield Launch(start.command, script, name, rest[1:], chain, start.kind != "accelerate", start)
