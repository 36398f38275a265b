from __future__ import annotations

import pytest
from envdoctor_rules.workspace.old_servers_pile_up import Options, old_servers_pile_up

from envdoctor import Advise
from envdoctor.facts.editors import Editor, Editors, Server
from envdoctor.testing import findings, passes

BIN = "/home/alice/.vscode-server/bin"


def servers(*kept: bool) -> Editors:
    made = tuple(Server(f"{BIN}/{number}", -number, keep) for number, keep in enumerate(kept))
    return Editors((Editor(servers=made),))


def test_only_old_ones_that_are_not_in_use_may_go() -> None:
    [found] = findings(old_servers_pile_up, editors=servers(True, False, True, False, False))
    assert (found.args["count"], found.args["old"]) == (5, 3)
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == (f"rm -rf -- {BIN}/1 {BIN}/3 {BIN}/4",)
    assert found.evidence == (f"{BIN}/0", f"{BIN}/2")


def test_odd_names_are_quoted() -> None:
    old = tuple(Server(f"/home/a b/{number}") for number in range(4))
    [found] = findings(old_servers_pile_up, editors=Editors((Editor(servers=old),)))
    assert isinstance(found.wish, Advise)
    assert "'/home/a b/0'" in found.wish.commands[0]


def test_the_number_is_an_option() -> None:
    assert findings(old_servers_pile_up, editors=servers(True, False), options=Options(most=1))


@pytest.mark.parametrize(
    "editors",
    [
        pytest.param(Editors(), id="no editor"),
        pytest.param(servers(), id="no server"),
        pytest.param(servers(True, False, False), id="three"),
        pytest.param(servers(True, True, True, True), id="all in use"),
    ],
)
def test_healthy(editors: Editors) -> None:
    passes(old_servers_pile_up, editors=editors)
