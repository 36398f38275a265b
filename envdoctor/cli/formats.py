"""``--format`` of ``check``: one format on standard output, others into files, in one run."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from envdoctor.cli.common import write
from envdoctor.errors import UsageError
from envdoctor.guess import near
from envdoctor.i18n import _

if TYPE_CHECKING:
    from envdoctor.report.clean import Cleaner
    from envdoctor.report.value import Report

    _Type = click.ParamType[tuple[str, str]]
else:  # not generic before click 8.2
    _Type = click.ParamType

FORMATS = ("text", "json", "concise", "junit", "sarif", "github", "gitlab")
"""``text`` is laid out for people; each other one is a module of ``envdoctor.report`` with a function ``text_of``."""
_JSON = "json"

Target = tuple[str, str]
"""Format and file; the file "" is standard output."""


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


def targets(given: tuple[Target, ...]) -> tuple[str, tuple[Target, ...]]:
    """The format for standard output, ``text`` if none is asked for there, and those for files.

    Raises:
        UsageError: two formats for standard output.
    """
    here = list(dict.fromkeys(name for name, path in given if not path))
    if len(here) > 1:
        raise UsageError(
            _(
                "only one format can go to standard output; write the other into a file: --format {name}:FILE",
                name=here[1],
            )
        )
    return (here or ["text"])[0], tuple((name, path) for name, path in given if path)


def rendered(name: str, report: Report, clean: Cleaner) -> str:
    """The report in the format ``name``, which is not ``text``."""
    if name == _JSON:
        from envdoctor.report.json_ import json_text

        return json_text(report, clean)
    made = import_module(f"envdoctor.report.{name}").text_of(report, clean)
    assert isinstance(made, str)
    return made


def deliver(text: str, path: str) -> None:
    """Write ``text`` to the file ``path``, or to standard output.

    Raises:
        UsageError: the file cannot be written.
    """
    if not path:
        write(text)
        return
    from envdoctor.host.output import save

    try:
        save(path, text)
    except OSError as error:
        raise UsageError(_("--format: {path}: {reason}", path=path, reason=error.strerror)) from error
