"""The names that a scheduler's section may use: options of schedulers, keys of DPDispatcher, cards.

A name that nobody knows would make a rule speak of every script, or of none, so it is an error with the nearest name.
"""

from __future__ import annotations

from collections.abc import Iterable

from envdoctor.catalogue.site import REQUIRED
from envdoctor.guess import near
from envdoctor.i18n import _

CARDS = (
    "B300 B200 GB200 GB300 H100 H200 H800 H20 GH200 L4 L40 L40S L20 A100 A800 A30 A40 A10 A16 A2 T4 V100 P100 P40 P4 "
    "M40 M60 K80 A6000"
).split() + [f"RTX {name}" for name in "5090 5080 4090 4080 3090 3080 3070 2080 A6000 A5000 A4000".split()]
"""The usual cards by the names that the catalogue knows, to guess from."""
_SPAN = ("hosts", "ptile", "block", "stripe")


def of_card(name: str) -> str:
    """What is wrong with a card's name; "" if the catalogue knows it."""
    from envdoctor.catalogue.gpus import capability

    if capability(name) is not None:
        return ""
    hint = near(name.upper(), CARDS) or _(", such as A100, H100 or RTX 4090")
    return _(
        "no card is called {name} here{near}; for a card that envdoctor does not know leave it out, or say with cuda: "
        "which is the oldest CUDA for it",
        name=name,
        near=hint,
    )


def of_required(name: str) -> str:
    """What is wrong with a word of ``required``; "" if some scheduler has such an option."""
    known = {*REQUIRED, *_options()}
    if name in known:
        return ""
    hint = near(name, sorted(one for one in known if len(one) > 2)) or _(
        "; known are {names}", names=", ".join(REQUIRED)
    )
    return _("nobody knows {name}{near} (an option's own name may stand here, too)", name=name, near=hint)


def of_profile(name: str) -> str:
    """What is wrong with a name of a profile's ``when`` or ``require``; "" if a script or a JSON file can say it."""
    from envdoctor.catalogue.lsf_options import GPU_KEYS, SECTIONS
    from envdoctor.syntax.specs.keys import RESOURCE_KEYS

    first, dot, rest = name.partition(".")
    if name in ("queue", "commands") or name in RESOURCE_KEYS:
        return ""
    if first in ("env", "envs"):
        return "" if rest else _("expected {first}.NAME, such as env.CUDA_VISIBLE_DEVICES", first=first)
    if not dot:
        return "" if name in _options() else _unknown(name, {"queue", "commands", "env", *RESOURCE_KEYS, *_options()})
    inside = {"gpu": tuple(GPU_KEYS), "span": _SPAN, "kwargs": _kwargs(), "strategy": _below("strategy")}.get(first)
    if inside is not None:
        told = _unknown(name, [f"{first}.{key}" for key in inside]) if rest not in inside else ""
        # Batch types that are not in the table have keys of their own.
        return "" if first == "kwargs" and rest and not near(rest, inside) else told
    if first in SECTIONS or first in _options():
        return "" if rest else _unknown(name, ())
    return _unknown(name, {f"{one}.{rest}" for one in ("env", "envs", "gpu", "kwargs", "strategy", *SECTIONS)})


def _unknown(name: str, known: Iterable[str]) -> str:
    return _(
        "nobody knows the name {name}{near}", name=name, near=near(name, sorted(one for one in known if len(one) > 2))
    )


def _options() -> set[str]:
    """Names and letters of the options of all schedulers: which one is meant another policy may say."""
    from envdoctor.catalogue import lsf_options, pbs_options, slurm_options

    slurm = {*slurm_options.SBATCH, *slurm_options.LETTERS, *slurm_options.ALIASES, *slurm_options.GONE}
    return slurm | set(lsf_options.OPTIONS) | set(pbs_options.OPTIONS)


def _kwargs() -> list[str]:
    from envdoctor.syntax.specs.keys import KWARGS

    return sorted({key for keys in KWARGS.values() for key in keys})


def _below(key: str) -> list[str]:
    from envdoctor.syntax.specs.keys import RESOURCE_KEYS

    return [name.partition(".")[2] for name in RESOURCE_KEYS if name.startswith(f"{key}.")]
