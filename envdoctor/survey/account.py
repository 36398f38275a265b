"""A first policy for one account: everything is a comment, with this machine's own disks as examples."""

from __future__ import annotations

from envdoctor.errors import EnvdoctorError
from envdoctor.facts.types import Disks, Scheduler
from envdoctor.session import Request, opened
from envdoctor.survey.text import remark, word

_HEAD = """\
# Policy of this account: what envdoctor should know that it cannot see for itself.
# It belongs into ~/.config/envdoctor/envdoctor.yaml. Everything is optional: take the "#" away where you want
# something else than what happens anyway. "envdoctor facts disks" shows what was found.

"""
_STORAGE = """\
# storage:
#   # Where big data goes, best first; left out, the data disk with the most room is used.
#   data:
#     - path: {point}
#       # An account's folder on it; {{user}} is the account's name.
#       folder: "{{user}}"
#       # all: every node mounts the same disk there. this: only this machine has it.
#       nodes: this
#   # Mount points that are never judged and never used.
#   ignore: [/backup]

"""
_REST = """\
# rules:
#   # Codes, prefixes or names; "envdoctor rules" lists them.
#   ignore: [JOB420]
#   severity: {STO101: error}

# fix:
#   # on, safe (unsafe fixes cannot be opted in), off (nothing is changed).
#   mode: safe

# mirrors:
#   # Folders with Python wheels for machines without a network.
#   wheels: [/home/share/wheels]

"""
_SCHEDULER = """\
# scheduler:
#   # Queues, node shapes and customs for job scripts. On a login node "envdoctor init --site" writes this section from
#   # what Slurm, LSF or PBS tells.
#   kind: slurm
#   default_queue: gpu
#   queues:
#     gpu: {time: 2-00:00:00, nodes: 4, gpus: 8, cpus: 64}
"""


def starter(disks: Disks | None, scheduler: Scheduler | None) -> str:
    """The policy's text.

    Args:
        disks: the disks of this machine, None where they gave no answer.
        scheduler: the scheduler that was found, if any.
    """
    text = _HEAD
    points = [disk.point for disk in disks.data] if disks else []
    if points:
        text += remark("data disks found here: " + ", ".join(points), 0)
    text += (
        _STORAGE.replace("{{user}}", "\0")
        .replace("{point}", word(points[0] if points else "/data"))
        .replace("\0", "{user}")
    )
    text += _REST
    if scheduler is not None and scheduler.name:
        text += remark(f"{scheduler.name} is set up here ({scheduler.origin.path}).", 0)
    return text + _SCHEDULER


def account_policy(request: Request) -> str:
    """A first policy for the account that runs this."""
    found: dict[str, object] = {}
    with opened(request) as session:
        for name in ("disks", "scheduler"):
            try:
                found[name] = session.fact(name)
            except EnvdoctorError:  # it is an example only; what cannot be told is left out
                continue
    disks, scheduler = found.get("disks"), found.get("scheduler")
    return starter(disks if isinstance(disks, Disks) else None, scheduler if isinstance(scheduler, Scheduler) else None)
