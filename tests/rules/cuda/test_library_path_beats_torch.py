from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.cuda.library_path_beats_torch import library_path_beats_torch

from envdoctor import Origin
from envdoctor.catalogue.view import Variable
from envdoctor.facts.cuda import Cuda
from envdoctor.facts.pythons import PythonEnv
from envdoctor.facts.torches import Torch, Torches
from envdoctor.facts.types import Environments
from envdoctor.testing import findings, passes

FOLDER = "/usr/local/cuda-12.2/lib64"
LINE = Origin("file", "/home/alice/.bashrc", 7)
SET = Environments({"login": {"LD_LIBRARY_PATH": Variable(FOLDER + "/:/x", LINE)}})
JIT = {"libnvJitLink.so.12": f"{FOLDER}/libnvJitLink.so.12.2.140"}
DNN = {"libcudnn.so.8": f"{FOLDER}/libcudnn.so.8.2.4"}
PACKAGES = {"nvidia-nvjitlink-cu12": "12.4.127", "nvidia-cudnn-cu12": "8.9.2.26"}
TORCH = Torch(PythonEnv(packages=PACKAGES), "2.4.1+cu124", "12.4")


@pytest.mark.parametrize(
    ("held", "torch", "library"),
    [(JIT, TORCH, "libnvJitLink.so.12"), (DNN, replace(TORCH, version="2.0.1+cu118"), "libcudnn.so.8")],
)
def test_fires(held: dict[str, str], torch: Torch, library: str) -> None:
    [found] = findings(
        library_path_beats_torch, cuda=Cuda(libraries={FOLDER: held}), torches=Torches((torch,)), environments=SET
    )
    assert (found.place, found.args["library"], found.location.line) == (FOLDER, library, 7)


@pytest.mark.parametrize(
    ("held", "torch", "environments"),
    [
        (JIT, replace(TORCH, official=False), SET),
        (JIT, Torch(), SET),
        ({"libnvJitLink.so.12": f"{FOLDER}/libnvJitLink.so.12.4.99"}, TORCH, SET),
        ({"libnvJitLink.so.12": f"{FOLDER}/libnvJitLink.so.12"}, TORCH, SET),
        (DNN, TORCH, SET),
        (JIT, TORCH, Environments({"now": SET.contexts["login"]})),
        (JIT, TORCH, Environments({"login": {"LD_LIBRARY_PATH": Variable("/other", LINE)}})),
        ({}, TORCH, SET),
    ],
)
def test_quiet(held: dict[str, str], torch: Torch, environments: Environments) -> None:
    libraries = {FOLDER: held} if held else {}
    passes(
        library_path_beats_torch, cuda=Cuda(libraries=libraries), torches=Torches((torch,)), environments=environments
    )
