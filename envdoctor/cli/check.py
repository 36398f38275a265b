"""``envdoctor check``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from envdoctor.cli.common import (
    Choice,
    Chosen,
    Common,
    argv,
    cleaner,
    command_line,
    same,
    say,
    selecting,
    style,
    without_format,
    write,
)
from envdoctor.cli.formats import FORMATS, FormatOption, Target, deliver, rendered, targets
from envdoctor.errors import Exit, UsageError
from envdoctor.i18n import _, plural
from envdoctor.light import replace

if TYPE_CHECKING:
    from envdoctor.report.style import Style
    from envdoctor.report.value import Report
    from envdoctor.run import Request

_UNREMEMBERED = ("baseline", "write_baseline", "last_failed", "collect", "durations")
"""With one of these the answer is not remembered."""


@click.command(
    help=_(
        "Find what is wrong with this account, or with the files and folders PATHS; - is a script on standard input."
    )
)
@click.argument("paths", nargs=-1)
@click.option("--home", metavar="DIR", help=_("Check the home in this folder; nothing of it is executed."))
@selecting
@click.option("--lf", "--last-failed", "last_failed", is_flag=True, help=_("Only what found something last time."))
@click.option("-x", "--exitfirst", "first", is_flag=True, help=_("Stop at the first finding that counts."))
@click.option(
    "--maxfail",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help=_("Stop after N findings that count, see --fail-level."),
)
@click.option("--co", "--collect-only", "collect", is_flag=True, help=_("Only list what would run."))
@click.option("--redact", is_flag=True, help=_("Leave out home, user and host, to show the output to others."))
@click.option("-v", "--verbose", count=True, help=_("Say more: evidence, where values come from, what passed."))
@click.option("-q", "--quiet", is_flag=True, help=_("Only the last line."))
@click.option(
    "-r",
    "tell",
    metavar="LETTERS",
    help=_("Tell of what (f)ound, (E) crashed, was (s)kipped, (p)assed, (A)ll of them."),
)
@click.option("--statistics", is_flag=True, help=_("Add how often each rule found something."))
@click.option("--durations", type=click.IntRange(min=0), metavar="N", help=_("Add the N slowest checks; 0: all."))
@click.option(
    "--fail-level",
    type=Choice(["note", "warning", "error"]),
    default="warning",
    help=_("Exit with 1 from this severity on (default: warning)."),
)
@click.option("--exit-zero", is_flag=True, help=_("Exit with 0 also if something is found."))
@click.option("--baseline", metavar="FILE", help=_("Report only findings that are not in this file."))
@click.option("--write-baseline", metavar="FILE", help=_("Write all findings into this file; they are known then."))
@click.option("--hook", is_flag=True, help=_("For pre-commit: passes over other files, and tells no notes."))
@click.option(
    "--format",
    "formats",
    type=FormatOption(),
    multiple=True,
    metavar="FORMAT[:FILE]",
    help=_("{known}; into a file, or one on standard output. Twice: both.", known=", ".join(FORMATS)),
)
@without_format
def check(
    context: click.Context,
    common: Common,
    chosen: Chosen,
    paths: tuple[str, ...],
    formats: tuple[Target, ...],
    **flags: Any,
) -> int:
    """Run the check and show it."""
    from envdoctor import run, warm
    from envdoctor.model import Severity

    here, files = targets(formats)
    level = Severity[flags["fail_level"].upper()]
    request = run.Request(
        **common.request("check", argv(context)),
        **chosen.request(),
        paths=paths,
        home=flags["home"],
        last_failed=flags["last_failed"],
        most=1 if flags["first"] else flags["maxfail"],
        threshold=level,
        hook=flags["hook"],
        baseline=flags["baseline"],
        timed=flags["durations"] is not None or bool(flags["verbose"]),
    )
    if flags["collect"]:
        return _collect(request, replace(common, format=here), quiet=flags["quiet"])
    if flags["write_baseline"]:
        return _write_baseline(request, flags["write_baseline"])
    # Paths in the other formats hang on where the repository begins, which nobody watches.
    steady = not files and here in ("text", "json", "concise")
    steady = steady and not any(flags[name] not in (None, False) for name in _UNREMEMBERED)
    remember = warm.key(list(argv(context))) if steady else None
    done = run.check(request)
    if flags["hook"]:
        paths = tuple(dict.fromkeys(hit.finding.place for hit in done.report.hits))  # not all that pre-commit named
    preview = None if flags["home"] else same("fix", common, chosen, [path for path in paths if path != "-"])
    printed = _shown(done.report, common, here, files, preview, flags)
    code = _code(done.report, level, flags)
    if remember is not None and done.marks is not None and not (here != "text" and done.report.notes):
        warm.keep(remember, printed, code, done.marks)
    return code


def _code(report: Report, level: Any, flags: dict[str, Any]) -> int:
    from envdoctor.report.value import exit_code

    code = exit_code(report, level, zero=flags["exit_zero"])
    return Exit.OK if code is Exit.NOTHING and flags["hook"] else code


def _shown(
    report: Report, common: Common, here: str, files: tuple[Target, ...], preview: str | None, flags: dict[str, Any]
) -> str:
    """Write the report in every format that was asked for; what went to standard output."""
    clean = cleaner(report.header, redact=flags["redact"])
    for name, path in files:
        plain = replace(common, color="never")
        deliver(
            _text(report, style(plain, clean, ""), preview, flags) if name == "text" else rendered(name, report, clean),
            path,
        )
    if here == "text":
        if flags["hook"]:
            report = replace(report, hits=tuple(hit for hit in report.hits if hit.severity >= report.threshold))
        if flags["hook"] and report.unfit:
            return ""
        printed = _text(report, style(common, clean, report.header.home), preview, flags)
    else:
        printed = rendered(here, report, clean)
    write(printed)
    if here != "text":
        # They have no place in the schema, and whoever reads a policy's result must know that it was not used.
        for note in report.notes:
            say(clean.text(note))
    return printed


def _text(report: Report, style: Style, preview: str | None, flags: dict[str, Any]) -> str:
    from envdoctor.report.text import LETTERS, text

    tell = "Es" if flags["tell"] is None else flags["tell"]
    for letter in tell:
        if letter not in (*LETTERS, "a", "A", "N"):
            raise UsageError(_("-r {tell}: there is no letter {letter}; there are fEspaAN", tell=tell, letter=letter))
    return text(
        report,
        style,
        verbose=flags["verbose"],
        quiet=flags["quiet"],
        preview=preview,
        tell=tell,
        aside=tuple(_totals(report, style, flags)),
    )


def _totals(report: Report, style: Style, flags: dict[str, Any]) -> Iterator[str]:
    if flags["statistics"]:
        from envdoctor.report.totals import statistics

        yield from statistics(report, style)
    if flags["durations"] is not None:
        from envdoctor.report.totals import durations

        yield from durations(report.outcomes, flags["durations"], style)


def _collect(request: Request, common: Common, *, quiet: bool) -> int:
    from envdoctor import run
    from envdoctor.report.totals import items_json, items_text

    found = run.items(request)
    write(items_json(found) if common.json else items_text(found, style(common), quiet=quiet))
    return Exit.OK if found else Exit.NOTHING


def _write_baseline(request: Request, path: str) -> int:
    from envdoctor import run

    count, before = run.write_baseline(request, path)
    said = plural(count, "{path}: {n} finding is known now", "{path}: {n} findings are known now", path=path)
    said += "" if before is None else _(" (before: {n})", n=before)
    write(
        _("{said}. To report only new ones: envdoctor check --baseline {file}", said=said, file=command_line(path))
        + "\n"
    )
    return Exit.OK
