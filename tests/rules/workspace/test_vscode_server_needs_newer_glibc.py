from __future__ import annotations

import pytest
from envdoctor_rules.workspace.vscode_server_needs_newer_glibc import (
    VARIABLES,
    vscode_server_needs_newer_glibc,
)

from envdoctor.catalogue.view import Variable
from envdoctor.facts.editors import Editor, Editors
from envdoctor.facts.types import Environments
from envdoctor.testing import findings, passes

CODE = Editor(version="1.105.1")
SET = {name: Variable("/opt/sysroot/x") for name in VARIABLES}


@pytest.mark.parametrize(
    ("editors", "found"),
    [
        (Editors((CODE,), (2, 17), (6, 0, 19)), "2.17"),
        (Editors((CODE,), (2, 27), (6, 0, 25)), "2.27"),
        (Editors((CODE,), (2, 28), (6, 0, 24)), "6.0.24"),
        (Editors((CODE,), (2, 17)), "2.17"),
        (Editors((Editor(version="1.99.0"),), (2, 27)), "2.27"),
        (Editors((Editor(),), (2, 27)), "2.27"),
    ],
)
def test_fires(editors: Editors, found: str) -> None:
    [one] = findings(vscode_server_needs_newer_glibc, editors=editors)
    assert (one.args["found"], one.place) == (found, "/home/alice/.vscode-server")


@pytest.mark.parametrize(
    ("editors", "environments"),
    [
        pytest.param(Editors(), Environments(), id="no editor"),
        pytest.param(Editors((), (2, 17)), Environments(), id="an old machine without an editor"),
        pytest.param(Editors((CODE,), (2, 28), (6, 0, 25)), Environments(), id="new enough"),
        pytest.param(Editors((CODE,), (2, 34), (6, 0, 33)), Environments(), id="new"),
        pytest.param(Editors((CODE,)), Environments(), id="not known"),
        pytest.param(Editors((Editor(version="1.98.2"),), (2, 17)), Environments(), id="an older VS Code"),
        pytest.param(Editors((Editor("Cursor"),), (2, 17)), Environments(), id="another editor"),
        pytest.param(Editors((CODE,), (2, 17)), Environments({"ssh": SET}), id="a sysroot is set up"),
    ],
)
def test_healthy(editors: Editors, environments: Environments) -> None:
    passes(vscode_server_needs_newer_glibc, editors=editors, environments=environments)


def test_a_sysroot_that_only_this_process_knows_is_none() -> None:
    editors = Editors((CODE,), (2, 17))
    assert findings(vscode_server_needs_newer_glibc, editors=editors, environments=Environments({"now": SET}))
