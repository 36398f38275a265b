from __future__ import annotations

import pytest
from envdoctor_rules.cuda.torch_lacks_this_card import torch_lacks_this_card

from envdoctor import Advise
from envdoctor.facts.cards import Card, Cards
from envdoctor.facts.pythons import PythonEnv
from envdoctor.facts.torches import Torch, Torches
from envdoctor.testing import findings, passes

V100 = Card("Tesla V100-SXM2-32GB", (7, 0))
ENV = PythonEnv("/home/alice/llm", contexts=("login",))
NEW = Torch(ENV, "2.15.0+cu132", "13.2")


def test_fires() -> None:
    [found] = findings(torch_lacks_this_card, cards=Cards((Card(), V100), "535.129.03"), torches=Torches((NEW,)))
    assert (found.place, found.args["card"], found.args["capability"]) == (ENV.prefix, V100.name, "7.0")
    assert found.contexts == ("login",)
    assert isinstance(found.wish, Advise)
    [line] = found.wish.commands
    assert "--python /home/alice/llm --torch-backend cu129" in line


def test_where_no_build_is_known_no_command_is_given() -> None:
    [found] = findings(torch_lacks_this_card, cards=Cards((V100,), "390.1"), torches=Torches((NEW,)))
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == ()


@pytest.mark.parametrize(
    ("card", "torch"),
    [
        (Card(), NEW),
        (V100, Torch(ENV, "2.4.1+cu121", "12.1")),
        (V100, Torch(ENV, "2.15.0+cu132", "13.2", official=False)),
        (V100, Torch(ENV, "2.15.0+cpu", "")),
        (V100, Torch(ENV, "2.15.0+cu139", "13.9")),
        (Card("NVIDIA Z900", None), NEW),
        (Card("Tesla K80", (3, 7)), NEW),
    ],
)
def test_quiet(card: Card, torch: Torch) -> None:
    passes(torch_lacks_this_card, cards=Cards((card,)), torches=Torches((torch,)))
