from __future__ import annotations

import pytest
from envdoctor_rules.catalogue.conda import CONDA_ENVS, CONDA_PKGS
from envdoctor_rules.conda.conda_copies_instead_of_linking import APART, LINKLESS, conda_copies_instead_of_linking

from envdoctor import Advise, Origin, Place, SetLocation
from envdoctor.facts.conda import Conda, Ground, Setup
from envdoctor.facts.types import Disk, Disks, Locations, Spot, Target
from envdoctor.testing import findings, passes, skips

ROWS = (CONDA_ENVS, CONDA_PKGS)
E, P = "/data1/alice/e", "/home/alice/.conda/pkgs"
LINE = Origin("file", "/home/alice/.condarc", 2)
DATA = Ground("/data1", "xfs", 7)


def locations(envs: str | None = E, pkgs: str | None = P) -> Locations:
    return Locations(
        {
            "conda-envs": Spot("conda-envs", dict.fromkeys(("login", "batch"), Place(envs, LINE))),
            "conda-pkgs": Spot("conda-pkgs", dict.fromkeys(("login", "batch"), Place(pkgs))),
        }
    )


def given(envs: Ground = DATA, pkgs: Ground = Ground(), copying: Origin | None = None) -> Conda:  # noqa: B008
    return Conda(dict.fromkeys(("now", "login", "batch"), Setup(copying=copying)), grounds={E: envs, P: pkgs})


def target(point: str) -> Disks:
    return Disks(target=Target(f"{point}/alice", True, Disk(point)))


@pytest.mark.parametrize(
    ("disks", "wish"),
    [
        (target("/data1"), SetLocation("conda-pkgs", "/data1/alice/conda/pkgs")),
        (target("/home"), SetLocation("conda-envs", "/home/alice/conda/envs")),
    ],
)
def test_fires(disks: Disks, wish: SetLocation) -> None:
    [found] = findings(
        conda_copies_instead_of_linking, conda=given(), locations=locations(), disks=disks, catalogue=ROWS
    )
    assert (found.template, found.place, found.args["packages"], found.wish) == (APART, E, P, wish)
    assert (found.location.line, found.contexts) == (2, ("login", "batch"))


def test_without_a_data_disk_the_line_is_shown() -> None:
    [found] = findings(
        conda_copies_instead_of_linking, conda=given(), locations=locations(), disks=target("/data2"), catalogue=ROWS
    )
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == ("conda config --prepend pkgs_dirs /data1/FOLDER/pkgs",)


def test_subvolumes_of_one_mount() -> None:
    subvolume = Ground("/data1", "xfs", 8)
    [found] = findings(conda_copies_instead_of_linking, conda=given(pkgs=subvolume), locations=locations())
    assert found.template == APART


def test_a_file_system_without_links() -> None:
    bee = Ground("/bee", "beegfs", 3)
    [found] = findings(conda_copies_instead_of_linking, conda=given(bee, bee), locations=locations())
    assert (found.template, found.args["kind"]) == (LINKLESS, "beegfs")
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == ("conda clean --packages --tarballs",)


@pytest.mark.parametrize(
    ("conda", "locations"),
    [
        pytest.param(given(DATA, DATA), locations(), id="one mount"),
        pytest.param(given(copying=LINE), locations(), id="always_copy"),
        pytest.param(given(), locations(pkgs=None), id="conda stops"),
        pytest.param(Conda(), locations(), id="no conda"),
        pytest.param(Conda({"login": Setup()}), locations(), id="a disk gave no answer"),
    ],
)
def test_healthy(conda: Conda, locations: Locations) -> None:
    passes(conda_copies_instead_of_linking, conda=conda, locations=locations)


def test_could_not_tell_is_not_fine() -> None:
    assert "no answer" in skips(conda_copies_instead_of_linking, conda=Conda(unknown={"batch": "no answer"}))
