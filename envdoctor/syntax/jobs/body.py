"""The values of a script's body: its commands with their words, where they stand, and what surrounds them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from envdoctor.syntax.jobs.values import Span


class Word(NamedTuple):
    """One word of a command.

    Attributes:
        text: quotes taken off; ``$name`` and ``$(..)`` stay as written.
        span: as written. certain: nothing in it is expanded by the shell, so ``text`` is what the program gets.
        quoted: it began with a quote.
    """

    text: str
    span: Span
    certain: bool = True
    quoted: bool = False


class Command(NamedTuple):
    """One simple command.

    Attributes:
        name: last part of the program's path (``python`` for ``/opt/bin/python``), "" for assignments alone.
        words: program and arguments. assigns: ``A=1`` before it, or of ``export``, ``declare``: name -> value.
        span: from its first word to its last on its first line.
        background: ``&`` ends it. piped: it is part of a pipe that is not its last. inside: names of what it stands
            in, outermost first: ``function NAME``, ``if``, ``loop``, ``case``, ``subshell``, ``substitution``,
            ``trap``.
        wrapped: the launchers in front of it that were looked through: ``srun``, ``time``, ``env``, ``nohup``; a
            launcher is a command of its own too.
        redirects: (operator, target text).
    """

    name: str
    words: tuple[Word, ...]
    span: Span
    assigns: Mapping[str, Word] = {}
    background: bool = False
    piped: bool = False
    inside: tuple[str, ...] = ()
    wrapped: tuple[str, ...] = ()
    redirects: tuple[tuple[str, str], ...] = ()

    @property
    def args(self) -> tuple[str, ...]:
        """The arguments' texts."""
        return tuple(word.text for word in self.words[1:])


class Body(NamedTuple):
    """The shell code of a script.

    Attributes:
        commands: simple commands in the order of the text, those of functions, loops and substitutions too.
        interpreter: ``bash``, ``sh``, ``python3``: last part of the ``#!`` line's program; "" without one.
        flags: what follows it there (``-l``, ``-eu``).
        whole: nothing in the file was beyond the parser.
    """

    commands: tuple[Command, ...] = ()
    interpreter: str = ""
    flags: tuple[str, ...] = ()
    whole: bool = True

    def called(self, *names: str) -> tuple[Command, ...]:
        """Commands with one of these names."""
        return tuple(command for command in self.commands if command.name in names)
