"""What an image's name tells: its tag, what is in it, which CUDA it was built with."""

from __future__ import annotations

from typing import NamedTuple

from envdoctor.late import pattern

_TORCH = pattern(r"(?:^|/)(?:pytorch|torch)(?:[-_]|$)|(?:^|[/_-])pytorch(?:$|[/_-])|transformers-pytorch")
_CUDA = pattern(r"(?:^|/)(?:nvidia/cuda|cuda)$|^nvcr\.io/nvidia/")
_SHELLS = pattern(
    r"^(?:docker\.io/)?(?:library/)?(?:ubuntu|debian|centos|rockylinux|almalinux|fedora|alpine|busybox|bash)$"
    r"|^(?:docker\.io/)?(?:nvidia/cuda|pytorch/pytorch|continuumio/(?:ana|mini)conda3)$"
    r"|^nvcr\.io/nvidia/(?:cuda|pytorch|tensorflow|nemo)$"
)
_TAG_CUDA = pattern(r"(?:^|[-_.])cu(?:da)?[-_]?(\d{1,2})[._](\d{1,2})")
_TAG_CU = pattern(r"(?:^|[-_.+])cu(\d{2})(\d)(?:$|[-_.])")
_TAG_BASE = pattern(r"(\d{1,2})\.(\d{1,2})(?:\.\d+)?(?:$|-)")
_UNKNOWN = pattern(r"[$<>{}%]|@[A-Z_]+@|\s")


class Image(NamedTuple):
    """An image's name in parts: ``name`` with its registry, ``tag``, ``digest``; "" where it has none."""

    name: str
    tag: str = ""
    digest: str = ""

    @property
    def torch(self) -> bool:
        """PyTorch is in it, by its name."""
        return bool(_TORCH.search(self.name.lower()))

    @property
    def cuda(self) -> bool:
        """It is of NVIDIA's own, or by its name made for CUDA."""
        return bool(_CUDA.search(self.name) or self.cuda_version)

    @property
    def nvidia(self) -> bool:
        """It is one of NVIDIA's own, which refuse to start where the driver is too old."""
        return self.name.startswith("nvcr.io/nvidia/") or self.name.removeprefix("docker.io/") == "nvidia/cuda"

    @property
    def only_shell(self) -> bool:
        """Without a command it starts a shell, which ends at once where nobody is at a terminal."""
        return bool(_SHELLS.search(self.name))

    @property
    def cuda_version(self) -> tuple[int, int] | None:
        """``(12, 4)`` of ``nvidia/cuda:12.4.1-base`` or ``pytorch:2.3.0-cuda12.1-cudnn8``; None where it says none."""
        found = _TAG_CUDA.search(self.tag) or _TAG_CU.search(self.tag)
        if found is None and self.name.endswith(("nvidia/cuda", "nvcr.io/nvidia/cuda")):
            found = _TAG_BASE.match(self.tag)
        return (int(found[1]), int(found[2])) if found else None


def image_of(text: str) -> Image | None:
    """The image named by ``text``; None where a variable or a template's token stands in it."""
    if not text or _UNKNOWN.search(text):
        return None
    name, _, digest = text.partition("@")
    head, slash, last = name.rpartition("/")
    last, _, tag = last.partition(":")
    return Image(f"{head}{slash}{last}", tag, digest)
