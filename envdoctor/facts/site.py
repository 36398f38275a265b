"""What the policy says of the site's scheduler, which Slurm the scripts are meant for, and questions that rules ask."""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Sequence

from envdoctor.catalogue.site import REQUIRED, SIGNS, UNLIMITED, Profile, Queue, Site
from envdoctor.catalogue.toolkits import cuda_in, first_cuda
from envdoctor.catalogue.view import Here
from envdoctor.config import Config
from envdoctor.declare import fact
from envdoctor.facts.types import SourceFile
from envdoctor.host.probes import Answer, Look, Probe, Ran, Run, Seen, Which
from envdoctor.late import pattern
from envdoctor.light import dataclass
from envdoctor.syntax.jobs.values import Request

__all__ = [
    "REQUIRED",
    "UNLIMITED",
    "Profile",
    "Queue",
    "Site",
    "StartFile",
    "Target",
    "amount",
    "below",
    "cuda_in",
    "first_cuda",
    "most",
    "names_of",
    "queues_of",
    "site",
    "speaks",
    "spell",
    "start_file",
    "target",
]

_VERSION = pattern(rb"^slurm(?:-wlm)? (\d{1,3})\.(\d{1,2})", re.M)
_FILES = ("/etc/slurm/slurm.conf", "/run/slurm/conf/slurm.conf")
_DEADLINE = 1.0


@dataclass(frozen=True, slots=True)
class Target:
    """The Slurm that scripts are meant for.

    Attributes:
        version: ``(22, 5)``; None: not known, so only what all versions agree on is said.
        told_by: ``policy``, the path of ``sinfo``, or "".
    """

    version: tuple[int, int] | None = None
    told_by: str = ""


@fact(signs=SIGNS)
def site(config: Config) -> Site:
    """The policy's section ``scheduler``; everything in it is unknown where the policy has none."""
    return config.scheduler


@fact
def target(config: Config, here: Here) -> Generator[Sequence[Probe], Sequence[Answer], Target]:
    """The version of the policy, else that of the client on this machine.

    ``sinfo -V`` reads a configuration before it answers. Without one it would look for a server in the network, so it
    is not asked then.
    """
    told = config.scheduler
    if told.version is not None and told.kind in ("", "slurm"):
        return Target(told.version, "policy")
    if not here.live or told.kind not in ("", "slurm"):
        return Target()
    named = here.env.get("SLURM_CONF", "")
    files = (named,) if named.startswith("/") else _FILES
    program, *looks = yield [Which("sinfo"), *(Look(path) for path in files)]
    conf = next((path for path, seen in zip(files, looks, strict=True) if _is_file(seen)), None)
    if not isinstance(program, str) or conf is None:
        return Target()
    env = (("PATH", "/usr/bin:/bin"), ("LC_ALL", "C.UTF-8"), ("SLURM_CONF", conf))
    [ran] = yield [Run((program, "-V"), env, _DEADLINE, 4096, (program, conf))]
    found = _VERSION.search(ran.out) if isinstance(ran, Ran) and ran.status == 0 else None
    return Target((int(found[1]), int(found[2])), program) if found else Target()


def _is_file(seen: Answer) -> bool:
    return isinstance(seen, Seen) and seen.kind == "file"


@dataclass(frozen=True, slots=True)
class StartFile:
    """The file that is checked, as it lies on disk: whether it is a symbolic link, and what that leads to."""

    link: str = ""
    real: str = ""


@fact
def start_file(source: SourceFile, here: Here, site: Site) -> Generator[Sequence[Probe], Sequence[Answer], StartFile]:
    """Whether the checked file itself is a symbolic link; not looked at where the site follows links, as most do."""
    if site.symlinks is not False:
        return StartFile()
    [seen] = yield [Look(os.path.normpath(os.path.join(here.cwd, source.path)))]
    return StartFile(seen.link or "", seen.real) if isinstance(seen, Seen) else StartFile()


# ---- questions


def speaks(job: Request, site: Site) -> bool:
    """Whether the policy is about the scheduler that the script is written for."""
    return bool(job.scheduler) and site.kind in ("", job.scheduler)


def names_of(job: Request) -> tuple[str, ...]:
    """The queues that the script names: Slurm and LSF take several, PBS has ``queue@server``."""
    text = job.queue.text if job.queue is not None else ""
    return tuple(name.partition("@")[0] for name in re.split(r"[,\s]+", text) if name)


def queues_of(job: Request, site: Site) -> tuple[Queue, ...]:
    """The queues that the job may run in, as the policy has them; empty where one of them is not known."""
    if not speaks(job, site) or "queue" in job.unsure or "partition" in job.unsure or "q" in job.unsure:
        return ()
    names = names_of(job) or ((site.default_queue,) if job.queue is None and site.default_queue else ())
    found = [site.queues.get(name) for name in names]
    return () if None in found else tuple(queue for queue in found if queue is not None)


def most(queues: Sequence[Queue], name: str) -> int | None:
    """The highest value of a field among ``queues``; None where one of them does not say."""
    values = [getattr(queue, name) for queue in queues]
    if not values or None in values:
        return None
    return UNLIMITED if UNLIMITED in values else int(max(values))


def spell(minutes: int) -> str:
    """Minutes as a person says them: ``2 d 12 h``, ``90 min``."""
    if minutes < 120:
        return f"{minutes} min"
    days, rest = divmod(minutes, 1440)
    hours, mins = divmod(rest, 60)
    parts = ((days, "d"), (hours, "h"), (mins, "min"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count)


def amount(mib: int) -> str:
    """MiB as schedulers and people say them: ``64 GiB``, ``1500 MiB``."""
    return f"{mib // 1024} GiB" if mib % 1024 == 0 and mib else f"{mib} MiB"


def below(path: str, folders: Sequence[str]) -> str:
    """The folder of ``folders`` that ``path`` is in, or ""."""
    return next((one for one in folders if path == one or path.startswith(one.rstrip("/") + "/")), "")
