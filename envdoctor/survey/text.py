"""A policy as text: what is known stands there, what could not be told is a comment."""

from __future__ import annotations

import re
from collections.abc import Sequence

from envdoctor.catalogue.site import UNLIMITED, Queue
from envdoctor.survey.values import Described, Surveyed

_PLAIN = re.compile(r"[A-Za-z][\w.-]*\Z")
_TRUTHS = frozenset("y n yes no on off true false null".split())
_ODD = re.compile(r"[^\x20-\x7e]")

_CUSTOMS = """\
  # What no scheduler tells. Take the "#" away where it holds here.
  # Compute nodes reach the network (true), or downloads inside a job fail (false):
  # compute_network: false
  # All names that "module load" knows:
  # modules: [cuda/12.4, python/3.11]
  # What every script must ask for; words: time, queue, account, output, gpus, cpus, or an option's own name:
  # required: [time]
  # A note for jobs that take every card of a node:
  # whole_node: true
  # sudo, apt and yum do not work for ordinary accounts:
  # no_root: true
  # Folders that other nodes do not see:
  # node_only: [/local]
  # The newest CUDA that the driver of the compute nodes runs (nvidia-smi shows it):
  # driver_cuda: "12.4"
"""


def word(text: str) -> str:
    """``text`` as YAML: bare where that is safe, else in quotes."""
    if _PLAIN.match(text) and text.lower() not in _TRUTHS:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _ODD.sub(lambda found: f"\\U{ord(found[0]):08x}", escaped) + '"'


def remark(text: str, indent: int) -> str:
    """A line of comment; what a scheduler said may hold anything."""
    return f"{' ' * indent}# {_ODD.sub('?', text)}\n"


def time(minutes: int) -> str:
    """Minutes as a policy writes them."""
    if minutes == UNLIMITED:
        return "unlimited"
    days, rest = divmod(minutes, 1440)
    return f"{days}-{rest // 60:02}:{rest % 60:02}:00" if days else f'"{rest // 60:02}:{rest % 60:02}:00"'


def size(mib: int) -> str:
    """MiB as a policy writes them, exactly."""
    return f"{mib // 1024}GiB" if mib % 1024 == 0 else f"{mib}MiB"


def policy(site: Surveyed, said_by: Sequence[str]) -> str:
    """The policy of ``site``.

    Args:
        site: what was learnt.
        said_by: the commands it was learnt from, for the head.
    """
    name = f" {site.cluster}" if site.cluster else ""
    text = remark(f"Policy of the {site.kind} cluster{name}, as these commands told it:", 0)
    text += "".join(remark(f"  {command}", 0) for command in said_by)
    text += remark("Read it, add what only people know, and put it into /etc/envdoctor/envdoctor.yaml.", 0)
    text += f"\nscheduler:\n  kind: {site.kind}\n"
    if site.version:
        text += f'  version: "{site.version[0]}.{site.version[1]:02}"\n'
    else:
        text += remark("the version could not be told", 2)
    if site.default_queue in [one.queue.name for one in site.queues] or (site.default_queue and not site.queues):
        text += f"  default_queue: {word(site.default_queue)}\n"
    else:
        text += remark("no default queue was seen: default_queue: NAME", 2)
    for line in site.remarks:
        text += remark(line, 2)
    text += (
        "  queues:\n" + "".join(_queue(one) for one in site.queues) if site.queues else remark("no queue was seen", 2)
    )
    if site.memory_configured is not None:
        known = "nodes show their memory" if site.memory_configured else "nodes show MEMORY 1: every --mem is refused"
        text += "\n" + remark(known, 2)
        text += f"  memory_configured: {str(site.memory_configured).lower()}\n"
    return text + "\n" + _CUSTOMS


def _queue(one: Described) -> str:
    queue = one.queue
    text = f"    {word(queue.name)}:\n"
    for line in one.remarks:
        text += remark(line, 6)
    for key, value in _values(queue):
        text += f"      {key}: {value}\n"
    if queue.minutes is None:
        text += remark("time: the longest time a job may ask for", 6)
    if queue.gpus and not queue.card:
        text += remark("card: A100", 6)
    if queue.gpus:
        text += remark("gpu_only: true, if jobs without a card do not belong here", 6)
    return text


def _values(queue: Queue) -> list[tuple[str, str]]:
    given: list[tuple[str, str]] = []
    for key, minutes in (("time", queue.minutes), ("default_time", queue.default_minutes)):
        if minutes is not None:
            given.append((key, time(minutes)))
    for key, number in (("nodes", queue.nodes), ("gpus", queue.gpus), ("cpus", queue.cpus)):
        if number is not None:
            given.append((key, str(number)))
    if queue.memory is not None:
        given.append(("memory", size(queue.memory)))
    if queue.card:
        given.append(("card", word(queue.card)))
    if queue.mig:
        given.append(("mig", "true"))
    return given
