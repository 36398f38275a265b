"""The torch of an environment cannot use the cards of this machine.

## Why is this bad?
`torch.cuda.is_available()` is false and training runs on the processor, many times slower, often without a word.

## What to do
If the environment is meant for the cards, install a torch with CUDA there; the finding shows the command. If it is
meant for the processor, ignore this for it.

## Fix safety
Nothing is changed: an environment for the processor may be what you want.

## References
- PyTorch: "Start Locally"; `torch/version.py` of the environment says `cuda = None`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.cards import Cards
from envdoctor.facts.torches import Torches, better_torch

SAYS = msg("torch {version} here cannot use the cards: it is built without CUDA")


@rule("CUD102", "torch-without-cuda", severity=Severity.NOTE, fix=Safety.MANUAL)
def torch_without_cuda(cards: Cards, torches: Torches) -> Iterator[Finding]:
    """One finding an environment; a warning where it is active at login."""
    for torch in torches.all:
        if torch.cuda or torch.other or not cards.all:
            continue
        lasting = any(context != "now" for context in torch.env.contexts)
        yield Finding(
            SAYS,
            place=torch.env.prefix,
            key="torch",
            severity=Severity.WARNING if lasting else Severity.NOTE,
            contexts=torch.env.contexts,
            evidence=(f"{torch.env.site}/torch/version.py: {torch.version}", *(card.name for card in cards.all[:1])),
            wish=better_torch(torch, cards),
            version=torch.version,
        )
