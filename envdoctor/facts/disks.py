"""Which disks there are, how full they are for this account, and where its big data should go."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence

from envdoctor.catalogue.view import Here
from envdoctor.config import Config, DataDisk, Storage
from envdoctor.declare import fact
from envdoctor.facts.types import Disk, Disks, Scheduler, Target
from envdoctor.host.mountinfo import PSEUDO, Mount, mount_of
from envdoctor.host.probes import Answer, Failed, Look, Probe, Room, Seen, Space
from envdoctor.light import dataclass, replace

_NEVER_DATA = (
    "/boot",
    "/tmp",
    "/var",
    "/run",
    "/proc",
    "/sys",
    "/dev",
    "/etc",
    "/usr",
    "/snap",
    "/nix",
    "/lib",
    "/root",
)
_NO_MODES = frozenset(("vfat", "exfat", "ntfs", "ntfs3", "fuseblk", "iso9660", "udf", "msdos"))
_NO_DISK = PSEUDO | frozenset(("squashfs", "erofs", "ramfs"))
_CLUSTER_FUSE = frozenset(("fuse.juicefs", "fuse.ceph", "fuse.glusterfs", "fuse.mergerfs", "fuse.beegfs", "fuse.mfs"))
_MOST_MOUNTS = 64
_INODES = (("full", 0.01, 100_000), ("near", 0.05, 500_000))


def _below(path: str, folders: Sequence[str]) -> bool:
    return any(path == folder or path.startswith(folder + "/") for folder in folders)


def _asked(mounts: Sequence[Mount]) -> list[Mount]:
    """Mounts that hold files: not kernel interfaces, images, or container layers below ``/``. The last of equals."""
    held = {mount.point: mount for mount in mounts}
    real = [
        mount
        for mount in held.values()
        if mount.point == "/" or (mount.kind not in _NO_DISK and mount.kind != "overlay" and not _file_mount(mount))
    ]
    return real[:_MOST_MOUNTS]


def _file_mount(mount: Mount) -> bool:
    # Container engines mount single files (/etc/hosts) from a disk; /usr and /etc are never an account's own.
    system = ("/etc", "/usr", "/proc", "/sys", "/dev/mqueue", "/dev/pts", "/snap")
    return mount.point == "/dev" or _below(mount.point, system)


def _fit_for_data(mount: Mount, home: Mount | None, here: Here) -> bool:
    """By where it is mounted and its kind, whatever the policy says of it."""
    odd_fuse = mount.kind.startswith("fuse") and mount.kind not in _CLUSTER_FUSE
    others_homes = here.home.rsplit("/", 1)[0] or "/"
    return not (
        mount.point == "/"
        or (home is not None and mount.point == home.point)
        or _below(mount.point, _NEVER_DATA)
        or (others_homes != "/" and mount.point.startswith(others_homes + "/"))
        or mount.memory
        or odd_fuse
        or mount.kind in _NO_MODES
        or mount.kind == "overlay"
    )


def _may_hold_data(mount: Mount, home: Mount | None, here: Here, storage: Storage) -> bool:
    return "ro" not in mount.options and mount.point not in storage.ignore and _fit_for_data(mount, home, here)


def _state(room: Room, storage: Storage) -> str:
    share = room.free / room.total if room.total else 1.0
    if share < storage.full.percent / 100 and room.free < storage.full.bytes:
        return "full"
    if share < storage.near.percent / 100 and room.free < storage.near.bytes:
        return "near"
    return "small" if 0 < room.total < storage.small.bytes else "fine"


def _inodes(room: Room) -> str:
    if room.files <= 0:
        return "fine"
    share = room.files_free / room.files
    return next((word for word, limit, count in _INODES if share < limit and room.files_free < count), "fine")


def _disk(mount: Mount, room: Room, storage: Storage) -> Disk:
    return Disk(
        point=mount.point,
        kind=mount.kind,
        total=room.total,
        free=room.free,
        files=room.files,
        files_free=room.files_free,
        network=mount.network,
        memory=mount.memory,
        noexec=room.noexec,
        readonly=room.readonly,
        state=_state(room, storage),
        inodes=_inodes(room),
    )


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A disk that may take big data: where an own folder may be on it, likeliest first; the first would be made."""

    disk: Disk
    folders: tuple[str, ...]
    all_nodes: bool = False


def _candidates(known: Mapping[str, Disk], able: Sequence[str], here: Here, storage: Storage) -> list[_Candidate]:
    """The policy's disks in its order, then every other able disk, most free room first."""
    named = []
    for entry in storage.data:
        points = [point for point in known if _below(entry.path, (point,)) or point == "/"]
        if points:
            disk = known[max(points, key=len)]
            named.append(_Candidate(disk, (entry.folder_of(here.user),), entry.nodes == "all"))
    taken = {candidate.disk.point for candidate in named}
    found = [known[point] for point in able if point not in taken]
    return named + [_Candidate(disk, _usual(disk.point, here.user)) for disk in sorted(found, key=lambda d: -d.free)]


def _there(storage: Storage, seen: Sequence[Answer]) -> tuple[DataDisk, ...]:
    """The policy's disks that exist here; without this one that is missing would be made on the disk of ``/``."""
    pairs = zip(storage.data, seen, strict=True)
    return tuple(entry for entry, look in pairs if not (isinstance(look, Seen) and look.kind == "missing"))


def _usual(point: str, user: str) -> tuple[str, ...]:
    base = point.rstrip("/")
    return (f"{base}/{user}", *(f"{base}/{name}/{user}" for name in ("home", "users", "user", "homes")))


def _own_folder(seen: Answer, here: Here) -> bool:
    return is_own(seen, here) and isinstance(seen, Seen) and seen.writable


def is_own(seen: Answer, here: Here) -> bool:
    """Whether a folder of this account was seen, writable or not."""
    return isinstance(seen, Seen) and seen.kind == "folder" and seen.uid == here.uid


def unused_folders(here: Here, storage: Storage, mounts: Sequence[Mount]) -> tuple[str, ...]:
    """Where folders of this account may be on disks that the policy ignores or that are read-only now.

    An earlier run may have put its journal there. ``check`` does not look: a disk may be ignored because it hangs.
    """
    real = _asked(mounts)
    home = mount_of(here.home, real)
    unused = [m for m in real if _fit_for_data(m, home, here) and not _may_hold_data(m, home, here, storage)]
    return tuple(folder for mount in unused for folder in _usual(mount.point, here.user))


@fact
def disks(
    here: Here, config: Config, host_mounts: tuple[Mount, ...], scheduler: Scheduler
) -> Generator[Sequence[Probe], Sequence[Answer], Disks]:
    """Every mounted disk with its room, and the target for big data."""
    storage = config.storage
    mounts = _asked(host_mounts)
    home_mount, tmp_mount = mount_of(here.home, mounts), mount_of("/tmp", mounts)
    wanted = [mount for mount in mounts if mount.point not in storage.ignore]
    answers = yield [*(Space(mount.point) for mount in wanted), *(Look(entry.path) for entry in storage.data)]
    rooms, named = answers[: len(wanted)], answers[len(wanted) :]
    storage = replace(storage, data=_there(storage, named))
    asked = list(zip(wanted, rooms, strict=True))
    known = {mount.point: _disk(mount, room, storage) for mount, room in asked if isinstance(room, Room)}
    unknown = {mount.point: room.reason for mount, room in asked if isinstance(room, Failed)}
    able = [m.point for m in wanted if m.point in known and _may_hold_data(m, home_mount, here, storage)]
    candidates = _candidates(known, able, here, storage)
    probes = [Look(path) for candidate in candidates for path in (*candidate.folders, candidate.disk.point)]
    looks = yield probes
    seen = dict(zip((probe.path for probe in probes), looks, strict=True))
    target, why = _target(candidates, seen, here)
    folders = dict.fromkeys(folder for candidate in candidates for folder in candidate.folders)
    home = known.get(home_mount.point) if home_mount else None
    if target is not None:
        shared = storage.home.shared if storage.home.shared is not None else bool(home and home.network)
        local = not target.disk.network and (shared or bool(scheduler.name)) and not target.all_nodes
        target = replace(target, guarded=local)
    if not candidates:
        known = {point: _unless_small(disk) for point, disk in known.items()}
    return Disks(
        home=_at(home_mount, known),
        tmp=_at(tmp_mount, known),
        data=tuple(candidate.disk for candidate in candidates),
        target=target,
        no_target=why,
        own_folders=tuple(folder for folder in folders if is_own(seen[folder], here)),
        all=known,
        unknown=unknown,
    )


def _at(mount: Mount | None, known: Mapping[str, Disk]) -> Disk:
    """The disk of ``mount``; one that gave no answer keeps its mount point, so that rules can say so."""
    point, kind = (mount.point, mount.kind) if mount else ("/", "")
    return known.get(point, Disk(point=point, kind=kind, total=0, free=0))


def _unless_small(disk: Disk) -> Disk:
    return replace(disk, state="fine") if disk.state == "small" else disk


def _target(candidates: Sequence[_Candidate], seen: Mapping[str, Answer], here: Here) -> tuple[Target | None, str]:
    """An existing own folder first, then one that can be made, on a disk that has room."""
    roomy = [
        c for c in candidates if c.disk.state in ("fine", "small") and c.disk.inodes == "fine" and not c.disk.readonly
    ]
    for candidate in roomy:
        for folder in candidate.folders:
            if _own_folder(seen[folder], here):
                return Target(folder, True, candidate.disk, candidate.all_nodes), ""
    for candidate in roomy:
        first, top = seen[candidate.folders[0]], seen[candidate.disk.point]
        free = isinstance(first, Seen) and first.kind == "missing"
        if free and isinstance(top, Seen) and top.writable:
            return Target(candidate.folders[0], False, candidate.disk, candidate.all_nodes), ""
    if not candidates:
        return None, "no data disk was found; name one in a policy (docs/policy.md) or ask the administrator"
    points = ", ".join(candidate.disk.point for candidate in candidates)
    if not roomy:
        return None, f"{points}: full as well"
    return None, f"no folder of yours on {points}; ask the administrator for {roomy[0].folders[0]}"
