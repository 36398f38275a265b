"""The torch of an environment needs a newer driver than this machine has.

## Why is this bad?
torch finds no card: "The NVIDIA driver on your system is too old". A job then fails, or runs on the processor.

## What to do
Install a torch for an older CUDA, which the driver runs; the finding shows the command. Only an administrator can
update the driver.

## Fix safety
Nothing is changed: a new torch may need other versions of the packages around it.

## References
- NVIDIA: "CUDA Compatibility". Within one CUDA major every minor version runs on the major's oldest driver (11.x:
  450.80.02, 12.x: 525.60.13, 13.x: 580.65.06), so torch for 12.8 runs on a driver that came with 12.0.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.cards import Cards
from envdoctor.facts.torches import Torches, better_torch, driver_needed

SAYS = msg("torch {version} here needs driver {needed} or newer; this machine has {driver}")


@rule("CUD103", "torch-newer-than-driver", severity=Severity.ERROR, fix=Safety.MANUAL)
def torch_newer_than_driver(cards: Cards, torches: Torches) -> Iterator[Finding]:
    """One finding an environment."""
    for torch in torches.all:
        if needed := driver_needed(torch, cards):
            yield Finding(
                SAYS,
                place=torch.env.prefix,
                key="driver",
                contexts=torch.env.contexts,
                evidence=(f"{torch.env.site}/torch/version.py: CUDA {torch.cuda}",),
                wish=better_torch(torch, cards),
                version=torch.version,
                needed=needed,
                driver=cards.driver,
            )
