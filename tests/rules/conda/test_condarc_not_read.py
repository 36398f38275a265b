from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.conda.condarc_not_read import SAYS, condarc_not_read

from envdoctor import Advise, Origin
from envdoctor.facts.conda import Conda, Setup, Unread
from envdoctor.testing import findings, passes, skips

D = "/home/alice/.conda/condarc.d"
NAMED = Unread("/home/alice/my rc", "name", Origin("file", "/home/alice/.bashrc", 5, "CONDARC"))
BROKEN = Unread("/home/alice/.condarc", "yaml", Origin("file", "/home/alice/.condarc", 4), 4)


def given(*unread: Unread) -> Conda:
    return Conda({"now": Setup(unread=unread), "login": Setup(unread=unread), "batch": Setup(unread=unread)})


@pytest.mark.parametrize(
    ("unread", "line", "commands"),
    [
        (NAMED, 5, ("mv -n '/home/alice/my rc' '/home/alice/my rc.yml'", "export CONDARC='/home/alice/my rc.yml'")),
        (Unread(f"{D}/a.condarc", "suffix", Origin("file", f"{D}/a.condarc")), None,
         (f"mv -n {D}/a.condarc {D}/a.yml",)),
        (Unread(f"{D}/.condarc", "suffix", Origin("file", f"{D}/.condarc")), None,
         (f"mv -n {D}/.condarc {D}/condarc.yml",)),
        (BROKEN, 4, ("conda config --show-sources",)),
    ],
)  # fmt: skip
def test_fires(unread: Unread, line: int | None, commands: tuple[str, ...]) -> None:
    [found] = findings(condarc_not_read, conda=given(unread))
    assert (found.template, found.place, found.location.line) == (SAYS[unread.why], unread.path, line)
    assert found.contexts == ("login", "batch")
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == commands


def test_one_file_that_two_lines_name_is_one_finding() -> None:
    other = replace(NAMED, origin=Origin("file", "/home/alice/.profile", 2, "CONDARC"), exists=False)
    both = Conda({"login": Setup(unread=(other,)), "batch": Setup(unread=(NAMED,))})
    [found] = findings(condarc_not_read, conda=both)
    assert found.contexts == ("login", "batch")
    assert isinstance(found.wish, Advise)
    assert found.wish.args == {"where": "/home/alice/.profile:2, /home/alice/.bashrc:5"}
    assert found.wish.commands == ("export CONDARC='/home/alice/my rc.yml'",)  # there is nothing to rename


def test_healthy() -> None:
    passes(condarc_not_read, conda=given())
    passes(condarc_not_read, conda=Conda())


def test_could_not_tell_is_not_fine() -> None:
    assert "no answer" in skips(condarc_not_read, conda=Conda(unknown={"login": "no answer"}))
