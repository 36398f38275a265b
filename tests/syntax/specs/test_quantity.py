from __future__ import annotations

from fractions import Fraction

import pytest

from envdoctor.syntax.specs.quantity import amount, meant, valid


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("500m", Fraction(1, 2)),
        ("5.", 5),
        (".5", Fraction(1, 2)),
        ("1Ki", 1024),
        ("1k", 1000),
        ("16Gi", 16 * 1024**3),
        ("1e3", 1000),
        ("1E3", 1000),
        ("1E", 10**18),
        ("+1.5Gi", Fraction(3, 2) * 1024**3),
        ("-1", -1),
    ],
)
def test_amounts(text: str, value: Fraction) -> None:
    assert valid(text)
    assert amount(text) == value


@pytest.mark.parametrize("text", ["16gb", "16GB", "16g", "1K", "16 Gi", "4 cores", "1e", "1.5.2", "", ".", "Gi", "1ki"])
def test_no_amounts(text: str) -> None:
    assert not valid(text)
    assert amount(text) is None


@pytest.mark.parametrize(
    ("text", "other"),
    [("16gb", "16Gi"), ("16 GB", "16Gi"), ("1.5g", "1.5Gi"), ("1K", "1Ki"), ("512MiB", "512Mi"), ("4 cores", "")],
)
def test_meant(text: str, other: str) -> None:
    assert meant(text) == other


def test_absurd_ones_end() -> None:
    assert amount("1e999999999") is None
    assert valid("1e999999999")
    assert valid("9" * 100_000)
