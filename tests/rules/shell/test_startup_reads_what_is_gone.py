from __future__ import annotations

import pytest
from envdoctor_rules.shell.startup_reads_what_is_gone import BLOCK, FILE, PROGRAM, startup_reads_what_is_gone

from envdoctor import Advise
from envdoctor.facts.needed import Needed
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.needs import Need
from envdoctor.syntax.startup import Span
from envdoctor.testing import findings, passes, skips

RC = SourceFile("/home/alice/.bashrc", "", "bash", "interactive")
AT = Span(3, 1, 20)


@pytest.mark.parametrize(
    ("need", "says", "commands"),
    [
        (
            Need("/opt/mini/bin/conda", "block", AT, "conda", 16),
            BLOCK,
            (
                "sed -i --follow-symlinks '/^# >>> conda initialize >>>/,/^# <<< conda initialize <<</d' "
                "/home/alice/.bashrc",
            ),
        ),
        (Need("/home/alice/.cargo/env", "file", AT, word='"$HOME/.cargo/env"'), FILE,
         ('[ -r "$HOME/.cargo/env" ] && . "$HOME/.cargo/env"',)),
        (Need("/opt/brew/bin/brew", "program", AT, word="/opt/brew/bin/brew"), PROGRAM, ()),
    ],
)  # fmt: skip
def test_fires(need: Need, says: str, commands: tuple[str, ...]) -> None:
    [found] = findings(startup_reads_what_is_gone, source=RC, needed=Needed((need,), "a disk gave no answer"))
    assert (found.template, found.args["path"], found.location.line) == (says, need.path, 3)
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == commands


def test_healthy() -> None:
    passes(startup_reads_what_is_gone, ". ~/.cargo/env\n", needed=Needed())


def test_could_not_tell_is_not_fine() -> None:
    needed = Needed(untold="/opt gave no answer in 1.5 s")
    assert skips(startup_reads_what_is_gone, source=RC, needed=needed) == "/opt gave no answer in 1.5 s"
