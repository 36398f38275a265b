"""``docker run`` and its like, as ``docker`` and ``podman`` read their options."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from envdoctor.late import pattern
from envdoctor.syntax.jobs.body import Body, Command, Word

PROGRAMS = ("docker", "podman", "nvidia-docker")
_BARE = frozenset(
    "detach disable-content-trust env-host help http-proxy init "
    "interactive no-healthcheck no-hostname no-hosts oom-kill-disable "
    "passwd privileged publish-all quiet read-only read-only-tmpfs replace rm rmi rootfs sig-proxy tls-verify tty "
    "unsetenv-all use-api-socket".split()
)
"""Long options that take no value; all others do. Docker 28, Podman 5."""
_SHORT = {
    "a": "attach", "c": "cpu-shares", "d": "detach", "e": "env", "h": "hostname", "i": "interactive", "l": "label",
    "m": "memory", "p": "publish", "P": "publish-all", "q": "quiet", "t": "tty", "u": "user", "v": "volume",
    "w": "workdir",
}  # fmt: skip
_GLOBAL = frozenset(
    ("-H", "--host", "-c", "--context", "--config", "-l", "--log-level", "--url", "--connection", "--root")
)
"""Options before the subcommand that take a value."""
_IMAGE_NAME = pattern(r"\$\{?\w*(?:IMAGE|IMG|CONTAINER|TAG|SIF)", re.IGNORECASE)
_MANY = pattern(r"\[[@*]\]|\$[@*]|\$\{[@*]")
"""A list, which can hold options, image and command."""
_FALSE = ("false", "0", "f", "F", "False", "FALSE")


class Option(NamedTuple):
    """One option: its long name, its value (None without one), the word it is written in, and that of its value."""

    name: str
    value: str | None
    word: Word
    value_word: Word | None = None


class Run(NamedTuple):
    """One ``run`` or ``exec``.

    Attributes:
        program: ``docker``, ``podman``, ``nvidia-docker``. verb: the word ``run`` or ``exec``.
        command: the command it is. options: in order. image: the image, of ``exec`` the container; None if unknown.
        args: what runs inside. sure: no variable hides options.
    """

    program: str
    verb: Word
    command: Command
    options: tuple[Option, ...] = ()
    image: Word | None = None
    args: tuple[Word, ...] = ()
    sure: bool = True

    def has(self, name: str) -> bool:
        """The option is given, and not with ``=false``."""
        return any(option.name == name and option.value not in _FALSE for option in self.options)

    def values(self, name: str) -> tuple[str, ...]:
        """The values of every use of an option."""
        return tuple(option.value for option in self.options if option.name == name and option.value is not None)


def container_runs(body: Body, verb: str = "run") -> Iterator[Run]:
    """Every ``docker run`` (or ``exec``) of a script, of Podman and nvidia-docker too."""
    seen: set[int] = set()
    for command in body.called(*PROGRAMS, "sudo"):
        program, all_words = _program(command)
        words = _after_verb(all_words, verb)
        if not words or words[0].span.start in seen or any("{{" in word.text or "}}" in word.text for word in words):
            continue
        seen.add(words[0].span.start)
        yield _run(program, command, words)


def _program(command: Command) -> tuple[str, tuple[Word, ...]]:
    """The program and its words, ``sudo`` and its options left off; no words if ``sudo`` runs something else."""
    if command.name != "sudo":
        return command.name, command.words
    for at, word in enumerate(command.words[1:6], 1):
        name = word.text.rpartition("/")[2]
        if name in PROGRAMS:
            return name, command.words[at:]
    return "", ()


def _after_verb(words: tuple[Word, ...], verb: str) -> tuple[Word, ...]:
    """The words from the verb on; empty for another subcommand."""
    at = 1
    while at < len(words):
        text = words[at].text
        if text == verb:
            return words[at:]
        if text == "container" and at + 1 < len(words) and words[at + 1].text == verb:
            return words[at + 1 :]
        if not text.startswith("-"):
            return ()
        at += 2 if text in _GLOBAL else 1
    return ()


def _run(program: str, command: Command, words: tuple[Word, ...]) -> Run:
    options: list[Option] = []
    at = 1
    while at < len(words):
        word = words[at]
        if _hides(word):
            return Run(program, words[0], command, tuple(options), None, (), False)
        if word.text == "--":
            at += 1
            break
        if not word.text.startswith("-") or word.text == "-":
            break
        following = words[at + 1] if at + 1 < len(words) else None
        read, takes = _options(word, following)
        options += read
        at += 2 if takes else 1
    image = words[at] if at < len(words) else None
    return Run(program, words[0], command, tuple(options), image, words[at + 1 :])


def _hides(word: Word) -> bool:
    """It can stand for options: a list, or a bare variable that is not named like an image."""
    if word.certain or not word.text.lstrip('"').startswith("$"):
        return False
    return bool(_MANY.search(word.text)) or not (word.quoted or _IMAGE_NAME.match(word.text))


def _options(word: Word, following: Word | None) -> tuple[list[Option], bool]:
    """The options of one word, and whether the last of them takes the next word as its value."""
    if word.text.startswith("--"):
        name, equals, value = word.text[2:].partition("=")
        if equals or name in _BARE:
            return [Option(name, value if equals else None, word)], False
        return [Option(name, following.text if following else None, word, following)], True
    found: list[Option] = []
    letters = word.text[1:]
    for n, letter in enumerate(letters):
        name = _SHORT.get(letter, letter)
        rest = letters[n + 1 :]
        if name in _BARE and not rest.startswith("="):
            found.append(Option(name, None, word))
        elif rest:
            return [*found, Option(name, rest.removeprefix("="), word)], False
        else:
            return [*found, Option(name, following.text if following else None, word, following)], True
    return found, False
