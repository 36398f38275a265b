from __future__ import annotations

import pytest
from envdoctor_rules.shell.marker_block_damaged import marker_block_damaged

from envdoctor import Advise
from envdoctor.edits.block import BEGIN, END
from envdoctor.facts.types import SourceFile
from envdoctor.testing import findings, passes

RC = SourceFile("/home/alice/.bashrc", "", "bash", "interactive")


@pytest.mark.parametrize("kind", ["unpaired", "nested", "edited"])
def test_fires(kind: str) -> None:
    [found] = findings(marker_block_damaged, source=RC, block_problems=((6, kind), (12, kind), (3, "twice")))
    assert (found.place, found.key, found.args["lines"]) == (RC.path, kind, "6, 12")
    assert (found.location.path, found.location.line) == (RC.path, 6)
    assert isinstance(found.wish, Advise)


def test_each_kind_is_a_finding_of_its_own() -> None:
    found = findings(marker_block_damaged, source=RC, block_problems=((1, "edited"), (9, "unpaired")))
    assert [finding.key for finding in found] == ["unpaired", "edited"]


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        (f"alias ll='ls -l'\n{BEGIN}\n", "unpaired", 2),
        (f"{END}\n", "unpaired", 1),
        (f"{BEGIN}\nexport A=b\n{END}\n", "edited", 2),
    ],
)
def test_fires_on_a_real_file(text: str, key: str, line: int) -> None:
    [found] = findings(marker_block_damaged, source=SourceFile("~/.bashrc", text, "bash", "interactive"))
    assert (found.key, found.location.line) == (key, line)


@pytest.mark.parametrize("problems", [(), ((3, "twice"),)])
def test_healthy(problems: tuple[tuple[int, str], ...]) -> None:
    passes(marker_block_damaged, block_problems=problems)


@pytest.mark.parametrize("text", ["", "export A=b\n", "# >>> conda initialize >>>\n# <<< conda initialize <<<\n"])
def test_healthy_files(text: str) -> None:
    passes(marker_block_damaged, text)
