"""Which line makes a shell print where nobody is at a prompt."""

from __future__ import annotations

from collections.abc import Mapping

from envdoctor.catalogue.view import Missing
from envdoctor.declare import fact
from envdoctor.errors import Unavailable
from envdoctor.facts.shells import Startup
from envdoctor.facts.types import Shell
from envdoctor.light import dataclass, field
from envdoctor.syntax.printing import Printed, printed
from envdoctor.syntax.startup import Span
from envdoctor.syntax.state import too_much

_AT_LOGIN = (".login", ".logout")


@dataclass(frozen=True, slots=True)
class Line:
    """A command that prints, and where it stands."""

    path: str
    place: Span
    command: str


@dataclass(frozen=True, slots=True)
class Loud:
    """Shell -> the command that prints when ``ssh host command`` starts it; no entry where no line can be named."""

    over_ssh: Mapping[str, Line] = field(default_factory=dict)


def _files(startup: Startup, shell: Shell) -> tuple[str, ...]:
    """What the shell reads over ssh, in order."""
    reading = startup.readings.get((shell.name, "ssh"))
    if reading is not None:
        return reading.files
    hidden = f"{startup.view.here.home}/.cshrc" if any(path.endswith("/.tcshrc") for path in shell.files) else ""
    return tuple(path for path in shell.files if not path.endswith(_AT_LOGIN) and path != hidden)


def _text(startup: Startup, path: str) -> str:
    try:
        text = startup.view.read(path) or ""
    except (Missing, Unavailable):
        return ""
    return "" if too_much(text) else text


def _first(startup: Startup, shell: Shell) -> Line | None:
    """The first that runs whatever holds; else one that depends on something, if it is the only one."""
    found: list[tuple[str, Printed]] = []
    for path in _files(startup, shell):
        if not path.startswith("/etc/"):
            found += [(path, one) for one in printed(_text(startup, path), shell.name)]
    sure = [(path, one) for path, one in found if one.sure] or (found if len(found) == 1 else [])
    return Line(sure[0][0], sure[0][1].place, sure[0][1].command) if sure else None


@fact
def loud(startup: Startup) -> Loud:
    """What start-up files print without a prompt; only those of shells that did print are read again."""
    said = [shell for shell in startup.shells if shell.login and shell.answered.get("ssh")]
    found = {shell.name: _first(startup, shell) for shell in said}
    return Loud({name: line for name, line in found.items() if line is not None})
