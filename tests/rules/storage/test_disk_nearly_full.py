from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.storage.disk_nearly_full import disk_nearly_full

from envdoctor import Advise, Place, Row, Severity
from envdoctor.catalogue.rows import Cleaner
from envdoctor.facts.types import Disk, Disks, Locations, Spot
from envdoctor.testing import findings, passes, skips

GB = 10**9
FULL = Disk("/home", total=431 * GB, free=2_400_000_000, state="full")
FINE = Disk("/home")
TMP = Disk("/tmp")
CONDA = "/home/alice/.conda/pkgs"
LARGE = "du -xah ~ | sort -h | tail -20"


def row(name: str, *commands: str, safe: bool = True) -> Row:
    return Row(name, name, name, "cache", (), (), name, cleaners=tuple(Cleaner(c, safe) for c in commands))


def disks(*all_of: Disk, home: Disk = FULL, tmp: Disk = TMP) -> Disks:
    return Disks(home=home, tmp=tmp, all={disk.point: disk for disk in (home, tmp, *all_of)})


def spot(name: str, path: str, held: bool = True, in_use: bool = True) -> dict[str, Spot]:
    return {name: Spot(name, {"batch": Place(path)}, held={path: held}, in_use=in_use)}


@pytest.mark.parametrize(("state", "severity"), [("full", Severity.ERROR), ("near", Severity.WARNING)])
def test_home(state: str, severity: Severity) -> None:
    [found] = findings(disk_nearly_full, disks=disks(home=replace(FULL, state=state)))
    assert (found.place, found.severity) == ("/home", severity)
    assert found.args == {"used": 100, "free": "2.4 GB"}


def test_the_disk_of_a_tool_in_use_counts_once() -> None:
    data = Disk("/data2", total=7300 * GB, free=9 * GB, state="full")
    locations = Locations(
        spot("pip", "/data2/a/pip") | spot("uv", "/data2/a/uv") | spot("npm", "/home/a/.npm", in_use=False)
    )
    [found] = findings(disk_nearly_full, disks=disks(data, home=FINE), locations=locations)
    assert found.place == "/data2"


def test_commands_of_tools_that_hold_something_there_and_lose_nothing() -> None:
    catalogue = (
        row("pip", "pip cache purge"),
        row("conda", "conda clean --all --yes"),
        row("hf", "rm -r ~/.cache/huggingface", safe=False),
        row("npm", "npm cache clean --force"),
        row("uv", "uv cache clean"),
        row("go", "go clean -modcache"),
    )
    locations = Locations(
        spot("pip", "/home/alice/.cache/pip")
        | spot("conda", CONDA)
        | spot("hf", "/home/alice/.cache/huggingface")
        | spot("npm", "/home/alice/.npm", held=False)
        | spot("uv", "/tmp/uv")
        | spot("go", "/home/alice/go", in_use=False)
    )
    [found] = findings(disk_nearly_full, disks=disks(), locations=locations, catalogue=catalogue)
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == ("pip cache purge", "conda clean --all --yes", LARGE)


def test_a_command_that_would_break_something_is_left_out_with_the_reason() -> None:
    catalogue = (row("uv", "uv cache prune", "uv cache clean"),)
    refused = {"uv cache prune": "environments are links into it (UV_LINK_MODE)"}
    held = replace(spot("uv", "/home/alice/.cache/uv")["uv"], refused=refused)
    [found] = findings(disk_nearly_full, disks=disks(), locations=Locations({"uv": held}), catalogue=catalogue)
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == ("uv cache clean", LARGE)
    assert "not uv cache prune: environments are links into it (UV_LINK_MODE)" in found.evidence


def test_the_disk_of_an_own_data_folder_counts_although_no_tool_writes_there() -> None:
    data = Disk("/data2", total=7300 * GB, free=9 * GB, state="full")
    other = replace(data, point="/data3")
    owning = replace(disks(data, other, home=FINE), data=(data, other), own_folders=("/data2/alice",))
    [found] = findings(disk_nearly_full, disks=owning)
    assert found.place == "/data2"
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == ("du -xah /data2/alice | sort -h | tail -20",)


def test_an_own_folder_on_a_disk_that_is_not_looked_at() -> None:
    root = Disk("/", state="full")
    passes(disk_nearly_full, disks=replace(disks(root, home=FINE), own_folders=("/ignored/alice",)))


def test_without_a_tool_to_clean_it_says_so() -> None:
    [found] = findings(disk_nearly_full, disks=disks())
    assert isinstance(found.wish, Advise)
    assert (found.wish.text, found.wish.commands) == (
        "move or delete files of yours there; this shows what is large",
        (LARGE,),
    )


def test_a_disk_without_a_folder_of_ours_names_none() -> None:
    [found] = findings(disk_nearly_full, disks=disks(home=FINE, tmp=replace(FULL, point="/tmp")))
    assert isinstance(found.wish, Advise)
    assert (found.wish.text, found.wish.commands) == ("move or delete files of yours there", ())


def test_a_command_that_frees_a_part_says_so() -> None:
    part = Cleaner("hf cache prune", part="frees only revisions that no name leads to any more")
    catalogue = (replace(row("hf"), cleaners=(part,)),)
    [found] = findings(
        disk_nearly_full,
        disks=disks(),
        locations=Locations(spot("hf", "/home/alice/.cache/huggingface")),
        catalogue=catalogue,
    )
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == ("hf cache prune", LARGE)
    assert "hf cache prune: frees only revisions that no name leads to any more" in found.evidence


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(disks(home=FINE), id="room"),
        pytest.param(disks(home=replace(FULL, state="small")), id="small"),
        pytest.param(disks(replace(FULL, point="/data1"), home=FINE), id="full, but nothing is written there"),
        pytest.param(disks(home=replace(FULL, readonly=True)), id="read-only"),
        pytest.param(disks(home=replace(FULL, kind="squashfs")), id="image"),
        pytest.param(disks(home=replace(FULL, state="fine", inodes="full", files=9)), id="inodes are another rule's"),
    ],
)
def test_healthy(given: Disks) -> None:
    passes(disk_nearly_full, disks=given)


def test_could_not_tell_is_not_fine() -> None:
    assert skips(disk_nearly_full, disks=Disks()) == "no disk could be asked"
    home = Disk("/home")
    dead = Disks(home=home, all={"/home": home}, unknown={"/nfs": "/nfs gave no answer in 1.5 s", "/tmp": "dead"})
    assert skips(disk_nearly_full, disks=dead) == "/tmp: dead"
    spot = Locations({"pip": Spot("pip", {"batch": Place("/nfs/pip")})})
    dead = Disks(home=home, tmp=home, all={"/home": home}, unknown={"/nfs": "/nfs gave no answer in 1.5 s"})
    assert skips(disk_nearly_full, disks=dead, locations=spot) == "/nfs gave no answer in 1.5 s"


def test_what_a_tool_left_behind_is_cleaned_where_it_lies():
    old = "/home/alice/.cache/a pip"
    spot = Spot("pip-cache", {"batch": Place("/data1/alice/pip")}, left={old: old})
    cleaners = (Cleaner("pip cache purge", at="p --at {path}"),)
    row = Row("pip-cache", "pip", "pip", "cache", (), (), "pip", cleaners=cleaners)
    home = Disk(point="/home", state="full", free=0)
    data = Disk(point="/data1")
    known = Disks(home=home, all={"/home": home, "/data1": data, "/tmp": Disk(point="/tmp")}, data=(data,))
    [found] = findings(disk_nearly_full, disks=known, locations=Locations({"pip-cache": spot}), catalogue=(row,))
    assert found.wish.commands == ("p --at '/home/alice/.cache/a pip'", LARGE)


@pytest.mark.parametrize("where", ["held", "left"])
def test_a_cache_that_no_command_empties_is_named(where: str) -> None:
    old = "/home/alice/.cache/torch/hub"
    there = spot("torch", old if where == "held" else "/data1/alice/torch")
    locations = Locations({"torch": replace(there["torch"], left={old: old} if where == "left" else {})})
    [found] = findings(disk_nearly_full, disks=disks(), locations=locations, catalogue=(row("torch"),))
    assert any(text.startswith(f"{old}: torch has no command that empties it") for text in found.evidence)


def test_a_command_that_needs_room_itself_says_so() -> None:
    catalogue = (replace(row("npm"), cleaners=(Cleaner("npm cache clean --force", needs_room=True),)),)
    locations = Locations(spot("npm", "/home/alice/.npm"))
    [found] = findings(disk_nearly_full, disks=disks(), locations=locations, catalogue=catalogue)
    assert "npm cache clean --force: fails while the disk has not one byte left" in found.evidence
