"""The torch of an environment has no code for a card of this machine.

## Why is this bad?
A torch wheel holds compiled code for some generations of cards only. On another card `torch.cuda.is_available()` is
true, and the first operation fails: "no kernel image is available for execution on the device".

## What to do
Install a torch that is built for this card's generation, in the same environment. The finding names the newest build
that this card and this driver can run.

## Fix safety
Nothing is changed: a new torch may need other versions of the packages around it, so the command is yours to run.

## References
- NVIDIA: "CUDA GPUs - Compute Capability"; "CUDA C++ Programming Guide", "Binary
  Compatibility" and "PTX Compatibility".
- PyTorch's build scripts name the generations of each wheel; `torch.cuda.get_arch_list()` prints them.
- Only PyTorch's own wheels are judged: conda's packages are built for other generations.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.cards import Cards
from envdoctor.facts.torches import Torches, better_torch, left_out

SAYS = msg("torch {version} here has no code for {card} (compute capability {capability}): its first operation fails")


@rule("CUD101", "torch-lacks-this-card", severity=Severity.ERROR, fix=Safety.MANUAL)
def torch_lacks_this_card(cards: Cards, torches: Torches) -> Iterator[Finding]:
    """One finding an environment, naming the first card that is left out."""
    for torch in torches.all:
        for card in left_out(torch, cards)[:1]:
            yield Finding(
                SAYS,
                place=torch.env.prefix,
                key="torch",
                contexts=torch.env.contexts,
                evidence=(f"{torch.env.site}/torch/version.py: {torch.version}", f"driver {cards.driver}"),
                wish=better_torch(torch, cards),
                version=torch.version,
                card=card.name,
                capability="{}.{}".format(*card.capability) if card.capability else "",
            )
