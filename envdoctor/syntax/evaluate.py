"""What a shell does with a script, without running anything: three-valued, right or unknown."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from envdoctor.catalogue.view import View
from envdoctor.errors import Unavailable
from envdoctor.host.probes import Seen
from envdoctor.model import Origin
from envdoctor.syntax import builtins
from envdoctor.syntax.assigned import ANYTHING, guessed
from envdoctor.syntax.expand import Expander, flags, matches
from envdoctor.syntax.loops import doubt, loop
from envdoctor.syntax.parse import parse
from envdoctor.syntax.state import Abort, Break, Frame, GiveUp, Leave, Return, State, Var, merge, too_much
from envdoctor.syntax.tests_ import classic, either, extended, negate
from envdoctor.syntax.tree import (
    AndOr,
    Aside,
    Body,
    Case,
    For,
    Function,
    Group,
    If,
    Node,
    Not,
    Pipe,
    Redirected,
    Script,
    Simple,
    Test,
    While,
    Word,
)

DEPTH = 20
"""How deep files and functions may nest before what they set is in doubt."""
STEPS = 60000
"""How much is followed in one reading: a command is 1, a place where ways part 10."""
"""Bytes of a file that are read; a longer one is not followed."""


class Reader:
    """Reads scripts into ``state``.

    Attributes:
        files: paths read, in order. looked: paths whose existence or content mattered.
        replaced: an ``exec`` was met that puts another program in the shell's place, or may.
    """

    def __init__(self, view: View, shell: str, state: State, *, interactive: bool, login: bool) -> None:
        self.view, self.shell, self.state = view, shell, state
        self.interactive, self.login = interactive, login
        self.files: dict[str, None] = {}
        self.looked: dict[str, None] = {}
        self.frames: list[Frame] = []
        self.steps, self.quiet, self.last, self.replaced = 0, 0, "", False
        self.expander = Expander(shell, lambda: self.state, self._special, self.names, self.may_end, self._change)

    # ---- the world

    def look(self, path: str) -> Seen | None:
        """See :class:`envdoctor.syntax.tests_.World`."""
        if "\0" in path:
            return None
        self.looked[path] = None
        try:
            seen = self.view.look(path)
        except Unavailable:
            return None
        elsewhere = not self.view.here.live and not path.startswith(self.view.here.home + "/")
        return None if elsewhere and not seen.exists else seen

    def readable(self, seen: Seen) -> bool | None:
        """See :class:`envdoctor.syntax.tests_.World`."""
        here = self.view.here
        if not here.live or here.uid == 0 or seen.uid == here.uid:
            return here.uid == 0 or bool(seen.mode & 0o400)
        group, other = bool(seen.mode & 0o040), bool(seen.mode & 0o004)
        return group if group == other or seen.gid == here.gid else None

    def names(self, folder: str) -> tuple[str, ...] | None:
        """What a folder holds."""
        self.looked[folder] = None
        try:
            return self.view.names(folder)
        except Unavailable:
            return None

    def _special(self, name: str) -> Var | None:
        arguments = self.frames[-1].arguments if self.frames else []
        if name.startswith("id "):
            return Var(str(self.view.here.uid) if name == "id -u" else self.view.here.user)
        if name == "-":
            return Var(flags(self.interactive), filled=True)
        if name in "#@*" or (name.isdigit() and name != "0"):
            if arguments is None or name in "@*":
                return Var(None) if arguments is None or arguments else None
            if name == "#":
                return Var(str(len(arguments)))
            return Var(arguments[int(name) - 1]) if int(name) <= len(arguments) else None
        return Var(None, filled=name in "0$?") if name != "!" else Var(None)

    def _change(self, name: str, value: str | None) -> None:
        self.state.assign(name, value, self.origin(0, name))

    def origin(self, node: Node | int, name: str | None = None) -> Origin:
        """Where ``node`` stands."""
        frame = self.frames[-1]
        if node == 0 and self.last:
            return Origin("file", frame.path, int(self.last), name)
        return Origin("file", frame.path, frame.line(node), name)

    def may_end(self) -> None:
        """From here the shell may go no further in any file being read."""
        for frame in self.frames:
            self.steps += 10
            frame.leave(self.state)

    # ---- files and functions

    def source(self, path: str, arguments: list[str] | None = None) -> bool | None:
        """Read a file into the state; True, False where there is none, None where its end is not to be told."""
        self.looked[path] = None
        try:
            text = self.view.read(path)
        except Unavailable:
            self._cloud(Origin("file", path))
            return None
        if text is None:
            return self._unreadable(path)
        self.files[path] = None
        if too_much(text) or "\0" in text:
            self._cloud(Origin("file", path))
            return None
        return self._framed(Frame(path, text, arguments), lambda: self._script(parse(text, self.shell)))

    def _unreadable(self, path: str) -> bool | None:
        seen = self.look(path)
        if seen is None or (seen.exists and seen.kind != "folder" and not path.startswith("/dev/null")):
            self._cloud(Origin("file", path))
            return None
        return False

    def _cloud(self, origin: Origin) -> None:
        self.state.cloud(origin)

    def _framed(self, frame: Frame, run: Callable[[], bool | None]) -> bool | None:
        if len(self.frames) >= DEPTH:
            self._cloud(self.origin(0))
            self.may_end()
            return None
        self.frames.append(frame)
        status: bool | None = None
        try:
            status = run()
        except Return:
            pass
        finally:
            self.frames.pop()
            for name, old in frame.locals.items():
                for state in (self.state, frame.left):
                    if state is not None and old is None:
                        state.variables.pop(name, None)
                    elif state is not None and old is not None:
                        state.variables[name] = old
            if frame.left is not None:
                self.state = merge(frame.left, self.state)
        return status if frame.left is None else None

    def _script(self, script: Script) -> bool | None:
        status: bool | None = True
        for unit in script.units:
            status = self.body(unit)
        if script.broken is not None:
            self._broken(script.text[script.broken :], script.broken)
            return None
        return status

    def _broken(self, rest: str, place: int) -> None:
        """A shell stops here, unless it is we who do not understand: what follows is in doubt."""
        names, origin = guessed(rest), self.origin(place)
        if ANYTHING in names:
            self._cloud(origin)
        self.state.doubt(names - {ANYTHING}, origin, exported=True)

    def call(self, name: str, arguments: list[str] | None) -> bool | None:
        """Follow a function."""
        found = self.state.functions[name]
        if found is None:
            self._cloud(self.origin(0))
            return None
        definition, text = found
        path = self.frames[-1].path
        frame = Frame(path, text, arguments, function=True)
        return self._framed(frame, lambda: self.node(definition.body))

    def code(self, text: str) -> bool | None:
        """``eval`` of a known text."""
        frame = self.frames[-1]
        line = self.last
        inner = Frame(frame.path, text, frame.arguments, frame.function, locals=frame.locals)
        script = parse(text, self.shell)
        if script.broken is not None:
            self._broken(text, 0)
            return None
        self.frames[-1] = inner
        self.quiet += 1
        try:
            return self._script(script)
        finally:
            self.quiet -= 1
            if inner.left is not None:
                frame.leave(inner.left)
            self.frames[-1] = frame
            self.last = line

    # ---- commands

    def body(self, body: Body) -> bool | None:
        """Run commands one after another."""
        status: bool | None = True
        for node in body:
            status = self.node(node)
        return status

    def node(self, node: Node) -> bool | None:
        """Run one command; its status is True, False or None."""
        self.steps += 1
        if self.steps > STEPS:
            if self.steps == STEPS + 1:
                self._cloud(self.origin(0))
            raise Abort
        match node:
            case Simple():
                if not self.quiet:
                    self.last = str(self.frames[-1].line(node))
                return builtins.simple(self, node)
            case AndOr():
                return self._and_or(node)
            case Not():
                return negate(self.node(node.node))
            case Group():
                return self.body(node.body)
            case If():
                return self._if(node, 0)
            case Case():
                return self._case(node)
            case Test():
                return extended(self, node.words, self.frames[-1].text)
            case Function():
                self.state.functions[node.name] = (node, self.frames[-1].text)
                self.state.aliases.pop(node.name, None)
                return True
            case _:
                return self._rare(node)

    def _rare(self, node: Node) -> bool | None:
        match node:
            case Redirected():
                self.ways([lambda: self.node(node.node), lambda: None])
            case Pipe():
                if self.shell == "zsh":
                    return self.node(node.nodes[-1])
            case Aside():
                return True if node.background else None
            case For() | While():
                loop(self, node)
            case _:
                doubt(self, (node,))
        return None

    def ways(self, runs: Sequence[Callable[[], bool | None]]) -> bool | None:
        """One of ``runs`` happens, it can't be told which."""
        before, survivors, left = self.state, list[State](), dict[type[Leave], list[State]]()
        statuses: list[bool | None] = []
        for run in runs:
            self.state = before.copy()
            self.steps += 10
            try:
                statuses.append(run())
                survivors.append(self.state)
            except Return:
                self.frames[-1].leave(self.state)
                left.setdefault(Return, []).append(self.state)
            except Break as leave:
                self.state = before
                raise GiveUp from leave
            except Abort:
                left.setdefault(Abort, []).append(self.state)
        if not survivors:
            kind = Return if Return in left else Abort
            self.state = left[kind][0]
            for state in left[kind][1:]:
                self.state = merge(self.state, state)
            raise kind
        self.state = survivors[0]
        for state in survivors[1:]:
            self.state = merge(self.state, state)
        return statuses[0] if all(status is statuses[0] for status in statuses) else None

    def _and_or(self, node: AndOr) -> bool | None:
        left = self.node(node.left)
        if left is None:
            skipped = node.op == "||"
            return self.ways([lambda: skipped, lambda: self.node(node.right)])
        return self.node(node.right) if left is (node.op == "&&") else left

    def _if(self, node: If, at: int) -> bool | None:
        if at == len(node.branches):
            return self.body(node.other) if node.other is not None else True
        condition, body = node.branches[at]
        decided = self.body(condition)
        if decided is None:
            return self.ways([lambda: self.body(body), lambda: self._if(node, at + 1)])
        return self.body(body) if decided else self._if(node, at + 1)

    def _case(self, node: Case, start: int = 0) -> bool | None:
        value = self.expander.text(node.word)
        for at in range(start, len(node.items)):
            patterns, body, terminator = node.items[at]
            decided: bool | None = False
            for pattern in patterns:
                decided = either(decided, matches(value, self.expander.pattern(pattern)))
            if decided is False:
                continue
            if terminator != ";;":
                doubt(self, tuple(inner for _, rest, _ in node.items[at:] for inner in rest))
                return None
            if decided:
                return self.body(body)
            following = at + 1
            return self.ways([lambda: self.body(body), lambda: self._case(node, following)])  # noqa: B023
        return True

    def test(self, words: list[Word]) -> bool | None:
        """``test`` and ``[``."""
        return classic(self, words, self.frames[-1].text)

    def absolute(self, path: str | None) -> str | None:
        """``path`` if it does not depend on the working folder or on PATH."""
        return os.path.normpath(path) if path and path.startswith("/") and "\0" not in path else None
