"""``--format`` of ``check``: one format on standard output, others into files, in one run."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from envdoctor.cli.output import write
from envdoctor.errors import UsageError
from envdoctor.i18n import _

if TYPE_CHECKING:
    from envdoctor.report.clean import Cleaner
    from envdoctor.report.value import Report


FORMATS = ("text", "json", "concise", "junit", "sarif", "github", "gitlab")
"""``text`` is laid out for people; each other one is a module of ``envdoctor.report`` with a function ``text_of``."""
_JSON = "json"

Target = tuple[str, str]
"""Format and file; the file "" is standard output."""


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
