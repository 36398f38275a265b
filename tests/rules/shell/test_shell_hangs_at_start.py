from __future__ import annotations

import pytest
from envdoctor_rules.shell.shell_hangs_at_start import shell_hangs_at_start

from envdoctor import Advise, Severity
from envdoctor.facts.types import Shell, Shells
from envdoctor.testing import findings, passes

WHY = "bash -l gave no answer in 2 s; ~/.bashrc or what it calls waits for something"
FILES = ("/home/alice/.profile", "/home/alice/.bashrc")


def test_the_login_shell() -> None:
    bash = Shell("bash", "/bin/bash", True, FILES, {"ssh": 0}, {"login": WHY, "interactive": WHY})
    [found] = findings(shell_hangs_at_start, shells=Shells((bash,)))
    assert (found.place, found.key, found.severity) == (FILES[0], "bash", Severity.ERROR)
    assert found.contexts == ("login", "interactive")
    assert found.args == {"shell": "bash", "why": WHY}
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == ("bash -lixc exit",)


def test_another_shell_that_counts_is_a_warning() -> None:
    fish = Shell("fish", "/usr/bin/fish", failed={"interactive": "fish gave no answer in 2 s"})
    [found] = findings(shell_hangs_at_start, shells=Shells((Shell("bash", "/bin/bash", True), fish)))
    assert (found.place, found.severity, found.contexts) == ("/usr/bin/fish", Severity.WARNING, ("interactive/fish",))


@pytest.mark.parametrize(
    "shell",
    [
        pytest.param(Shell("bash", "/bin/bash", True, FILES, {"login": 0, "interactive": 2000}), id="answers"),
        pytest.param(Shell("fish", None, failed={"login": "fish is not installed"}), id="not installed"),
    ],
)
def test_healthy(shell: Shell) -> None:
    passes(shell_hangs_at_start, shells=Shells((shell,)))
