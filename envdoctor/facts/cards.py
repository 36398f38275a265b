"""The NVIDIA cards of this machine and their driver, as the kernel module tells under ``/proc/driver/nvidia``.

No program is run: ``nvidia-smi`` hangs where a card is in trouble, and these files do not.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence

from envdoctor.catalogue.gpus import Capability, capability
from envdoctor.catalogue.view import Here
from envdoctor.declare import fact
from envdoctor.errors import Unavailable
from envdoctor.host.probes import Answer, Content, List, Names, Probe, Read
from envdoctor.i18n import _
from envdoctor.light import dataclass

_FOLDER = "/proc/driver/nvidia"
_DRIVER = re.compile(r"^NVRM version:.*?(\d{3,}\.\d+(?:\.\d+)?)", re.M)
_MODEL = re.compile(r"^Model:\s*(.+?)\s*$", re.M)
_MOST = 64


@dataclass(frozen=True, slots=True)
class Card:
    """A card: the name that the driver gives it, and its compute capability (None: a card we do not know)."""

    name: str = "NVIDIA A100-SXM4-80GB"
    capability: Capability | None = (8, 0)


@dataclass(frozen=True, slots=True)
class Cards:
    """All cards, which may be none, and the version of the driver (empty: not told)."""

    all: tuple[Card, ...] = (Card(),)
    driver: str = "535.129.03"


@fact
def cards(here: Here) -> Generator[Sequence[Probe], Sequence[Answer], Cards]:
    """The NVIDIA cards of this machine; none where there are none, or their driver is not loaded.

    Raises:
        Unavailable: it is not this machine that is looked at.
    """
    if not here.live:
        raise Unavailable(_("a folder has no graphics cards"))
    told, listed = yield [Read(f"{_FOLDER}/version"), List(f"{_FOLDER}/gpus")]
    names = (listed.names or ()) if isinstance(listed, Names) else ()
    if not names:
        return Cards((), "")
    infos = yield [Read(f"{_FOLDER}/gpus/{name}/information") for name in names[:_MOST]]
    models = [found[1] for info in infos if (found := _MODEL.search(_text(info)))]
    driver = _DRIVER.search(_text(told))
    return Cards(tuple(Card(name, capability(name)) for name in models), driver[1] if driver else "")


def _text(answer: Answer) -> str:
    return answer.text if isinstance(answer, Content) else ""
