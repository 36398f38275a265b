from __future__ import annotations

import pytest
from envdoctor_rules.shell.shell_hangs_at_start import shell_hangs_at_start

from envdoctor import Advise, Severity
from envdoctor.facts.types import Shell, Shells
from envdoctor.testing import findings, passes

WHY = "bash -l gave no answer in 2 s; a line in ~/.profile, ~/.bashrc waits for something"
ENDED = "bash -l -i ended before it could answer; a line in ~/.bashrc ends or replaces it"
FILES = ("/home/alice/.profile", "/home/alice/.bashrc")


def test_the_login_shell() -> None:
    whys = {"login": WHY, "interactive": WHY}
    bash = Shell("bash", "/bin/bash", True, (FILES[1],), {"ssh": 0}, whys, whys, read={"login": FILES})
    [found] = findings(shell_hangs_at_start, shells=Shells((bash,)))
    assert (found.place, found.location.path) == (FILES[0], FILES[0])
    assert (found.key, found.severity) == ("bash", Severity.ERROR)
    assert found.contexts == ("login", "interactive")
    assert found.args == {"shell": "bash", "why": WHY}
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == ("bash -lxc exit",)
    assert "Ctrl-C" in str(found.wish.text)


def test_only_at_a_prompt_the_command_has_one_too() -> None:
    bash = Shell("bash", "/bin/bash", True, FILES, {"login": 0}, {"interactive": WHY}, {"interactive": WHY})
    [found] = findings(shell_hangs_at_start, shells=Shells((bash,)))
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == ("bash -lixc exit",)


def test_a_shell_that_ends_is_a_note() -> None:
    whys = {"interactive": ENDED}
    bash = Shell("bash", "/bin/bash", True, FILES, {"login": 0}, whys, ended=whys)
    [found] = findings(shell_hangs_at_start, shells=Shells((bash,)))
    assert (found.severity, found.args["why"], found.contexts) == (Severity.NOTE, ENDED, ("interactive",))


def test_another_shell_that_counts_is_a_warning() -> None:
    whys = {"interactive": "fish gave no answer in 2 s"}
    fish = Shell("fish", "/usr/bin/fish", failed=whys, hung=whys)
    [found] = findings(shell_hangs_at_start, shells=Shells((Shell("bash", "/bin/bash", True), fish)))
    assert (found.place, found.severity, found.contexts) == ("/usr/bin/fish", Severity.WARNING, ("interactive/fish",))


@pytest.mark.parametrize(
    "shell",
    [
        pytest.param(Shell("bash", "/bin/bash", True, FILES, {"login": 0, "interactive": 2000}), id="answers"),
        pytest.param(Shell("bash", "/bin/bash", True, FILES, failed={"interactive": ENDED}), id="another in its place"),
        pytest.param(Shell("fish", None, failed={"login": "fish is not installed"}), id="not installed"),
    ],
)
def test_healthy(shell: Shell) -> None:
    passes(shell_hangs_at_start, shells=Shells((shell,)))
