"""What all commands share: their options."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from envdoctor.cli.formats import FORMATS, Target
from envdoctor.cli.output import Chosen, Common, say, words
from envdoctor.guess import near
from envdoctor.i18n import _

if TYPE_CHECKING:
    _Choice = click.Choice[str]
    _Type = click.ParamType[tuple[str, str]]
    _Number = click.ParamType[int]
else:  # not generic before click 8.2
    _Choice = click.Choice
    _Type = _Number = click.ParamType


class Choice(_Choice):
    """A choice whose error names the nearest word."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word itself, if it is among the choices."""
        known = [str(choice) for choice in self.choices]
        if value not in known:
            told, hint = ", ".join(known), near(value, known)
            self.fail(_("{value} is not one of {known}{hint}", value=value, known=told, hint=hint), param, ctx)
        return str(value)


class Whole(_Number):
    """A whole number from 0 on."""

    name = "N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number."""
        text = str(value)
        if not (text.isascii() and text.isdigit()):
            self.fail(_("a whole number is expected, 0 or more, not {value}", value=text or "''"), param, ctx)
        return int(text)


class FormatOption(_Type):
    """``FORMAT`` or ``FORMAT:FILE``; an error names the nearest format."""

    name = "FORMAT"
    choices = FORMATS

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Target:
        """Format and file."""
        if isinstance(value, tuple):
            return value
        name, colon, path = str(value).partition(":")
        if name not in FORMATS:
            hint = near(name, FORMATS)
            self.fail(
                _("{name} is not one of {known}{hint}", name=name, known=", ".join(FORMATS), hint=hint), param, ctx
            )
        if colon and not path:
            self.fail(_("{value}: a file's name is missing behind the colon", value=value), param, ctx)
        return name, path


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
            help=_(
                "Only rules so marked: error, warning, note; fixable, safe, unsafe, manual; files, account, directives "
                "(what the scheduler reads); slurm, slu, .."
            ),
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


def argv(context: click.Context) -> tuple[str, ...]:
    """The command line, without the program's name."""
    return tuple(context.obj) if isinstance(context.obj, (tuple, list)) else ()
