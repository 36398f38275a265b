"""``/proc/self/mountinfo`` as values. Field layout: proc(5); octal escapes and stacked mounts were verified."""

from __future__ import annotations

from collections.abc import Sequence

from envdoctor.light import dataclass

NETWORK = frozenset(
    """
    nfs nfs4 cifs smb3 smbfs afs ceph lustre gpfs beegfs panfs ocfs2 gfs2 9p glusterfs pvfs2 orangefs wekafs snfs ibrix
    """.split()
)
"""Kinds served by another machine. FUSE kinds (``fuse.juicefs``) count too, see :attr:`Mount.network`."""
LOCAL_FUSE = frozenset(
    ("fuseblk", "fuse.lxcfs", "fuse.gvfsd-fuse", "fuse.portal", "fuse.fuse-overlayfs", "fuse.squashfuse")
)
PSEUDO = frozenset(
    "proc sysfs devtmpfs devpts cgroup cgroup2 mqueue securityfs debugfs tracefs pstore bpf configfs hugetlbfs "
    "fusectl binfmt_misc autofs nsfs rpc_pipefs efivarfs selinuxfs".split()
)
MEMORY = frozenset(("tmpfs", "ramfs"))


@dataclass(frozen=True, slots=True)
class Mount:
    """One mount. ``kind`` is the file system type; ``options`` are per mount (``noexec``, ``ro``)."""

    point: str
    kind: str
    source: str = ""
    options: frozenset[str] = frozenset()

    @property
    def network(self) -> bool:
        """Served by another machine, so other nodes may see it and a dead server can hang whoever asks."""
        return self.kind in NETWORK or (self.kind.startswith("fuse") and self.kind not in LOCAL_FUSE)

    @property
    def memory(self) -> bool:
        """Files there take main memory."""
        return self.kind in MEMORY


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    out, i = [], 0
    while i < len(text):
        digits = text[i + 1 : i + 4]
        if text[i] == "\\" and len(digits) == 3 and all(c in "01234567" for c in digits):
            out.append(chr(int(digits, 8)))
            i += 4
        else:
            out.append(text[i])
            i += 1
    return "".join(out)


def parse_mountinfo(text: str) -> tuple[Mount, ...]:
    """All mounts in the kernel's order; lines that do not have the fields are passed over."""
    mounts = []
    for line in text.split("\n"):
        left, dash, right = line.partition(" - ")
        fields, tail = left.split(" "), right.split(" ")
        if dash and len(fields) >= 6 and len(tail) >= 2:
            options = frozenset(fields[5].split(","))
            mounts.append(Mount(_unescape(fields[4]), tail[0], _unescape(tail[1]), options))
    return tuple(mounts)


def mount_of(path: str, mounts: Sequence[Mount]) -> Mount | None:
    """The mount that ``path`` (absolute, links resolved) stands on: the longest prefix, the last line of equals."""
    best: Mount | None = None
    for mount in mounts:
        point = mount.point.rstrip("/")
        inside = path == mount.point or path.startswith(point + "/")
        if inside and (best is None or len(mount.point) >= len(best.point)):
            best = mount
    return best
