from __future__ import annotations

import pytest
from envdoctor_rules.shell.shell_prints_at_start import ANYWHERE, BREAKS, HERE, SLOW, shell_prints_at_start

from envdoctor import Advise
from envdoctor.facts.loud import Line, Loud
from envdoctor.facts.types import Shell, Shells
from envdoctor.syntax.startup import Span
from envdoctor.testing import findings, passes

FILES = ("/home/alice/.profile", "/home/alice/.bashrc")


def bash(main: bool = True, /, **answered: int) -> Shell:
    return Shell("bash", "/bin/bash", main, FILES, answered)


@pytest.mark.parametrize(
    ("shell", "says", "contexts", "amount"),
    [
        (bash(login=0, interactive=0, ssh=14), BREAKS, ("ssh",), "14 B"),
        (bash(login=1_000_000, interactive=1_000_000, ssh=1), BREAKS, ("login", "interactive", "ssh"), "1 MB"),
        (bash(login=0, interactive=65_537), SLOW, ("interactive",), "66 KB"),
        (bash(False, interactive=1_000_000), SLOW, ("interactive/bash",), "1 MB"),
    ],
)  # fmt: skip
def test_fires(shell: Shell, says: str, contexts: tuple[str, ...], amount: str) -> None:
    [found] = findings(shell_prints_at_start, shells=Shells((shell,)))
    assert (found.template, found.contexts, found.args["amount"]) == (says, contexts, amount)
    assert (found.place, found.key) == (FILES[1 if says == BREAKS else 0], "bash")


@pytest.mark.parametrize(
    "shell",
    [
        pytest.param(bash(), id="no answer at all"),
        pytest.param(bash(login=0, interactive=0, ssh=0), id="silent"),
        pytest.param(bash(login=300, interactive=2000, ssh=0), id="a greeting"),
        pytest.param(bash(False, ssh=14), id="not the login shell, so scp never meets it"),
    ],
)
def test_healthy(shell: Shell) -> None:
    passes(shell_prints_at_start, shells=Shells((shell,)))


def test_the_line_is_named() -> None:
    loud = Loud({"bash": Line("/home/alice/more", Span(3, 1, 8), "echo")})
    [found] = findings(shell_prints_at_start, shells=Shells((bash(ssh=14),)), loud=loud)
    assert (found.location.path, found.location.line, found.location.column) == ("/home/alice/more", 3, 1)
    assert (found.place, found.key) == ("/home/alice/more", "bash")
    guard = "[[ $- == *i* ]] &&"
    assert found.wish == Advise(HERE, {"command": "echo", "where": "/home/alice/more:3", "guard": guard})


def test_without_a_line_the_file_is_named() -> None:
    fish = Shell("fish", "/usr/bin/fish", True, ("/home/alice/.config/fish/config.fish",), {"ssh": 3})
    [found] = findings(shell_prints_at_start, shells=Shells((fish,)))
    assert found.location.line is None
    assert found.wish == Advise(ANYWHERE, {"files": fish.files[0], "guard": "status is-interactive; and"})


def test_what_only_slows_down_names_no_line() -> None:
    loud = Loud({"bash": Line("/home/alice/more", Span(3, 1, 8), "echo")})
    [found] = findings(shell_prints_at_start, shells=Shells((bash(False, interactive=1_000_000),)), loud=loud)
    assert (found.place, found.location.line) == (FILES[0], None)
