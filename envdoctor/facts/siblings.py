"""The start-up files of bash beside the one that is checked, and what they read; in a home or among dotfiles."""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Iterable, Mapping, Sequence

from envdoctor.catalogue.view import Here
from envdoctor.declare import fact
from envdoctor.errors import OtherFile, Unavailable
from envdoctor.facts.shells import ours_only
from envdoctor.facts.types import SourceFile
from envdoctor.host.probes import Answer, Content, Probe, Read
from envdoctor.i18n import _
from envdoctor.light import dataclass, field
from envdoctor.syntax.lines import sourced
from envdoctor.syntax.reads import BASH_LOGIN, names, reads
from envdoctor.syntax.state import too_much

NAMES = (*BASH_LOGIN, ".bashrc")
_DEPTH = 3
"""How far files that read other files by name are followed."""
_MOST = 30


@dataclass(frozen=True, slots=True)
class Siblings:
    """What stands beside the file that is checked; names are those they have in a home.

    Attributes:
        name: of the file itself, ``.bash_profile``; empty: no start-up file of bash.
        texts: name -> text of each that exists, the file itself among them; none that envdoctor alone made.
        shown: name -> path, as the user wrote it.
        folder: where they lie, absolute. at_home: it is the account's home.
        followed: absolute path -> text of what they read by name, where it could be read.
        system: text of ``/etc/profile``.
    """

    name: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)
    folder: str = "/home/alice"
    at_home: bool = True
    followed: Mapping[str, str] = field(default_factory=dict)
    system: str = ""

    @property
    def login(self) -> str:
        """The name of the one that a login bash reads; empty where there is none."""
        return next((name for name in BASH_LOGIN if name in self.texts), "")

    def path(self, name: str) -> str:
        """Where the file of that name is, as shown to the user."""
        return self.shown.get(name, f"{self.folder}/{name}")

    def reaches(self, name: str) -> bool:
        """Whether the login file reads the file ``name``, itself or through another; so also where it may.

        Raises:
            Unavailable: it reads something that only the shell can name.
        """
        text = self.texts[self.login]
        found = reads(text, "bash", self.folder)
        word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        if found.replaced or names(text, "bash", name) or any(map(word.search, self.read()[1:])):
            return True
        elsewhere = not self.at_home and any(self._text(path) is None for path in found.paths)
        if found.open or elsewhere:
            raise Unavailable(_("{file} reads files that only the shell can name", file=self.path(self.login)))
        return False

    def read(self) -> list[str]:
        """Texts of the login file and of all that it reads by name."""
        texts = [self.texts[self.login]]
        todo, seen = list(reads(texts[0], "bash", self.folder).paths), set[str]()
        while todo and len(seen) < _MOST:
            path = todo.pop()
            text = self._text(path)
            if text is not None and path not in seen:
                texts.append(text)
                todo += sourced(text, self.folder)
            seen.add(path)
        return texts

    def _text(self, path: str) -> str | None:
        beside = {f"{self.folder}/{name}": text for name, text in self.texts.items()}
        return beside.get(path, self.followed.get(path))


def plain_name(path: str) -> str:
    """The name a start-up file has in a home: dotfiles managers write ``dot_bashrc``."""
    name = os.path.basename(path)
    for prefix in ("private_", "executable_"):
        name = name.removeprefix(prefix)
    plain = "." + name.removeprefix("dot_").removeprefix(".")
    return plain if plain in NAMES else ""


def _spellings(path: str, name: str) -> list[str]:
    """What a file may be called beside ``path``: as in a home, or as the dotfiles manager of that file writes it."""
    own, bare = os.path.basename(path), name[1:]
    if own.startswith("."):
        return [name]
    managed = "dot_" in own
    return [f"dot_{bare}", f"private_dot_{bare}"] if managed else [bare, name]


def _texts(asked: Mapping[str, Answer]) -> dict[str, str]:
    found = {path: answer.data for path, answer in asked.items() if isinstance(answer, Content)}
    texts = {path: data.decode("utf-8", "surrogateescape") for path, data in found.items() if data is not None}
    return {path: text for path, text in texts.items() if not too_much(text)}


def _ask(paths: Iterable[str]) -> Generator[Sequence[Probe], Sequence[Answer], dict[str, str]]:
    wanted = [path for path in dict.fromkeys(paths) if "\0" not in path][:_MOST]
    answers = (yield [Read(path) for path in wanted]) if wanted else ()
    return _texts(dict(zip(wanted, answers, strict=True)))


@fact(forms=("",), surely=False)
def siblings(source: SourceFile, here: Here) -> Generator[Sequence[Probe], Sequence[Answer], Siblings]:
    """The bash files beside ``source``, in one round, then what they read by name."""
    if not source.shell:
        raise OtherFile("not a shell start-up file")
    name = plain_name(source.path)
    if not name or source.shell not in ("bash", "sh") or too_much(source.text):
        return Siblings()
    whole = os.path.normpath(os.path.join(here.cwd if here.live else here.home, source.path))
    folder, beside = os.path.dirname(whole), os.path.dirname(source.path)
    spelled = {other: _spellings(source.path, other) for other in NAMES if other != name}
    asked = yield from _ask(["/etc/profile", *(f"{folder}/{one}" for some in spelled.values() for one in some)])
    texts, shown = {name: source.text}, {name: source.path}
    for other, some in spelled.items():
        for one in some:
            text = asked.get(f"{folder}/{one}")
            if text is not None and other not in texts and not ours_only(text):
                texts[other], shown[other] = text, os.path.join(beside, one)
    known, todo = dict[str, str](), [path for text in texts.values() for path in reads(text, "bash", folder).paths]
    for _level in range(_DEPTH):
        new = yield from _ask(path for path in todo if path not in known and not path.startswith("/usr/"))
        known.update(new)
        todo = [path for text in new.values() for path in sourced(text, folder)]
    return Siblings(name, texts, shown, folder, folder == here.home, known, asked.get("/etc/profile", ""))
