from __future__ import annotations

import pytest

from envdoctor.host.mountinfo import Mount, mount_of, parse_mountinfo

TEXT = """\
22 1 8:3 / / rw,relatime shared:1 - ext4 /dev/sda3 rw
30 22 0:26 / /proc rw,nosuid - proc proc rw
41 22 259:1 / /data1 rw,noexec master:2 propagate_from:1 - xfs /dev/nvme0n1 rw,noquota
42 22 0:40 / /mnt/sp\\040ace rw - nfs4 air-storage:/home rw
43 22 0:41 / /data1 rw - ext4 /dev/sdz rw
44 22 0:42 / /mnt/fuse rw - fuse.sshfs u@h:/ rw
broken line
45 22 0:43 / /x rw
"""


def test_fields_options_and_octal_escapes_are_read():
    mounts = parse_mountinfo(TEXT)
    assert [mount.point for mount in mounts] == ["/", "/proc", "/data1", "/mnt/sp ace", "/data1", "/mnt/fuse"]
    assert mounts[2].options == {"rw", "noexec"}
    assert mounts[2].kind == "xfs"
    assert mounts[3].source == "air-storage:/home"


@pytest.mark.parametrize(
    ("path", "point", "kind"),
    [
        ("/", "/", "ext4"),
        ("/data1", "/data1", "ext4"),
        ("/data1/zhang/x", "/data1", "ext4"),
        ("/data10/zhang", "/", "ext4"),
        ("/mnt/sp ace/y", "/mnt/sp ace", "nfs4"),
        ("/mnt/space", "/", "ext4"),
    ],
)
def test_the_longest_prefix_and_the_last_of_equals_win(path, point, kind):
    mount = mount_of(path, parse_mountinfo(TEXT))
    assert mount is not None
    assert (mount.point, mount.kind) == (point, kind)


@pytest.mark.parametrize(
    ("kind", "network"),
    [
        ("nfs4", True),
        ("lustre", True),
        ("beegfs", True),
        ("fuse.juicefs", True),
        ("fuseblk", False),
        ("ext4", False),
        ("tmpfs", False),
        ("btrfs", False),
    ],
)
def test_network_kinds(kind, network):
    assert Mount("/m", kind).network is network


def test_nothing_is_known_without_mounts():
    assert mount_of("/home/zhang", ()) is None
