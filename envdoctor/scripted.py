"""``facts script FILE``: what the scheduler would read in one job script."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from envdoctor.errors import UsageError
from envdoctor.facts.jobs import asked_of, script_of
from envdoctor.host.output import load
from envdoctor.i18n import _, msg, render
from envdoctor.light import dataclass
from envdoctor.session import Request, opened
from envdoctor.sniff import JOB, SCRIPT, TEMPLATE, form_of
from envdoctor.sources import STDIN

if TYPE_CHECKING:
    from envdoctor.facts.site import Site, Target
    from envdoctor.syntax.jobs.values import Asked, Directive, Script

CWD = "CWD"
"""Stands for the working folder in the values of a script's options; see ``syntax.jobs.slurm``."""

SIGNS = {"slurm": "#SBATCH", "lsf": "#BSUB", "pbs": "#PBS"}
"""What a line for each scheduler begins with."""

_LIMIT = 4 << 20
"""Slurm's own limit of a script's size, ``max_script_size``, by default 4 MiB."""


WHOLE = {
    "This does not look like a batch script.  The first": msg("the first line must begin with #!"),
    "The Slurm controller does not allow scripts that": msg("it holds a NUL byte"),
}
"""First line of an answer that sbatch breaks in mid-sentence -> what it says in all."""

REASONS = {
    "lsf": {
        "unknown-option": msg("line {line}: bsub has no option {option}"),
        "long-option": msg("line {line}: bsub has no option {option}; its options have one dash"),
        "missing-value": msg("line {line}: {option} wants a value"),
    },
    "pbs": {
        "unknown-option": msg("line {line}: qsub has no option {option}"),
        "missing-value": msg("line {line}: {option} wants a value"),
        "open-quote": msg("line {line}: a quote is never closed"),
        "split-list": msg("line {line}: a space cuts the list of {option} in two"),
    },
}
"""Why a script is refused, by the kind of its first fatal fault; Slurm's own words are known."""


@dataclass(frozen=True, slots=True)
class Scripted:
    """A script as its scheduler reads it.

    Attributes:
        script: what was read. folder: the working folder.
        version: the Slurm it was judged for, None if that is not known.
        minutes, memory: the time limit and sizes in MiB that its values come to.
        silent: not one line begins with the sign of this scheduler.
    """

    script: Script
    folder: str
    version: tuple[int, int] | None
    minutes: Asked | None = None
    memory: tuple[Asked, ...] = ()
    silent: bool = False

    @property
    def accepted(self) -> bool | None:
        """Whether it is taken; None where that can't be told: of LSF and PBS only refusals are known for sure."""
        if self.open_line is not None or (self.script.accepted and self.script.scheduler != "slurm"):
            return None
        return self.script.accepted

    @property
    def reason(self) -> str:
        """Why it is refused, as a sentence; "" where it is not."""
        reasons = REASONS.get(self.script.scheduler, {})
        fatal = next((fault for fault in self.script.faults if fault.fatal), None)
        if fatal is None or fatal.kind not in reasons:
            return self.script.reason
        return render(reasons[fatal.kind], {"line": fatal.span.line, "option": fatal.args.get("option", "")})

    @property
    def open_line(self) -> int | None:
        """Line of a place that a program is still to fill in, where nothing else keeps the script from being taken."""
        fatal = [fault for fault in self.script.faults if fault.fatal]
        filled = all("template" in fault.args for fault in fatal)
        return fatal[0].span.line if not self.script.accepted and fatal and filled else None

    def value(self) -> dict[str, object]:
        """As JSON has it."""
        script = self.script
        return {
            "scheduler": script.scheduler,
            "accepted": self.accepted,
            "reason": self.reason,
            "options": {name: self._from_here(value) for name, value in script.options.items()},
            "directives": [
                {"option": one.option, "value": one.value, "line": one.span.line, "column": one.span.column}
                for one in script.directives
            ],
        }

    def _from_here(self, value: str) -> str:
        return self.folder + value[len(CWD) :] if value.startswith(f"{CWD}/") else value


def scripted(request: Request, path: str, scheduler: str = "") -> Scripted:
    """Read the script ``path`` as ``scheduler`` does.

    Without one, it is the policy's, else Slurm where its client answers here, else the one whose directives it has.

    Raises:
        UsageError: there is no such file, it cannot be read, or it is no script.
    """
    with opened(request) as session:
        text = _text(path)
        site, target = session.fact("site"), session.fact("target")
    chosen = scheduler or _scheduler(path, text, site, target)
    script = script_of(chosen, text, target.version)
    asked = asked_of(script, text)
    sizes = tuple(filter(None, (asked.memory, asked.memory_per_cpu, asked.memory_per_gpu)))
    folder, silent = os.path.normpath(session.here.cwd), not _signed(text, SIGNS[chosen])
    return Scripted(script, folder, target.version, asked.minutes, sizes, silent)


def _signed(text: str, sign: str) -> bool:
    return any(line.lstrip(" \t").startswith(sign) for line in text.split("\n"))


def _text(path: str) -> str:
    try:
        data = sys.stdin.buffer.read(_LIMIT) if path == STDIN else load(path, _LIMIT)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    if not data.startswith(b"#!") and form_of(path, data) not in (JOB, SCRIPT, TEMPLATE):
        raise UsageError(_("{path}: not a job script; one begins with #!/bin/bash", path=path))
    return data.decode("utf-8", "surrogateescape")


def _scheduler(path: str, text: str, site: Site, target: Target) -> str:
    from envdoctor.syntax.jobs.which import chosen

    if site.kind:
        return site.kind
    return "slurm" if target.version is not None else chosen(text, path) or "slurm"


def overridden(read: Scripted) -> dict[int, list[Directive]]:
    """Number of a directive -> the earlier ones that do not count for it; those are no keys.

    Options that may be given several times and all count are left out.
    """
    script, places = read.script, dict[tuple[str, int], int]()
    found: dict[int, list[Directive]] = {}
    for number, one in enumerate(script.directives):
        earlier: list[Directive] = []
        name = (one.option, one.component)
        if name in places and not _adds_up(read, one.option):
            before = places[name]
            earlier = [*found.pop(before), script.directives[before]]
        found[number] = earlier
        places[name] = number
    return found


def _adds_up(read: Scripted, option: str) -> bool:
    if read.script.scheduler == "slurm":
        return option == "mail-type" and (read.version is None or read.version < (25, 5))
    if read.script.scheduler == "lsf":
        from envdoctor.catalogue.lsf_options import REPEATABLE

        return option in REPEATABLE
    return option in ("l", "W", "v")
