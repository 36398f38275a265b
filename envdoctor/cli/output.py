"""How output leaves, how text is styled, and the values of the options that commands share."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from envdoctor.errors import EnvdoctorError
from envdoctor.i18n import _
from envdoctor.light import dataclass

if TYPE_CHECKING:
    from envdoctor.report.clean import Cleaner
    from envdoctor.report.style import Style
    from envdoctor.report.value import Header


@dataclass(frozen=True, slots=True)
class Common:
    """Values of the options that every command has."""

    config: str | None
    isolated: bool
    cache: bool
    format: str
    color: str

    @property
    def json(self) -> bool:
        """Whether JSON is asked for."""
        return self.format == "json"

    def request(self, command: str, argv: Sequence[str]) -> dict[str, Any]:
        """The arguments of a ``run.Request`` that every command gives."""
        return {
            "command": command,
            "config_file": self.config,
            "isolated": self.isolated,
            "cache": self.cache,
            "argv": tuple(argv),
        }


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which rules are asked for."""

    select: tuple[str, ...]
    ignore: tuple[str, ...]
    keyword: str
    marks: str
    all_tools: bool

    def request(self) -> dict[str, Any]:
        """The arguments of a ``run.Request``."""
        return {
            "select": self.select,
            "ignore": self.ignore,
            "keyword": self.keyword,
            "marks": self.marks,
            "all_tools": self.all_tools,
        }

    def flags(self) -> list[str]:
        """The same as a command line."""
        parts = ["--select", ",".join(self.select)] if self.select else []
        parts += ["--ignore", ",".join(self.ignore)] if self.ignore else []
        parts += ["-k", self.keyword] if self.keyword else []
        parts += ["-m", self.marks] if self.marks else []
        return parts + (["--all-tools"] if self.all_tools else [])


def words(values: Sequence[str]) -> tuple[str, ...]:
    """``("A,B", "C")`` as ``("A", "B", "C")``."""
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def say(message: str) -> None:
    """One line on standard error."""
    from envdoctor.host.secrets import without_secrets
    from envdoctor.report.clean import visible

    line = f"envdoctor: {visible(without_secrets(message), keep=chr(10))}\n"
    if sys.stderr is not None:
        try:
            sys.stderr.write(line)
            sys.stderr.flush()
        except OSError:
            return


def write(text: str) -> None:
    """``text`` to standard output; a reader that went away (``| head``) is no error.

    Raises:
        EnvdoctorError: it could not be written, the disk behind a redirection is full for instance.
    """
    stream = sys.stdout
    if stream is None:
        return
    try:
        data = text.encode(stream.encoding or "utf-8", "surrogateescape")
    except UnicodeEncodeError:
        data = text.encode("utf-8", "surrogateescape")
    try:
        stream.flush()
        stream.buffer.write(data)
        stream.buffer.flush()
    except BrokenPipeError:
        _drop_output()
    except OSError as error:
        _drop_output()
        raise EnvdoctorError(_("the output could not be written: {reason}", reason=error.strerror)) from None


def _drop_output() -> None:
    # What is still in the buffer would be tried again, and fail again, when the interpreter ends.
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.close(null)


def cleaner(header: Header | None = None, *, redact: bool = False) -> Cleaner:
    """What takes secrets, and on request names, out of all output."""
    from envdoctor.report.clean import Cleaner

    if header is None:
        return Cleaner()
    return Cleaner(header.home or own_home(), header.user, header.hostname, redact)


def own_home() -> str:
    """Home, as the shell has it."""
    return os.path.expanduser("~")


def style(common: Common, cleaner: Cleaner | None = None, home: str = "") -> Style:
    """How to lay out text for this standard output."""
    from envdoctor.report.clean import Cleaner
    from envdoctor.report.style import Style, coloured

    stream = sys.stdout
    terminal = bool(stream is not None and stream.isatty())
    coding = ((stream.encoding if stream is not None else "") or "").lower().replace("-", "")
    return Style(
        coloured(common.color, terminal, os.environ),
        _width() if terminal else None,
        home or own_home(),
        cleaner or Cleaner(),
        "·" if coding.startswith("utf") else "|",
    )


def _width() -> int:
    columns = os.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdigit() and int(columns):
        return max(20, int(columns))
    try:
        return max(20, os.get_terminal_size(1).columns or 80)
    except OSError:
        return 80


def same(command: str, common: Common, chosen: Chosen, paths: Sequence[str]) -> str:
    """The line that runs ``command`` on the same files with the same rules."""
    parts = ["envdoctor", command]
    parts += ["--config", common.config] if common.config else []
    parts += ["--isolated"] if common.isolated else []
    parts += chosen.flags()
    parts += ["--", *paths] if any(path.startswith("-") for path in paths) else paths
    return " ".join(parts[:2]) if len(parts) == 2 else command_line(*parts)


def command_line(*parts: str) -> str:
    """``parts`` as a line for the shell."""
    from shlex import join

    return join(parts)
