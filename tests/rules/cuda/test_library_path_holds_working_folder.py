from __future__ import annotations

import pytest
from envdoctor_rules.cuda.library_path_holds_working_folder import library_path_holds_working_folder

from envdoctor import Advise, Here, Origin
from envdoctor.catalogue.view import Variable
from envdoctor.facts.types import Environments
from envdoctor.testing import findings, passes

LINE = Origin("file", "/home/alice/.bashrc", 7)


def given(value: str | None, *contexts: str) -> Environments:
    return Environments({context: {"LD_LIBRARY_PATH": Variable(value, LINE)} for context in contexts or ("login",)})


@pytest.mark.parametrize("value", ["/usr/local/cuda/lib64:", ":/usr/local/cuda/lib64", "/usr/local/cuda/lib64::"])
@pytest.mark.parametrize(
    ("shell", "line"),
    [
        ("/bin/bash", 'export LD_LIBRARY_PATH=/usr/local/cuda/lib64"${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"'),
        ("/usr/bin/fish", "set -gx --path LD_LIBRARY_PATH /usr/local/cuda/lib64"),
        ("/bin/tcsh", "setenv LD_LIBRARY_PATH /usr/local/cuda/lib64"),
    ],
)
def test_fires(value: str, shell: str, line: str) -> None:
    environments = given(value, "login", "batch")
    [found] = findings(library_path_holds_working_folder, environments=environments, here=Here(shell=shell))
    assert (found.location.line, found.contexts) == (7, ("login", "batch"))
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == (line,)


@pytest.mark.parametrize("value", ["", "/usr/lib", "/a:/b", None])
def test_quiet(value: str | None) -> None:
    passes(library_path_holds_working_folder, environments=given(value))


def test_what_only_this_shell_holds_is_left_out() -> None:
    passes(library_path_holds_working_folder, environments=given("/a:", "now"))
