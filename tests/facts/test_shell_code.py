from __future__ import annotations

import pytest

from envdoctor.errors import OtherFile
from envdoctor.facts.shell_code import shell_code
from envdoctor.facts.types import SourceFile

TEXT = "ls\nlater() { rm a; }\ntrap 'mv a b' EXIT\nif true; then cp a b; fi\n"


def names(source: SourceFile) -> list[str]:
    return [command.name for command in shell_code.function(source).commands]


@pytest.mark.parametrize("form", ["job", "script"])
def test_all_of_a_script(form: str) -> None:
    assert {"ls", "rm", "mv", "cp"} <= set(names(SourceFile("a.sh", TEXT, form=form)))


@pytest.mark.parametrize("shell", ["bash", "sh", "zsh"])
def test_of_a_start_up_file_what_runs_at_once(shell: str) -> None:
    found = set(names(SourceFile("~/.bashrc", TEXT, shell, "interactive")))
    assert {"ls", "cp"} <= found
    assert not {"rm", "mv"} & found


@pytest.mark.parametrize(
    "source",
    [SourceFile("a.py", form="python"), SourceFile("a.fish", "ls\n", "fish"), SourceFile("~/x", "ls\n")],
)
def test_other_files(source: SourceFile) -> None:
    with pytest.raises(OtherFile):
        shell_code.function(source)
