from __future__ import annotations

from dataclasses import replace

import pytest

from envdoctor.catalogue.view import Here
from envdoctor.config import Config, DataDisk, Home, Storage
from envdoctor.facts.disks import disks, unused_folders
from envdoctor.facts.types import GB, Scheduler
from envdoctor.host.mountinfo import Mount
from envdoctor.host.probes import Failed, Look, Room, Seen, Space

HERE = Here(home="/home/zhang", user="zhang", uid=1001)
ROOT, HOME, DATA1, DATA2 = (Mount(p, "ext4") for p in ("/", "/home", "/data1", "/data2"))
BIG = Room(7000 * GB, 1300 * GB)
OWN = Seen("folder", mode=0o700, uid=1001, writable=True)
OPEN = Seen("folder", mode=0o1777, uid=0, writable=True)
SHUT = Seen("folder", mode=0o755, uid=0)


def observe(mounts, rooms, seen=None, config=None, scheduler=None, here=HERE):
    """Drive the fact with made-up answers."""

    def answer(probe):
        if isinstance(probe, Space):
            return rooms.get(probe.path, Room(1000 * GB, 500 * GB))
        assert isinstance(probe, Look)
        return (seen or {}).get(probe.path, Seen("missing"))

    steps = disks.function(here, config or Config(), tuple(mounts), scheduler or Scheduler())
    probes = next(steps)
    try:
        while True:
            probes = steps.send([answer(probe) for probe in probes])
    except StopIteration as end:
        return end.value


@pytest.mark.parametrize(
    ("total", "free", "state"),
    [
        (431, 2.4, "full"),
        (1000, 49, "full"),
        (1000, 51, "near"),
        (7000, 300, "fine"),
        (7000, 1300, "fine"),
        (2000, 190, "near"),
        (2000, 210, "fine"),
        (100, 60, "small"),
        (100, 4, "full"),
    ],
)
def test_states_by_percent_and_by_bytes(total, free, state):
    rooms = {"/home": Room(int(total * GB), int(free * GB))}
    found = observe([ROOT, HOME, DATA1], rooms, {"/data1/zhang": OWN})
    assert found.home.state == state


def test_small_counts_only_where_a_data_disk_exists():
    assert observe([ROOT, HOME], {"/home": Room(100 * GB, 60 * GB)}).home.state == "fine"


def test_an_own_folder_wins_over_a_disk_with_more_room():
    rooms = {"/data1": BIG, "/data2": Room(7000 * GB, 5000 * GB)}
    found = observe([ROOT, HOME, DATA1, DATA2], rooms, {"/data1/zhang": OWN, "/data2": OPEN})
    assert (found.target.folder, found.target.exists) == ("/data1/zhang", True)


def test_without_own_folder_most_room_wins_where_one_can_be_made():
    rooms = {"/data1": BIG, "/data2": Room(7000 * GB, 5000 * GB)}
    found = observe([ROOT, HOME, DATA1, DATA2], rooms, {"/data1": OPEN, "/data2": OPEN})
    assert (found.target.folder, found.target.exists) == ("/data2/zhang", False)


def test_no_folder_and_no_right_to_make_one_says_whom_to_ask():
    found = observe([ROOT, HOME, DATA1], {"/data1": BIG}, {"/data1": SHUT})
    assert found.target is None
    assert "/data1/zhang" in found.no_target


def test_a_full_data_disk_is_no_target():
    found = observe([ROOT, HOME, DATA1], {"/data1": Room(1000 * GB, 1 * GB)}, {"/data1/zhang": OWN})
    assert found.target is None
    assert "full" in found.no_target


def test_own_folders_are_known_on_every_data_disk_whatever_its_room():
    rooms = {"/data1": Room(1000 * GB, 1 * GB), "/data2": BIG}
    seen = {"/data1/home/zhang": OWN, "/data2/zhang": replace(OWN, writable=False), "/data2": OPEN}
    found = observe([ROOT, HOME, DATA1, DATA2], rooms, seen)
    assert found.own_folders == ("/data2/zhang", "/data1/home/zhang")
    other = {"/data1/zhang": replace(OWN, uid=7), "/data2/zhang": Failed("no answer")}
    assert observe([ROOT, HOME, DATA1, DATA2], rooms, other).own_folders == ()


def test_a_disk_that_is_no_longer_used_may_hold_a_folder_of_ours():
    readonly, ignored = Mount("/data1", "ext4", options=frozenset(("ro",))), Mount("/mnt/usb", "ext4")
    mounts = [ROOT, HOME, readonly, ignored, DATA2, Mount("/tmp", "ext4"), Mount("/scratch", "tmpfs")]
    found = unused_folders(HERE, Storage(ignore=("/mnt/usb",)), mounts)
    assert {folder.rsplit("/zhang", 1)[0] for folder in found} >= {"/data1", "/mnt/usb", "/data1/home"}
    assert not [folder for folder in found if not folder.startswith(("/data1/", "/mnt/usb/"))]


def test_somebody_elses_folder_of_our_name_is_not_taken():
    seen = {"/data1/zhang": replace(OWN, uid=7), "/data1": OPEN}
    assert observe([ROOT, HOME, DATA1], {"/data1": BIG}, seen).target is None


@pytest.mark.parametrize(
    "mount",
    [
        Mount("/boot/efi", "vfat"),
        Mount("/tmp", "ext4"),
        Mount("/var/lib/docker", "ext4"),
        Mount("/run/user/1001", "tmpfs"),
        Mount("/scratch", "tmpfs"),
        Mount("/snap/core/1", "squashfs"),
        Mount("/merged", "overlay"),
        Mount("/etc/hosts", "ext4"),
        Mount("/media/usb", "exfat"),
        Mount("/mnt/laptop", "fuse.sshfs"),
        Mount("/home/wang", "nfs4"),
        Mount("/data1", "ext4", options=frozenset(("ro",))),
    ],
)
def test_what_is_never_a_data_disk(mount):
    assert observe([ROOT, HOME, mount], {mount.point: BIG}, {mount.point: OPEN}).data == ()


@pytest.mark.parametrize(
    ("data", "home", "scheduler", "nodes", "guarded"),
    [
        ("ext4", "ext4", "", "this", False),
        ("ext4", "nfs4", "", "this", True),
        ("ext4", "ext4", "slurm", "this", True),
        ("ext4", "nfs4", "slurm", "all", False),
        ("lustre", "nfs4", "slurm", "this", False),
    ],
)
def test_a_local_data_disk_under_a_shared_home_is_guarded(data, home, scheduler, nodes, guarded):
    config = Config(storage=Storage(data=(DataDisk("/data1", "/data1/{user}", nodes),)))
    mounts = [ROOT, Mount("/home", home), Mount("/data1", data)]
    found = observe(mounts, {"/data1": BIG}, {"/data1": OPEN, "/data1/zhang": OWN}, config, Scheduler(scheduler))
    assert found.target.guarded is guarded


def test_policy_can_call_a_local_home_shared():
    config = Config(storage=Storage(home=Home(shared=True)))
    assert observe([ROOT, HOME, DATA1], {"/data1": BIG}, {"/data1/zhang": OWN}, config).target.guarded


def test_a_policys_folder_may_be_anywhere_on_a_disk():
    config = Config(storage=Storage(data=(DataDisk("/data1/group", "/data1/group/{user}"),)))
    found = observe([ROOT, HOME, DATA1], {"/data1": BIG}, {"/data1/group": SHUT, "/data1/group/zhang": OWN}, config)
    assert found.target.folder == "/data1/group/zhang"


def test_a_policys_disk_that_is_not_there_is_not_made_on_the_root_disk():
    config = Config(storage=Storage(data=(DataDisk("/data9", "/data9/{user}"),)))
    found = observe([ROOT, HOME], {}, {"/": OPEN}, config)
    assert (found.target, found.data) == (None, ())
    assert found.no_target.startswith("no data disk was found; name one in a policy")


def test_a_dead_server_is_unknown_and_nothing_on_it_is_judged():
    dead = Failed("/nfs gave no answer in 1.5 s", timed_out=True)
    found = observe([ROOT, HOME, Mount("/nfs", "nfs4")], {"/nfs": dead})
    assert found.unknown == {"/nfs": "/nfs gave no answer in 1.5 s"}
    assert found.of("/nfs/zhang/cache") is None
    assert found.of("/home/zhang").point == "/home"


@pytest.mark.parametrize(
    ("files", "left", "state"),
    [(0, 0, "fine"), (10_000_000, 50_000, "full"), (10_000_000, 400_000, "near"), (10**9, 10**8, "fine")],
)
def test_inodes(files, left, state):
    found = observe([ROOT, HOME], {"/home": Room(1000 * GB, 500 * GB, files, left)})
    assert found.home.inodes == state


def test_shared_memory_is_a_disk_of_its_own_and_devices_are_none():
    found = observe([ROOT, Mount("/dev", "devtmpfs"), Mount("/dev/shm", "tmpfs"), HOME], {"/dev/shm": BIG})
    assert found.of("/dev/shm/x").memory
    assert found.of("/dev/null").point == "/"
