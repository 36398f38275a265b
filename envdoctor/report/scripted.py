"""What a scheduler reads in a script, as text and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from envdoctor.i18n import _, msg
from envdoctor.report.json_ import dump_clean
from envdoctor.report.style import Style, cells, pad

if TYPE_CHECKING:
    from envdoctor.scripted import Scripted


_WHOLE = {
    "This does not look like a batch script.  The first": msg("the first line must begin with #!"),
    "The Slurm controller does not allow scripts that": msg("it holds a NUL byte"),
}
"""First line of an answer that sbatch breaks in mid-sentence -> what it says in all."""


def scripted_json(read: Scripted) -> str:
    """The whole as JSON."""
    return dump_clean(read.value())


def scripted_text(read: Scripted, style: Style) -> str:
    """Whether it is accepted, then each option with the value that counts and its line."""
    script = read.script
    version = " {}.{:02}".format(*read.version) if read.version and script.scheduler == "slurm" else ""
    known = script.scheduler != "slurm" or bool(version)
    judge = f"{script.scheduler}{version}"
    lines = [_("{judge}: accepted", judge=judge)]
    if read.open_line is not None:
        lines = [_("{judge}: cannot be told: line {line} is still to be filled in", judge=judge, line=read.open_line)]
    elif not script.accepted:
        lines = [_("{judge}: refused: {reason}", judge=judge, reason=_WHOLE.get(script.reason, script.reason))]
    if not known:
        lines.append(_("  the Slurm version is not known here (policy: scheduler.version); what all agree on is read"))
    rows = [(one.option, one.value if one.value is not None else "", one.span.line) for one in script.directives]
    width = max((cells(option) for option, _value, _line in rows), default=0)
    for option, value, line in rows:
        at = _("line {line}", line=line)
        lines.append(f"  {pad(style.show(option), width)}  {style.show(value)}  ({at})".replace("    (", "  ("))
    return "\n".join(lines) + "\n"
