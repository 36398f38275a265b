from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from typing import Any

import psutil
import pytest

from envdoctor.parts import processes, spread

HERE = os.getpid()


def run(items: Sequence[Any], count: int, work: Any) -> tuple[list[Any], int]:
    taken: list[Any] = []
    lost = spread(items, count, work, taken.append)
    return taken, lost


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_results_come_in_the_order_of_the_items(count: int) -> None:
    taken, lost = run(range(101), count, lambda stretch: [number * 2 for number in stretch])
    assert [number for some in taken for number in some] == [number * 2 for number in range(101)]
    assert (len(taken), lost) == (count, 0)


def test_other_processes_do_the_other_stretches() -> None:
    taken, _lost = run(range(30), 3, lambda _stretch: os.getpid())
    assert taken[0] == HERE
    assert len({*taken}) == 3


def test_what_is_large_comes_through() -> None:
    taken, lost = run(range(2), 2, lambda stretch: "x" * 5_000_000 + str(stretch[0]))
    assert ([text[-1] for text in taken], len(taken[1]), lost) == (["0", "1"], 5_000_001, 0)


def die(how: Any) -> Any:
    def work(stretch: Sequence[int]) -> list[int]:
        if os.getpid() != HERE and 5 in stretch:
            how()
        return list(stretch)

    return work


@pytest.mark.parametrize(
    "how",
    [
        lambda: os.kill(os.getpid(), signal.SIGKILL),
        lambda: os._exit(0),
        lambda: 1 // 0,
        lambda: [].pop(),
    ],
)
def test_a_process_that_dies_loses_nothing(how: Any, capfd: pytest.CaptureFixture[str]) -> None:
    taken, lost = run(range(6), 2, die(how))
    assert (taken, lost) == ([[0, 1, 2], [3, 4, 5]], 1)
    assert capfd.readouterr() == ("", "")


def test_what_cannot_be_sent_is_done_here() -> None:
    taken, lost = run(range(2), 2, lambda stretch: lambda: stretch[0])
    assert ([one() for one in taken], lost) == ([0, 1], 1)


def test_no_process_is_left_when_something_breaks_here() -> None:
    def work(_stretch: Sequence[int]) -> None:
        if os.getpid() != HERE:
            signal.pause()
        raise ZeroDivisionError

    before = set(psutil.Process().children())  # other tests of this process may have left helpers of their own
    with pytest.raises(ZeroDivisionError):
        run(range(9), 3, work)
    assert set(psutil.Process().children()) <= before


def test_few_files_are_not_worth_a_process() -> None:
    assert processes(200) == 1
    assert 1 <= processes(100_000) <= min(4, len(os.sched_getaffinity(0)))
