from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.cuda.cuda_folder_gone import cuda_folder_gone

from envdoctor import Advise, Origin, Severity
from envdoctor.facts.cuda import Cuda, Named
from envdoctor.testing import findings, passes

OLD = "/usr/local/cuda-11.1"
LINE = Origin("file", "/home/alice/.bashrc", 7, "CUDA_HOME")
HOME = Named("CUDA_HOME", OLD, OLD, ("login", "batch"), LINE, exists=False)
PATH = Named("PATH", f"{OLD}/bin", OLD, ("login",), replace(LINE, line=8, variable="PATH"), exists=False)


def test_one_finding_a_toolkit() -> None:
    [found] = findings(cuda_folder_gone, cuda=Cuda((PATH, HOME), ("/usr/local/cuda-12.2",)))
    assert (found.place, found.args["names"], found.location.line) == (OLD, "PATH, CUDA_HOME", 7)
    assert found.severity is Severity.WARNING
    assert isinstance(found.wish, Advise)
    assert found.wish.args["present"] == "/usr/local/cuda-12.2"


def test_a_search_path_alone_is_a_note() -> None:
    [found] = findings(cuda_folder_gone, cuda=Cuda((PATH,)))
    assert found.severity is Severity.NOTE


@pytest.mark.parametrize(
    "named",
    [
        (),
        (replace(HOME, exists=True),),
        (replace(HOME, exists=None),),
        (replace(HOME, contexts=("now",)),),
        (replace(HOME, exists=True), PATH),
    ],
)
def test_quiet(named: tuple[Named, ...]) -> None:
    passes(cuda_folder_gone, cuda=Cuda(named))
