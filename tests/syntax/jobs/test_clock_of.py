from __future__ import annotations

import pytest

from envdoctor.syntax.jobs.values import clock_of


@pytest.mark.parametrize(
    ("value", "clock"),
    [
        ("48h", "48:00:00"),
        ("2d", "48:00:00"),
        ("3 hours", "3:00:00"),
        ("90min", "1:30:00"),
        ("30s", "0:00:30"),
        ("2-00:00:00", "48:00:00"),
        ("1-02:03:04", "26:03:04"),
        ("0h", ""),
        ("48", ""),
        ("soon", ""),
        ("1:00:00:00", ""),
        ("9999999999h", ""),
    ],
)
def test_the_time_that_is_meant(value: str, clock: str) -> None:
    assert clock_of(value) == clock
