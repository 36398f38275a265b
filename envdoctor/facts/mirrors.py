"""Folders of wheels that the site keeps, from the policy, and whether what lies there may be trusted."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from envdoctor.catalogue.view import Here
from envdoctor.config import Config
from envdoctor.declare import fact
from envdoctor.host.probes import Answer, Look, Probe, Seen
from envdoctor.light import dataclass

_OTHERS = 0o022


@dataclass(frozen=True, slots=True)
class WheelFolder:
    """A folder of wheels. ``there``: it can be read; ``trusted``: only root or this account may change it."""

    path: str = "/home/share/wheels"
    there: bool = True
    trusted: bool = True


@dataclass(frozen=True, slots=True)
class SiteMirrors:
    """What the policy's section ``mirrors`` names."""

    wheels: tuple[WheelFolder, ...] = ()


@fact
def mirrors(config: Config, here: Here) -> Generator[Sequence[Probe], Sequence[Answer], SiteMirrors]:
    """The site's folders of wheels."""
    paths = config.mirrors.wheels
    answers = (yield [Look(path) for path in paths]) if paths else ()
    return SiteMirrors(tuple(_folder(path, seen, here) for path, seen in zip(paths, answers, strict=True)))


def _folder(path: str, seen: Answer, here: Here) -> WheelFolder:
    if not isinstance(seen, Seen) or seen.kind != "folder":
        return WheelFolder(path, there=False, trusted=False)
    return WheelFolder(path, True, seen.uid in (0, here.uid) and not seen.mode & _OTHERS)
