from __future__ import annotations

import pytest

from envdoctor.catalogue.gpus import build_of, capability, driver_runs, fitting, oldest_driver, runs, version


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("NVIDIA A100-SXM4-80GB", (8, 0)), ("NVIDIA A100 80GB PCIe MIG 1g.10gb", (8, 0)), ("NVIDIA A10", (8, 6)),
        ("NVIDIA A10G", (8, 6)), ("NVIDIA A30", (8, 0)), ("NVIDIA A40", (8, 6)), ("NVIDIA RTX A6000", (8, 6)),
        ("NVIDIA GeForce RTX 3090 Ti", (8, 6)), ("NVIDIA GeForce RTX 4090", (8, 9)), ("NVIDIA L4", (8, 9)),
        ("NVIDIA L40S", (8, 9)), ("NVIDIA RTX 6000 Ada Generation", (8, 9)), ("NVIDIA H100 80GB HBM3", (9, 0)),
        ("NVIDIA H800", (9, 0)), ("NVIDIA H20", (9, 0)), ("NVIDIA GH200 480GB", (9, 0)), ("NVIDIA B200", (10, 0)),
        ("NVIDIA GB200", (10, 0)), ("NVIDIA B300 SXM6 AC", (10, 3)), ("NVIDIA GeForce RTX 5090", (12, 0)),
        ("NVIDIA RTX PRO 6000 Blackwell Workstation Edition", (12, 0)), ("Tesla V100-SXM2-32GB", (7, 0)),
        ("Tesla T4", (7, 5)), ("NVIDIA TITAN RTX", (7, 5)), ("NVIDIA TITAN V", (7, 0)), ("Quadro RTX 8000", (7, 5)),
        ("GeForce GTX 1080 Ti", (6, 1)), ("NVIDIA GeForce GTX 1660 SUPER", (7, 5)), ("Tesla P40", (6, 1)),
        ("Tesla P100-PCIE-16GB", (6, 0)), ("TITAN Xp", (6, 1)), ("TITAN X (Pascal)", (6, 1)), ("Tesla K80", (3, 7)),
        ("GeForce GTX TITAN X", (5, 2)), ("Tesla M40", (5, 2)), ("NVIDIA Z900", None), ("", None),
    ],
)  # fmt: skip
def test_a_card_is_known_by_its_name(name: str, found: tuple[int, int] | None) -> None:
    assert capability(name) == found


@pytest.mark.parametrize(
    ("torch", "cuda", "card", "works"),
    [
        ("1.7.1", "10.2", (8, 0), False),
        ("1.10.0+cu102", "10.2", (7, 5), True),
        ("1.13.1+cu117", "11.7", (9, 0), False),
        ("1.13.1+cu117", "11.7", (8, 9), True),
        ("2.4.1+cu121", "12.1", (9, 0), True),
        ("2.4.1+cu121", "12.1", (12, 0), False),
        ("2.4.1+cu121", "12.1", (6, 1), True),
        ("2.7.0+cu128", "12.8", (7, 0), False),
        ("2.8.0+cu128", "12.8", (7, 0), True),
        ("2.8.0+cu128", "12.8", (6, 1), False),
        ("2.7.0+cu128", "12.8", (10, 3), True),
        ("2.15.0+cu132", "13.2", (12, 1), True),
        ("2.15.0+cu132", "13.2", (13, 0), True),
        ("2.15.0+cu132", "13.2", (7, 0), False),
        ("2.4.1+cu121", "12.1", (3, 7), None),
    ],
)
def test_what_a_build_runs_on(torch: str, cuda: str, card: tuple[int, int], works: bool | None) -> None:
    build = build_of(torch, cuda)
    assert build is not None
    assert runs(build, card) is works


@pytest.mark.parametrize(("torch", "cuda"), [("2.4.1", "12.3"), ("1.6.0", "10.2"), ("2.6.0", "12.8"), ("2.4", "")])
def test_an_unknown_build_is_no_build(torch: str, cuda: str) -> None:
    assert build_of(torch, cuda) is None


def test_drivers() -> None:
    assert driver_runs("535.129.03", "12.8") is True
    assert driver_runs("470.57.02", "12.1") is False
    assert driver_runs("470.57.02", "11.8") is True
    assert driver_runs("580.65.06", "13.2") is True
    assert driver_runs("", "12.1") is None
    assert driver_runs("535.1", "10.2") is None
    assert (oldest_driver("11.8"), oldest_driver("13.0"), oldest_driver("10.2")) == ("450.80.02", "580.65.06", "")


@pytest.mark.parametrize(
    ("cards", "driver", "cuda"),
    [
        (((7, 0),), "535.129.03", (12, 9)),
        (((8, 6),), "470.57.02", (11, 8)),
        (((6, 1), (9, 0)), "580.65.06", (12, 6)),
        (((12, 0),), "580.65.06", (13, 2)),
    ],
)
def test_the_newest_build_that_fits(cards: tuple[tuple[int, int], ...], driver: str, cuda: tuple[int, int]) -> None:
    build = fitting(cards, driver)
    assert build is not None
    assert build.cuda == cuda


def test_no_build_fits_what_no_build_has() -> None:
    assert fitting(((6, 1), (12, 0)), "580.65.06") is None
    assert fitting(((8, 0),), "390.1") is None


def test_versions() -> None:
    assert version("2.15.0+cu132") == (2, 15, 0)
    assert version("x") == ()
