from __future__ import annotations

import pytest
from envdoctor_rules.cuda.torch_without_cuda import torch_without_cuda

from envdoctor import Advise, Severity
from envdoctor.facts.cards import Cards
from envdoctor.facts.pythons import PythonEnv
from envdoctor.facts.torches import Torch, Torches
from envdoctor.testing import findings, passes


@pytest.mark.parametrize(
    ("contexts", "severity"),
    [((), Severity.NOTE), (("now",), Severity.NOTE), (("now", "login"), Severity.WARNING)],
)
def test_fires(contexts: tuple[str, ...], severity: Severity) -> None:
    torch = Torch(PythonEnv(contexts=contexts), "2.15.0+cpu", "")
    [found] = findings(torch_without_cuda, cards=Cards(), torches=Torches((torch,)))
    assert (found.severity, found.args["version"]) == (severity, "2.15.0+cpu")
    assert isinstance(found.wish, Advise)
    assert "--torch-backend cu129" in found.wish.commands[0]  # what driver 535 runs


def test_quiet() -> None:
    passes(torch_without_cuda, cards=Cards(), torches=Torches((Torch(), Torch(cuda="", other=True))))
    passes(torch_without_cuda, cards=Cards((), ""), torches=Torches((Torch(cuda=""),)))
