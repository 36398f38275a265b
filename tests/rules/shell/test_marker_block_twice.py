from __future__ import annotations

import pytest
from envdoctor_rules.shell.marker_block_twice import marker_block_twice

from envdoctor import Advise
from envdoctor.facts.types import SourceFile
from envdoctor.testing import findings, passes

RC = SourceFile("/home/alice/.bashrc", "", "bash", "interactive")


def test_fires_once_a_file() -> None:
    [found] = findings(marker_block_twice, source=RC, block_problems=((9, "twice"), (20, "twice")))
    assert (found.place, found.location.line, found.args["lines"]) == (RC.path, 9, "9, 20")
    assert isinstance(found.wish, Advise)


@pytest.mark.parametrize("problems", [(), ((3, "unpaired"),), ((3, "edited"), (9, "nested"))])
def test_healthy(problems: tuple[tuple[int, str], ...]) -> None:
    passes(marker_block_twice, block_problems=problems)


def test_a_healthy_file() -> None:
    passes(marker_block_twice, "export A=b\n")
