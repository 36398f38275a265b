"""The torch of every Python environment: which CUDA it is built for, told from its ``version.py``, never imported."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from shlex import quote

from envdoctor.catalogue.gpus import build_of, driver_runs, fitting, oldest_driver, runs, version
from envdoctor.declare import fact
from envdoctor.facts.cards import Card, Cards
from envdoctor.facts.pythons import PythonEnv, Pythons
from envdoctor.host.probes import Answer, Content, Probe, Read
from envdoctor.i18n import msg
from envdoctor.light import dataclass, field
from envdoctor.model import Advise

_VERSION = re.compile(r"^__version__\s*=\s*['\"]([^'\"]+)", re.M)
_CUDA = re.compile(r"^cuda\s*(?::[^=\n]*)?=\s*(?:['\"]([^'\"]*)['\"]|None)", re.M)
_OTHER = re.compile(r"^(?:hip|xpu)\s*(?::[^=\n]*)?=\s*['\"]", re.M)


@dataclass(frozen=True, slots=True)
class Torch:
    """An installed torch.

    Attributes:
        env: where. version: ``2.4.1+cu121``. cuda: ``12.1``; empty: it has no CUDA.
        official: it is a wheel (pip, uv), so PyTorch's own build; conda's packages are built otherwise.
        other: it is built for AMD's or Intel's cards.
    """

    env: PythonEnv = field(default_factory=PythonEnv)
    version: str = "2.4.1+cu121"
    cuda: str = "12.1"
    official: bool = True
    other: bool = False


@dataclass(frozen=True, slots=True)
class Torches:
    """All that were found."""

    all: tuple[Torch, ...] = ()


_INSTALL = msg("install one built for CUDA {cuda}; pip: the same with PyTorch's index for it (cu{tag})")
_ASK = msg("no build that fits is known to envdoctor; see what PyTorch offers for this card")


def left_out(torch: Torch, cards: Cards) -> list[Card]:
    """Cards that this torch has no code for; none where that can't be told."""
    build = build_of(torch.version, torch.cuda) if torch.official and torch.cuda else None
    if build is None:
        return []
    return [card for card in cards.all if card.capability is not None and runs(build, card.capability) is False]


def driver_needed(torch: Torch, cards: Cards) -> str:
    """The oldest driver this torch runs on, where this machine's is older; empty: it fits, or it can't be told."""
    fits = driver_runs(cards.driver, torch.cuda) if torch.cuda else None
    return oldest_driver(torch.cuda) if fits is False else ""


_OWN = {"libnvJitLink.so.12": "nvidia-nvjitlink-cu12", "libcudnn.so.8": "nvidia-cudnn-cu12"}
"""Library -> the distribution that brings it beside torch."""
_CUDNN_SAFE = (2, 1)
"""From this torch on its wheels carry DT_RPATH, so that LD_LIBRARY_PATH does not reach cuDNN."""


def _file_version(real: str) -> tuple[int, ...]:
    """``libnvJitLink.so.12.2.140`` -> ``(12, 2)``."""
    return version(real.rpartition(".so.")[2])[:2]


def beaten_library(torch: Torch, library: str, real: str) -> tuple[str, str] | None:
    """Versions of the library in LD_LIBRARY_PATH and of torch's own, where the former is older; None: no harm known.

    The libraries of NVIDIA's wheels carry DT_RUNPATH, which LD_LIBRARY_PATH beats; torch's own carry DT_RPATH from 2.1
    on, which beats it.
    """
    own = torch.env.packages.get(_OWN.get(library, ""), "")
    if library.startswith("libcudnn") and version(torch.version) >= _CUDNN_SAFE:
        return None
    old, new = _file_version(real), version(own)[:2]
    return (".".join(map(str, old)), own) if torch.official and len(old) == len(new) == 2 and old < new else None


def better_torch(torch: Torch, cards: Cards) -> Advise:
    """The newest build for every card and the driver here, as a command."""
    known = tuple(card.capability for card in cards.all if card.capability)
    build = fitting(known, cards.driver) if len(known) == len(cards.all) else None
    if build is None:
        return Advise(_ASK)
    cuda, tag = "{}.{}".format(*build.cuda), "{}{}".format(*build.cuda)
    line = f"uv pip install --python {quote(torch.env.prefix)} --torch-backend cu{tag} --reinstall-package torch torch"
    return Advise(_INSTALL, {"cuda": cuda, "tag": tag}, (line,))


@fact
def torches(pythons: Pythons) -> Generator[Sequence[Probe], Sequence[Answer], Torches]:
    """The torch of every environment that has one."""
    holders = [env for env in pythons.all if "torch" in env.packages and env.site]
    if not holders:
        return Torches()
    probes = [Read(f"{env.site}/{name}") for env in holders for name in ("torch/version.py", _installer(env))]
    answers = yield probes
    pairs = zip(holders, answers[::2], answers[1::2], strict=True)
    return Torches(tuple(torch for env, text, by in pairs if (torch := _torch(env, _text(text), _text(by)))))


def _installer(env: PythonEnv) -> str:
    return f"torch-{env.packages['torch']}.dist-info/INSTALLER"


def _torch(env: PythonEnv, text: str, installer: str) -> Torch | None:
    version, cuda = _VERSION.search(text), _CUDA.search(text)
    if version is None or cuda is None:
        return None
    official = installer.strip() in ("pip", "uv", "poetry", "pdm")
    return Torch(env, version[1], cuda[1] or "", official, bool(_OTHER.search(text)))


def _text(answer: Answer) -> str:
    return answer.text if isinstance(answer, Content) else ""
