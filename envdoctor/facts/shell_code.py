"""Shell code of any file that holds some: job scripts, other scripts, start-up files."""

from __future__ import annotations

from envdoctor.declare import fact
from envdoctor.errors import OtherFile
from envdoctor.facts.jobs import body_of
from envdoctor.facts.types import SourceFile
from envdoctor.sniff import JOB, SCRIPT
from envdoctor.syntax.jobs.body import Body

__all__ = ["Body", "shell_code"]

_SHELLS = frozenset(("bash", "sh", "dash", "zsh"))


@fact(forms=(JOB, SCRIPT, ""), surely=False)
def shell_code(source: SourceFile) -> Body:
    """The commands of a script; of a start-up file those that run when a shell starts, not those of its functions."""
    if source.form in (JOB, SCRIPT):
        return body_of(source.text)
    if source.shell not in _SHELLS:
        raise OtherFile("no shell code")
    whole = body_of(source.text)
    commands = tuple(one for one in whole.commands if not any(map(_later, one.inside)))
    return whole.of(commands)


def _later(name: str) -> bool:
    return name == "trap" or name.startswith("function ")
