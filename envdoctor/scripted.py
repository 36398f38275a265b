"""``facts script FILE``: what the scheduler would read in one job script."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from envdoctor.errors import UsageError
from envdoctor.facts.jobs import script_of
from envdoctor.host.output import load
from envdoctor.i18n import _
from envdoctor.light import dataclass
from envdoctor.session import Request, opened
from envdoctor.sniff import JOB, SCRIPT, TEMPLATE, form_of

if TYPE_CHECKING:
    from envdoctor.facts.site import Site, Target
    from envdoctor.syntax.jobs.values import Script

CWD = "CWD"
"""Stands for the working folder in the values of a script's options; see ``syntax.jobs.slurm``."""


_LIMIT = 4 << 20
"""Slurm's own limit of a script's size, ``max_script_size``, by default 4 MiB."""


@dataclass(frozen=True, slots=True)
class Scripted:
    """A script as its scheduler reads it; ``version`` is the Slurm it was judged for, None if that is not known."""

    script: Script
    folder: str
    version: tuple[int, int] | None

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
            "accepted": None if self.open_line is not None else script.accepted,
            "reason": script.reason,
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
    chosen = scheduler or _scheduler(text, site, target)
    return Scripted(script_of(chosen, text, target.version), os.path.normpath(session.here.cwd), target.version)


def _text(path: str) -> str:
    try:
        data = load(path, _LIMIT)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    if not data.startswith(b"#!") and form_of(path, data) not in (JOB, SCRIPT, TEMPLATE):
        raise UsageError(_("{path}: not a job script; one begins with #!/bin/bash", path=path))
    return data.decode("utf-8", "surrogateescape")


def _scheduler(text: str, site: Site, target: Target) -> str:
    from envdoctor.syntax.jobs.which import schedulers

    if site.kind:
        return site.kind
    spoken = schedulers(text)
    return "slurm" if target.version is not None or not spoken else spoken[0]
