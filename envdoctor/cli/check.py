"""``envdoctor check``."""

from __future__ import annotations

import click

from envdoctor.cli.common import (
    Choice,
    Common,
    argv,
    cleaner,
    command_line,
    common,
    say,
    selecting,
    style,
    words,
    write,
)
from envdoctor.i18n import _


@click.command(help=_("Find what is wrong with this account, or with the files PATHS."))
@click.argument("paths", nargs=-1)
@click.option("--home", metavar="DIR", help=_("Check the home in this folder; nothing of it is executed."))
@selecting
@click.option("--redact", is_flag=True, help=_("Leave out home, user and host, to show the output to others."))
@click.option("-v", "--verbose", count=True, help=_("Say more: evidence, where values come from, what passed."))
@click.option("-q", "--quiet", is_flag=True, help=_("Only the last line."))
@click.option(
    "--fail-level",
    type=Choice(["note", "warning", "error"]),
    default="warning",
    help=_("Exit with 1 from this severity on (default: warning)."),
)
@click.option("--exit-zero", is_flag=True, help=_("Exit with 0 also if something is found."))
@common
def check(
    context: click.Context,
    common: Common,
    paths: tuple[str, ...],
    home: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    all_tools: bool,
    redact: bool,
    verbose: int,
    quiet: bool,
    fail_level: str,
    exit_zero: bool,
) -> int:
    """Run the check and show it."""
    from envdoctor import run, warm
    from envdoctor.model import Severity
    from envdoctor.report.value import exit_code

    request = run.Request(
        **common.request("check", argv(context)),
        paths=paths,
        home=home,
        select=words(select),
        ignore=words(ignore),
        all_tools=all_tools,
    )
    remember = warm.key(list(argv(context)))
    done = run.check(request)
    report = done.report
    clean = cleaner(report.header, redact=redact)
    if common.json:
        from envdoctor.report.json_ import json_text

        printed = json_text(report, clean)
    else:
        from envdoctor.report.text import text

        preview = None if home else _preview(common, paths, words(select), words(ignore), all_tools)
        shown = style(common, clean, report.header.home)
        printed = text(report, shown, verbose=verbose, quiet=quiet, preview=preview)
    write(printed)
    code = exit_code(report, Severity[fail_level.upper()], zero=exit_zero)
    if common.json:
        # They have no place in the schema, and whoever reads a policy's result must know that it was not used.
        for note in report.notes:
            say(clean.text(note))
    if remember is not None and done.marks is not None and not (common.json and report.notes):
        warm.keep(remember, printed, code, done.marks)
    return code


def _preview(
    common: Common, paths: tuple[str, ...], select: tuple[str, ...], ignore: tuple[str, ...], all_: bool
) -> str:
    parts = ["envdoctor", "fix"]
    parts += ["--config", common.config] if common.config else []
    parts += ["--isolated"] if common.isolated else []
    parts += ["--select", ",".join(select)] if select else []
    parts += ["--ignore", ",".join(ignore)] if ignore else []
    parts += ["--all-tools"] if all_ else []
    parts += ["--", *paths] if any(path.startswith("-") for path in paths) else paths
    return " ".join(parts[:2]) if len(parts) == 2 else command_line(*parts)
