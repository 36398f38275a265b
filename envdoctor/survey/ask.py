"""Asks the schedulers of this machine, and writes what they tell to a new file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import ModuleType
from typing import TYPE_CHECKING

from envdoctor.errors import Refused, UsageError
from envdoctor.host.probes import Failed, Ran, Run, Which
from envdoctor.i18n import _
from envdoctor.survey import lsf, pbs, slurm
from envdoctor.survey.text import policy
from envdoctor.survey.values import Surveyed

if TYPE_CHECKING:
    from envdoctor.host.host import Host

SCHEDULERS: Mapping[str, ModuleType] = {"slurm": slurm, "lsf": lsf, "pbs": pbs}
DEADLINE = 20.0
"""Seconds: a busy controller is slow, and whoever sets up a policy can wait."""
_LIMIT = 64 << 20
"""Bytes of output: a node is about one kilobyte."""


def site_policy(host: Host) -> str:
    """The policy of the scheduler whose commands are installed here.

    Raises:
        UsageError: there is none. Refused: there is one, but it does not answer.
    """
    reasons = []
    for name, module in SCHEDULERS.items():
        programs = sorted({argv[0] for argv in module.COMMANDS.values()})
        found = dict(zip(programs, host.ask([Which(program) for program in programs]), strict=True))
        if any(not isinstance(found[module.COMMANDS[key][0]], str) for key in module.NEEDED):
            continue
        said, reason = _outputs(host, module, found)
        surveyed: Surveyed = module.read(said)
        if reason or not surveyed.queues:
            reasons.append(f"{name}: {reason or _('it names no queue')}")
            continue
        return policy(surveyed, [" ".join(argv) for key, argv in module.COMMANDS.items() if key in said])
    if reasons:
        raise Refused(_("no scheduler answers: {reasons}. Run it on a login node", reasons="; ".join(reasons)))
    raise UsageError(
        _(
            "no scheduler's commands are on PATH (scontrol; bqueues and lshosts; qstat and pbsnodes): run it on a "
            "login node"
        )
    )


def _outputs(host: Host, module: ModuleType, found: Mapping[str, object]) -> tuple[dict[str, str], str]:
    """What the commands printed, and why one that is needed did not answer."""
    env = tuple(sorted({**host.env, "LC_ALL": "C"}.items()))
    probes = {
        key: Run((program, *argv[1:]), env, DEADLINE, _LIMIT)
        for key, argv in module.COMMANDS.items()
        if isinstance(program := found[argv[0]], str)
    }
    said: dict[str, str] = {}
    for key, answer in zip(probes, host.ask(list(probes.values())), strict=True):
        if isinstance(answer, Ran) and answer.status == 0:
            said[key] = answer.out.decode("utf-8", "replace")
        elif key in module.NEEDED:
            return said, _why(" ".join(module.COMMANDS[key]), answer)
    return said, ""


def _why(command: str, answer: object) -> str:
    if isinstance(answer, Ran):
        lines = (answer.err or answer.out).decode("utf-8", "replace").strip().splitlines()
        return f"{command}: {lines[0][:200] if lines else _('exit status {n}', n=answer.status)}"
    return f"{command}: {answer.reason}" if isinstance(answer, Failed) else command


def save(path: str, text: str) -> None:
    """Write a file that is not there yet; half a file is never left behind.

    Raises:
        Refused: something is there already, or it cannot be written.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError:
        raise Refused(_("{path} is there already and is left as it is; give another name", path=path)) from None
    except OSError as error:
        raise Refused(_("{path} cannot be written: {reason}", path=path, reason=error.strerror)) from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        os.unlink(path)
        raise Refused(_("{path} cannot be written: {reason}", path=path, reason=error.strerror)) from None
