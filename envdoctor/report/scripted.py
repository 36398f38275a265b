"""What a scheduler reads in a script, as text and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from envdoctor.facts.site import amount, spell
from envdoctor.host.secrets import hide
from envdoctor.i18n import _, plural
from envdoctor.report.json_ import dump_clean
from envdoctor.report.style import Style, cells, pad
from envdoctor.scripted import SIGNS, WHOLE, overridden

if TYPE_CHECKING:
    from envdoctor.scripted import Scripted
    from envdoctor.syntax.jobs.values import Directive


def scripted_json(read: Scripted) -> str:
    """The whole as JSON."""
    return dump_clean(read.value())


def scripted_text(read: Scripted, style: Style) -> str:
    """Whether it is accepted, then each option with the value that counts, what it means, and its line."""
    script = read.script
    lines = [_verdict(read)]
    if script.scheduler == "slurm" and not read.version:
        lines.append(_("  the Slurm version is not known here (policy: scheduler.version); what all agree on is read"))
    if read.silent:
        lines.append(_("  no {sign} lines in it", sign=SIGNS[script.scheduler]))
    rows = [(script.directives[number], earlier) for number, earlier in overridden(read).items()]
    width = max((cells(one.option) for one, _earlier in rows), default=0)
    for one, earlier in rows:
        value = style.show(hide(one.option, one.value or "")) + _meaning(read, one)
        lines.append(f"  {pad(style.show(one.option), width)}  {value}".rstrip() + f"  ({_place(one, earlier)})")
    return "\n".join(lines) + "\n"


def _verdict(read: Scripted) -> str:
    """The first line."""
    script = read.script
    version = " {}.{:02}".format(*read.version) if read.version and script.scheduler == "slurm" else ""
    judge = f"{script.scheduler}{version}"
    if read.open_line is not None:
        return _("{judge}: cannot be told: line {line} is still to be filled in", judge=judge, line=read.open_line)
    if not script.accepted:
        return _("{judge}: refused: {reason}", judge=judge, reason=WHOLE.get(script.reason, read.reason))
    if read.accepted is None:
        return _("{judge}: nothing refused that can be told; envdoctor check looks at the values too", judge=judge)
    return _("{judge}: accepted", judge=judge)


def _meaning(read: Scripted, one: Directive) -> str:
    """`` = 24 min`` where a value is a time or a size alone; "" elsewhere."""
    if one.scheduler == "pbs" and one.option == "l" and (one.value or "").count("=") != 1:
        return ""
    if read.minutes is not None and read.minutes.directive == one:
        limit = read.minutes.number
        return " = " + (_("no limit") if limit < 0 else spell(limit))
    sizes = [each.number for each in read.memory if each.directive == one]
    return f" = {amount(sizes[0]) if sizes[0] else _('all of the node')}" if sizes else ""


def _place(one: Directive, earlier: list[Directive]) -> str:
    """The line, and those of the same option that do not count."""
    at = _("line {line}", line=one.span.line)
    if not earlier:
        return at
    lines = ", ".join(str(each.span.line) for each in earlier)
    not_counted = plural(len(earlier), "line {lines} does not count", "lines {lines} do not count", lines=lines)
    return f"{at}; {not_counted}"
