"""The values of a script's body: its commands with their words, where they stand, and what surrounds them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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


Words = tuple[Word, ...]
_NONE: Mapping[str, Word] = {}


class Command:
    """One simple command.

    Attributes:
        name: last part of the program's path (``python`` for ``/opt/bin/python``), "" for assignments alone.
        span: from its first word to its last on its first line.
        assigns: ``A=1`` before it, or of ``export``, ``declare``: name -> value.
        background: ``&`` ends it. piped: it is part of a pipe that is not its last. inside: names of what it stands
            in, outermost first: ``function NAME``, ``if``, ``loop``, ``case``, ``subshell``, ``substitution``,
            ``trap``.
        wrapped: the launchers in front of it that were looked through: ``srun``, ``time``, ``env``, ``nohup``; a
            launcher is a command of its own too.
        redirects: (operator, target text).
    """

    __slots__ = ("_words", "assigns", "background", "inside", "name", "piped", "redirects", "span", "wrapped")

    def __init__(
        self,
        name: str,
        words: Words | Callable[[], Words],
        span: Span,
        assigns: Mapping[str, Word] = _NONE,
        background: bool = False,
        piped: bool = False,
        inside: tuple[str, ...] = (),
        wrapped: tuple[str, ...] = (),
        redirects: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.name, self._words, self.span, self.assigns, self.background = name, words, span, assigns, background
        self.piped, self.inside, self.wrapped, self.redirects = piped, inside, wrapped, redirects

    @property
    def words(self) -> Words:
        """Program and arguments; told apart when somebody asks for them, which is seldom."""
        words = self._words
        if not isinstance(words, tuple):
            words = self._words = words()
        return words

    @property
    def args(self) -> tuple[str, ...]:
        """The arguments' texts."""
        return tuple(word.text for word in self.words[1:])

    def __repr__(self) -> str:
        return f"Command({self.name!r}, {[word.text for word in self.words]!r}, line {self.span.line})"


class Body:
    """The shell code of a script.

    Args:
        commands: its simple commands, or what reads them, with whether nothing was beyond the parser: a script is
            parsed when a rule asks for them.

    Attributes:
        interpreter: ``bash``, ``sh``, ``python3``: last part of the ``#!`` line's program; "" without one.
        flags: what follows it there (``-l``, ``-eu``).
    """

    __slots__ = ("_by_name", "_commands", "_whole", "flags", "interpreter")

    def __init__(
        self,
        commands: tuple[Command, ...] | Callable[[], tuple[tuple[Command, ...], bool]] = (),
        interpreter: str = "",
        flags: tuple[str, ...] = (),
        whole: bool = True,
    ) -> None:
        self._commands, self.interpreter, self.flags, self._whole = commands, interpreter, flags, whole
        self._by_name: dict[str, list[Command]] | None = None

    @property
    def commands(self) -> tuple[Command, ...]:
        """Simple commands in the order of the text, those of functions, loops and substitutions too."""
        commands = self._commands
        if not isinstance(commands, tuple):
            commands, self._whole = commands()
            self._commands = commands
        return commands

    @property
    def whole(self) -> bool:
        """Nothing in the file was beyond the parser."""
        _ = self.commands
        return self._whole

    def of(self, commands: tuple[Command, ...]) -> Body:
        """The same script with these commands alone."""
        return Body(commands, self.interpreter, self.flags, self.whole)

    def called(self, *names: str) -> tuple[Command, ...]:
        """Commands with one of these names, in the order of the text."""
        by_name = self._by_name
        if by_name is None:
            by_name = self._by_name = {}
            for command in self.commands:
                by_name.setdefault(command.name, []).append(command)
        found = [by_name[name] for name in names if name in by_name]
        if len(found) < 2:
            return tuple(found[0]) if found else ()
        return tuple(command for command in self.commands if command.name in names)
