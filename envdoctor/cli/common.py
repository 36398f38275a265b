"""What all commands share: options, how output leaves, how text is styled."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from envdoctor.errors import EnvdoctorError
from envdoctor.guess import near
from envdoctor.i18n import _
from envdoctor.light import dataclass

if TYPE_CHECKING:
    _Choice = click.Choice[str]
    from envdoctor.report.clean import Cleaner
    from envdoctor.report.style import Style
    from envdoctor.report.value import Header
else:  # not generic before click 8.2
    _Choice = click.Choice


class Choice(_Choice):
    """A choice whose error names the nearest word."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word itself, if it is among the choices."""
        known = [str(choice) for choice in self.choices]
        if value not in known:
            told, hint = ", ".join(known), near(value, known)
            self.fail(_("{value} is not one of {known}{hint}", value=value, known=told, hint=hint), param, ctx)
        return str(value)


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


_FORMAT = click.option(
    "--format", "format_", type=Choice(["text", "json"]), default="text", help=_("text (default) or json.")
)
_OPTIONS = (
    click.option("--config", metavar="FILE", help=_("Read this policy file too; it wins over all others.")),
    click.option("--isolated", is_flag=True, help=_("Read no policy files.")),
    click.option("--no-cache", "no_cache", is_flag=True, help=_("Look at everything anew.")),
    click.option("--lang", type=Choice(["en", "zh"]), default=None, help=_("Language of the texts.")),
    click.option("--color", type=Choice(["auto", "always", "never"]), default="auto", help=_("Colours.")),
)
NAMES = ("--config", "--isolated", "--no-cache", "--format", "--lang", "--color")
"""The options every command has."""


def common(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the shared options; it gets them as one value ``common``, and the context first."""
    return _FORMAT(without_format(command))


def without_format(command: Callable[..., int]) -> Callable[..., int]:
    """The same without ``--format``, for a command that has more formats than the others."""

    @functools.wraps(command)
    def wrapped(
        config: str | None,
        isolated: bool,
        no_cache: bool,
        lang: str | None,
        color: str,
        format_: Any = "text",
        **rest: Any,
    ) -> int:
        if lang == "zh":
            say(_("the Chinese texts come with a later version; this is English"))
        return command(click.get_current_context(), Common(config, isolated, not no_cache, format_, color), **rest)

    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped


def selecting(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command ``--select``, ``--ignore``, ``-k``, ``-m`` and ``--all-tools``, all as one value ``chosen``."""

    @functools.wraps(command)
    def wrapped(
        select: tuple[str, ...], ignore: tuple[str, ...], keyword: str, marks: str, all_tools: bool, **rest: Any
    ) -> int:
        return command(chosen=Chosen(words(select), words(ignore), keyword, marks, all_tools), **rest)

    for option in (
        click.option("--all-tools", is_flag=True, help=_("Look also at tools that are not in use.")),
        click.option(
            "-m",
            "marks",
            default="",
            metavar="EXPR",
            help=_("Only rules so marked: error, warning, note, fixable, manual, files, account, slurm, slu, .."),
        ),
        click.option(
            "-k",
            "keyword",
            default="",
            metavar="EXPR",
            help=_("Only where these words occur in code, name, member or file: 'time and not legacy'."),
        ),
        click.option("--ignore", multiple=True, metavar="RULES", help=_("Leave these out.")),
        click.option(
            "--select", multiple=True, metavar="RULES", help=_("Only these: codes, prefixes or names, comma-separated.")
        ),
    ):
        wrapped = option(wrapped)
    return wrapped


def words(values: Sequence[str]) -> tuple[str, ...]:
    """``("A,B", "C")`` as ``("A", "B", "C")``."""
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def argv(context: click.Context) -> tuple[str, ...]:
    """The command line, without the program's name."""
    return tuple(context.obj) if isinstance(context.obj, (tuple, list)) else ()


# ---- output


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
