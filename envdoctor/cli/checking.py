"""What ``check`` does, once it is known what is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from envdoctor.cli.formats import Target, deliver, rendered, targets
from envdoctor.cli.output import Chosen, Common, cleaner, command_line, same, say, style, write
from envdoctor.errors import Exit, UsageError
from envdoctor.i18n import _, plural
from envdoctor.light import replace

if TYPE_CHECKING:
    from envdoctor.report.style import Style
    from envdoctor.report.value import Report
    from envdoctor.run import Request

_UNREMEMBERED = ("baseline", "write_baseline", "last_failed", "collect", "durations")
"""With one of these the answer is not remembered."""


def checked(
    common: Common,
    chosen: Chosen,
    paths: tuple[str, ...],
    formats: tuple[Target, ...],
    line: tuple[str, ...],
    flags: dict[str, Any],
) -> int:
    """Run the check and show it.

    Args:
        common: options that every command has.
        chosen: which rules are asked for.
        paths: what to check instead of the account.
        formats: what to write, and where.
        line: the command line, without the program's name.
        flags: the options of ``check`` alone.

    Returns:
        The exit code.
    """
    if flags["hook"] and not paths:
        return Exit.OK  # nothing was changed that a hook could name; the account is not what it asks about
    from envdoctor import run, warm

    here, files = targets(formats)
    request = _request(common, chosen, paths, line, flags)
    if flags["collect"]:
        return _collect(request, replace(common, format=here), quiet=flags["quiet"])
    if flags["write_baseline"]:
        return _write_baseline(request, flags["write_baseline"])
    # Paths in the other formats hang on where the repository begins, which nobody watches.
    steady = not files and here in ("text", "json", "concise")
    steady = steady and not any(flags[name] not in (None, False) for name in _UNREMEMBERED)
    remember = warm.key(list(line)) if steady else None
    done = run.check(request)
    if done.report.unfit and not flags["hook"]:
        from envdoctor.cli.unfit import why_not

        done = replace(done, report=replace(done.report, notes=(*done.report.notes, *why_not(paths))))
    if flags["hook"]:
        paths = tuple(dict.fromkeys(hit.finding.place for hit in done.report.hits))  # not all that pre-commit named
    preview = None if flags["home"] else same("fix", common, chosen, [path for path in paths if path != "-"])
    printed = _shown(done.report, common, here, files, preview, flags)
    code = _code(done.report, request.threshold, flags)
    if remember is not None and done.marks is not None and not (here != "text" and done.report.notes):
        warm.keep(remember, printed, code, done.marks)
    return code


def _request(
    common: Common, chosen: Chosen, paths: tuple[str, ...], line: tuple[str, ...], flags: dict[str, Any]
) -> Request:
    from envdoctor.model import Severity
    from envdoctor.run import Request

    return Request(
        **common.request("check", line),
        **chosen.request(),
        paths=paths,
        home=flags["home"],
        last_failed=flags["last_failed"],
        most=1 if flags["first"] else flags["maxfail"],
        threshold=Severity[flags["fail_level"].upper()],
        hook=flags["hook"],
        baseline=flags["baseline"],
        timed=flags["durations"] is not None or bool(flags["verbose"]),
    )


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
        # Most formats have no place for them, and whoever reads a policy's result must know that it was not used.
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
