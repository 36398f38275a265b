from __future__ import annotations

import pytest
from envdoctor_rules.catalogue.conda import CONDA_ENVS, CONDA_PKGS
from envdoctor_rules.conda.conda_first_folder_not_writable import conda_first_folder_not_writable

from envdoctor import Advise, Origin, Place, SetLocation
from envdoctor.facts.conda import Conda, Entry, Setup
from envdoctor.facts.types import Disk, Disks, Locations, Spot, Target
from envdoctor.host.probes import Seen
from envdoctor.testing import findings, passes, skips

OWN = "/home/alice/.conda/envs"
LINE = Origin("file", "/home/alice/.condarc", 2)
GONE = Entry("/data9/alice/envs", LINE, Seen("missing"))
SHARED = Entry("/shared/envs", LINE, Seen("folder", uid=0, holds=True))
SECOND = Entry("/data1/alice/envs", LINE)


def given(*entries: Entry, key: str = "envs_dirs") -> Conda:
    return Conda(dict.fromkeys(("now", "login"), Setup(lists={key: entries})))


def landing(path: str | None, row: str = "conda-envs") -> Locations:
    return Locations({row: Spot(row, {"login": Place(path)})})


@pytest.mark.parametrize(("key", "row", "path"), [("envs_dirs", CONDA_ENVS, "envs"), ("pkgs_dirs", CONDA_PKGS, "pkgs")])
def test_fires(key: str, row: object, path: str) -> None:
    [found] = findings(
        conda_first_folder_not_writable,
        conda=given(GONE, key=key),
        locations=landing(OWN, f"conda-{path}"),
        disks=Disks(target=Target("/data1/alice", True, Disk("/data1"))),
        catalogue=(row,),
    )
    assert (found.place, found.key, found.args["landed"], found.contexts) == (GONE.path, key, OWN, ("login",))
    assert found.wish == SetLocation(f"conda-{path}", f"/data1/alice/conda/{path}")
    assert found.location.line == 2


@pytest.mark.parametrize("entries", [(GONE,), (SHARED,), (GONE, SECOND)])
def test_without_a_data_disk_the_line_is_named(entries: tuple[Entry, ...]) -> None:
    [found] = findings(conda_first_folder_not_writable, conda=given(*entries), locations=landing(OWN))
    assert isinstance(found.wish, Advise)
    assert found.wish.args == {"where": "/home/alice/.condarc:2"}


@pytest.mark.parametrize(
    ("conda", "locations"),
    [
        pytest.param(given(), landing(OWN), id="defaults alone"),
        pytest.param(given(SECOND), landing(SECOND.path), id="writable"),
        pytest.param(given(SHARED, SECOND), landing(SECOND.path), id="a lab's environments first, on purpose"),
        pytest.param(given(GONE), landing(None), id="conda stops: another rule's"),
        pytest.param(
            given(Entry("/dev/null", LINE), SECOND), landing(SECOND.path), id="the null device is passed over"
        ),
        pytest.param(Conda(), landing(OWN), id="no conda"),
    ],
)
def test_healthy(conda: Conda, locations: Locations) -> None:
    passes(conda_first_folder_not_writable, conda=conda, locations=locations)


def test_could_not_tell_is_not_fine() -> None:
    assert "no answer" in skips(conda_first_folder_not_writable, conda=Conda(unknown={"login": "no answer"}))
