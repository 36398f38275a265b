"""Is this host part of a cluster whose jobs run on other nodes?

A scheduler is present when its configuration is found and names a node other than this host, or can't be read; a client
program alone is none.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence

from envdoctor.catalogue.view import Here
from envdoctor.declare import fact
from envdoctor.facts.types import Scheduler
from envdoctor.host.probes import Answer, Content, Look, Probe, Read, Seen
from envdoctor.model import Origin

_NODE = re.compile(r"^\s*NodeName\s*=\s*(\S+)", re.I | re.M)


def _slurm_files(here: Here) -> list[str]:
    named = here.env.get("SLURM_CONF")
    return [
        *([named] if named and named.startswith("/") else []),
        "/etc/slurm/slurm.conf",
        "/run/slurm/conf/slurm.conf",
    ]


def _others(names: Sequence[str], here: Here) -> bool:
    own = {here.hostname, here.hostname.split(".")[0], "DEFAULT", "default", "localhost"}
    return any(name not in own for name in names)


def _judge(name: str, path: str, content: Answer, pattern: re.Pattern[str], here: Here) -> Scheduler | None:
    if not isinstance(content, Content):
        return Scheduler(name, Origin("file", path))
    if content.data is None:
        return Scheduler(name, Origin("file", path)) if content.error else None
    names = pattern.findall(content.data.decode("utf-8", "replace"))
    # A configuration without node lines includes them from another file: that cannot be read here.
    return Scheduler(name, Origin("file", path)) if not names or _others(names, here) else None


@fact
def scheduler(here: Here) -> Generator[Sequence[Probe], Sequence[Answer], Scheduler]:
    """Slurm, LSF or PBS, told from their configuration files."""
    files = _slurm_files(here)
    lsf = here.env.get("LSF_ENVDIR", "/etc/lsf") + "/lsf.conf"
    pbs = here.env.get("PBS_CONF_FILE", "/etc/pbs.conf")
    *confs, lsf_seen, pbs_seen = yield [*(Read(path) for path in files), Look(lsf), Look(pbs)]
    for path, content in zip(files, confs, strict=True):
        found = _judge("slurm", path, content, _NODE, here)
        if found is not None:
            return found
    for name, path, seen in (("lsf", lsf, lsf_seen), ("pbs", pbs, pbs_seen)):
        # Their node lists lie in files that the configuration points to; the configuration alone tells of a cluster.
        if not isinstance(seen, Seen) or seen.exists:
            return Scheduler(name, Origin("file", path))
    return Scheduler()
