from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.cuda.cuda_settings_disagree import cuda_settings_disagree

from envdoctor.facts.cuda import Cuda, Named
from envdoctor.testing import findings, passes

HOME = Named("CUDA_HOME", "/usr/local/cuda-11.1", "/usr/local/cuda-11.1", ("login", "batch"), version="11.1")
PATH = Named("PATH", "/usr/local/cuda/bin", "/usr/local/cuda", ("login",), version="12.2")


def test_fires() -> None:
    [found] = findings(cuda_settings_disagree, cuda=Cuda((HOME, PATH)))
    assert (found.args["version"], found.args["other"]) == ("11.1", "12.2")
    assert found.contexts == ("login",)


@pytest.mark.parametrize(
    "named",
    [
        (),
        (HOME,),
        (HOME, replace(PATH, version="11.1")),
        (HOME, replace(PATH, version="")),
        (HOME, replace(PATH, exists=False)),
        (HOME, replace(PATH, contexts=("ssh",))),
        (replace(HOME, contexts=("now",)), replace(PATH, contexts=("now",))),
        (HOME, replace(PATH, version="11.1"), PATH),
    ],
)
def test_quiet(named: tuple[Named, ...]) -> None:
    passes(cuda_settings_disagree, cuda=Cuda(named))
