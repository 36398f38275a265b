"""What a scheduler reads in a script, as text and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from envdoctor.i18n import _
from envdoctor.report.json_ import dump_clean
from envdoctor.report.style import Style, cells, pad

if TYPE_CHECKING:
    from envdoctor.scripted import Scripted


def scripted_json(read: Scripted) -> str:
    """The whole as JSON."""
    return dump_clean(read.value())


def scripted_text(read: Scripted, style: Style) -> str:
    """Whether it is accepted, then each option with the value that counts and its line."""
    script = read.script
    version = " {}.{:02}".format(*read.version) if read.version and script.scheduler == "slurm" else ""
    known = script.scheduler != "slurm" or bool(version)
    lines = [_("{scheduler}{version}: accepted", scheduler=script.scheduler, version=version)]
    if not script.accepted:
        lines = [
            _(
                "{scheduler}{version}: refused: {reason}",
                scheduler=script.scheduler,
                version=version,
                reason=script.reason,
            )
        ]
    if not known:
        lines.append(_("  the Slurm version is not known here (policy: scheduler.version); what all agree on is read"))
    rows = [(one.option, one.value if one.value is not None else "", one.span.line) for one in script.directives]
    width = max((cells(option) for option, _value, _line in rows), default=0)
    for option, value, line in rows:
        at = _("line {line}", line=line)
        lines.append(f"  {pad(style.show(option), width)}  {style.show(value)}  ({at})".replace("    (", "  ("))
    return "\n".join(lines) + "\n"
