from __future__ import annotations

import pytest
from envdoctor_rules.cuda.torch_newer_than_driver import torch_newer_than_driver

from envdoctor.facts.cards import Cards
from envdoctor.facts.torches import Torch, Torches
from envdoctor.testing import findings, passes


def test_fires() -> None:
    torch = Torch(version="2.15.0+cu132", cuda="13.2")
    [found] = findings(torch_newer_than_driver, cards=Cards(driver="535.129.03"), torches=Torches((torch,)))
    assert (found.args["needed"], found.args["driver"]) == ("580.65.06", "535.129.03")


@pytest.mark.parametrize(
    ("driver", "cuda"), [("535.129.03", "12.8"), ("", "13.2"), ("535.129.03", ""), ("535.129.03", "99.1")]
)
def test_quiet(driver: str, cuda: str) -> None:
    passes(torch_newer_than_driver, cards=Cards(driver=driver), torches=Torches((Torch(cuda=cuda),)))
