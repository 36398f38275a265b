from __future__ import annotations

import pytest

from envdoctor.syntax.specs.images import Image, image_of


@pytest.mark.parametrize(
    ("text", "image"),
    [
        ("ubuntu", Image("ubuntu")),
        ("reg:5000/a/b:1", Image("reg:5000/a/b", "1")),
        ("reg:5000/a/b", Image("reg:5000/a/b")),
        ("a@sha256:0", Image("a", "", "sha256:0")),
        ("$IMG", None),
        ("{{ x }}", None),
        ("a:${TAG}", None),
        ("<image>", None),
        ("", None),
    ],
)
def test_parts(text: str, image: Image | None) -> None:
    assert image_of(text) == image


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("nvidia/cuda:12.4.1-base-ubuntu22.04", (12, 4)),
        ("pytorch/pytorch:2.3.0-cuda12.1-cudnn8-runtime", (12, 1)),
        ("x/y:2.1-cu118", (11, 8)),
        ("x/y:cu121-py310", (12, 1)),
        ("nvcr.io/nvidia/cuda:11.0-base", (11, 0)),
        ("nvcr.io/nvidia/pytorch:24.03-py3", None),
        ("ubuntu:22.04", None),
        ("x/y:custom", None),
        ("x/y:focus123", None),
    ],
)
def test_cuda(text: str, version: tuple[int, int] | None) -> None:
    image = image_of(text)
    assert image is not None
    assert image.cuda_version == version


@pytest.mark.parametrize(
    "text", ["pytorch/pytorch:2", "nvcr.io/nvidia/pytorch:24.03-py3", "me/pytorch-train:1", "torch"]
)
def test_torch(text: str) -> None:
    image = image_of(text)
    assert image is not None
    assert image.torch


@pytest.mark.parametrize("text", ["nginx", "torchserve/x", "me/flashlight"])
def test_no_torch(text: str) -> None:
    image = image_of(text)
    assert image is not None
    assert not image.torch
