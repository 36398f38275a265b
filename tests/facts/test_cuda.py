from __future__ import annotations

import pytest

from envdoctor.catalogue.view import Here, Variable
from envdoctor.declare import Fact
from envdoctor.errors import Unavailable
from envdoctor.facts.cards import Card, Cards, cards
from envdoctor.facts.cuda import Cuda, cuda, root_of
from envdoctor.facts.pythons import PythonEnv, Pythons
from envdoctor.facts.torches import Torch, Torches, torches
from envdoctor.facts.types import Environments
from envdoctor.host.probes import Answer, Content, Failed, List, Look, Names, Probe, Read, Seen
from envdoctor.model import Origin

PROC = "/proc/driver/nvidia"
VERSION = b"NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.129.03  Thu Oct 19 18:56:32 UTC 2023\nGCC version: x\n"
OPEN = b"NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  550.54.14  Release Build  (dvs)\n"


def drive(fact: Fact, files: dict[str, bytes | None], **given: object) -> object:
    """The value of ``fact`` on a pretended system: path -> bytes, None for a folder, ``link>target`` in the key."""
    links = dict(key.split(">") for key in files if ">" in key)
    plain = {key: value for key, value in files.items() if ">" not in key}

    def answer(probe: Probe) -> Answer:
        assert isinstance(probe, (Read, List, Look))
        path = probe.path
        if isinstance(probe, Read):
            return Content(plain.get(path))
        below = sorted({key[len(path) + 1 :].split("/")[0] for key in plain if key.startswith(path + "/")})
        if isinstance(probe, List):
            return Names(tuple(below) if below or path in plain else None)
        if path in links:
            return Seen("file" if plain.get(links[path]) is not None else "folder", real=links[path])
        kind = "file" if plain.get(path) is not None else "folder" if below or path in plain else "missing"
        return Seen(kind, real=path)

    generator = fact.function(**given)
    try:
        probes = next(generator)
        while True:
            probes = generator.send([answer(probe) for probe in probes])
    except StopIteration as end:
        return end.value


@pytest.mark.parametrize(("text", "driver"), [(VERSION, "535.129.03"), (OPEN, "550.54.14"), (b"odd\xff", "")])
def test_cards(text: bytes, driver: str) -> None:
    info = b"Model: \t\t NVIDIA A100-SXM4-80GB\nIRQ: 5\n"
    files = {
        f"{PROC}/version": text,
        f"{PROC}/gpus/0000:07:00.0/information": info,
        f"{PROC}/gpus/0000:0a:00.0/information": b"Model:  NVIDIA Z900\n",
    }
    found = drive(cards, files, here=Here())
    assert found == Cards((Card(), Card("NVIDIA Z900", None)), driver)


@pytest.mark.parametrize("files", [{}, {f"{PROC}/version": VERSION}])
def test_no_card(files: dict[str, bytes | None]) -> None:
    assert drive(cards, files, here=Here()) == Cards((), "")
    with pytest.raises(Unavailable, match="a folder has no graphics cards"):
        drive(cards, files, here=Here(live=False))


ENV = PythonEnv(packages={"torch": "2.15.0"})


@pytest.mark.parametrize(
    ("text", "installer", "found"),
    [
        (b"__version__ = '2.15.0+cu132'\ncuda: Optional[str] = '13.2'\n", b"pip\n", Torch(ENV, "2.15.0+cu132", "13.2")),
        (b"__version__ = '1.9.0'\ncuda = '10.2'\nhip = None\n", b"conda\n", Torch(ENV, "1.9.0", "10.2", False)),
        (b"__version__ = '2.1+cpu'\ncuda: Optional[str] = None\n", b"uv", Torch(ENV, "2.1+cpu", "")),
        (b"__version__ = '2.1'\ncuda = None\nhip: Optional[str] = '5.6'\n", b"uv", Torch(ENV, "2.1", "", other=True)),
        (b"\xff\xfe", b"", None),
        (None, None, None),
    ],
)
def test_torches(text: bytes | None, installer: bytes | None, found: Torch | None) -> None:
    files = {f"{ENV.site}/torch/version.py": text, f"{ENV.site}/torch-2.15.0.dist-info/INSTALLER": installer}
    given = {path: data for path, data in files.items() if data is not None}
    assert drive(torches, given, pythons=Pythons((ENV, PythonEnv()))) == Torches((found,) if found else ())


def test_without_torch_nothing_is_asked() -> None:
    assert drive(torches, {}, pythons=Pythons((PythonEnv(),))) == Torches()


def test_toolkits() -> None:
    line = Origin("file", "/home/alice/.bashrc", 3)
    values = {
        "CUDA_HOME": "/usr/local/cuda",
        "PATH": "/usr/bin:/opt/cuda-11.1/bin:rel/cuda/bin:",
        "LD_LIBRARY_PATH": "/usr/local/cuda/lib64/:/opt/nccl/lib:",
    }
    environment = {name: Variable(value, line) for name, value in values.items()}
    jit = "/usr/local/cuda-12.2/lib64/libnvJitLink.so.12.2.140"
    files = {
        "/usr/local/cuda-12.2/lib64": None,
        "/usr/local/cuda>/usr/local/cuda-12.2": None,
        "/usr/local/cuda/lib64>/usr/local/cuda-12.2/lib64": None,
        f"/usr/local/cuda/lib64/libnvJitLink.so.12>{jit}": None,
        jit: b"",
    }
    found = drive(cuda, files, environments=Environments({"login": environment, "batch": {}}))
    assert isinstance(found, Cuda)
    told = [(one.variable, one.root, one.exists, one.version) for one in found.named]
    assert told == [
        ("CUDA_HOME", "/usr/local/cuda", True, "12.2"),
        ("PATH", "/opt/cuda-11.1", False, "11.1"),
        ("LD_LIBRARY_PATH", "/usr/local/cuda", True, "12.2"),
    ]
    assert found.present == ("/usr/local/cuda-12.2",)
    assert found.libraries == {"/usr/local/cuda/lib64": {"libnvJitLink.so.12": jit}}


def test_a_disk_that_gives_no_answer_is_not_missing() -> None:
    generator = cuda.function(environments=Environments({"login": {"CUDA_HOME": Variable("/nfs/cuda")}}))
    probes = next(generator)
    with pytest.raises(StopIteration) as end:
        generator.send([Failed("no answer in 1 s", timed_out=True)] * len(probes))
    assert [one.exists for one in end.value.value.named] == [None]


@pytest.mark.parametrize(
    ("folder", "root"),
    [
        ("/usr/local/cuda-12.2/lib64", "/usr/local/cuda-12.2"),
        ("/usr/local/cuda/extras/CUPTI/lib64", "/usr/local/cuda"),
        ("/opt/cuda", "/opt/cuda"),
    ],
)
def test_the_root_of_a_folder(folder: str, root: str) -> None:
    assert root_of(folder) == root
