from __future__ import annotations

import pytest
from envdoctor_rules.conda.conda_base_on_home import conda_base_on_home

from envdoctor import Advise, Here, Severity
from envdoctor.facts.conda import Conda, Root, Setup
from envdoctor.facts.types import GB, Disk, Disks, Target
from envdoctor.testing import findings, passes, skips

BASE = "/home/alice/miniconda3"


def disks(state: str, target: bool = True) -> Disks:
    home, data = Disk("/home", free=GB, state=state), Disk("/data1")
    found = {"/home": home, "/data1": data, "/": Disk("/", state="full")}
    return Disks(home, data=(data,), target=Target("/data1/alice", True, data) if target else None, all=found,
                 no_target="" if target else "every other disk is small")  # fmt: skip


def given(root: Root = Root()) -> Conda:  # noqa: B008 - a frozen value
    setups = {key: Setup(base=root.path) for key in ("now", "login", "batch")}
    return Conda(setups, roots={root.path: root})


@pytest.mark.parametrize(("state", "severity"), [("full", Severity.WARNING), ("near", Severity.NOTE)])
def test_fires(state: str, severity: Severity) -> None:
    [found] = findings(conda_base_on_home, conda=given(), disks=disks(state), here=Here(shell="/usr/bin/zsh"))
    assert (found.place, found.severity, found.contexts) == (BASE, severity, ("login", "batch"))
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == (
        "bash Miniconda3-latest-Linux-$(uname -m).sh -b -p /data1/alice/miniconda3",
        "/data1/alice/miniconda3/bin/conda init zsh",
    )


def test_without_a_data_disk_nothing_is_promised() -> None:
    root = Root("/home/alice/.conda/base", "/home/alice/.conda/base")
    [found] = findings(conda_base_on_home, conda=given(root), disks=disks("full", target=False))
    assert isinstance(found.wish, Advise)
    assert (found.wish.commands, found.wish.args) == ((), {"why": "every other disk is small"})


@pytest.mark.parametrize(
    ("conda", "disks"),
    [
        pytest.param(given(), disks("fine"), id="a roomy home"),
        pytest.param(given(), disks("small"), id="a small home: its environments have a rule"),
        pytest.param(given(Root("/opt/conda", "/opt/conda", own=False)), disks("full"), id="everybody's"),
        pytest.param(given(Root(BASE, "/data1/alice/miniconda3")), disks("full"), id="a link to the data disk"),
        pytest.param(Conda(), disks("full"), id="no conda"),
    ],
)
def test_healthy(conda: Conda, disks: Disks) -> None:
    passes(conda_base_on_home, conda=conda, disks=disks)


def test_could_not_tell_is_not_fine() -> None:
    unknown = Conda(unknown={"login": "bash -l gave no answer in 2 s"})
    assert skips(conda_base_on_home, conda=unknown) == "login: bash -l gave no answer in 2 s"
