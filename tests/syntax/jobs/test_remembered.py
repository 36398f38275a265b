"""Answers are kept, and never given for another question."""

from __future__ import annotations

from envdoctor.syntax.jobs.remembered import _MOST, remembered, remembered_texts


class Thing:
    pass


def test_the_same_object_is_asked_about_once() -> None:
    asked: list[Thing] = []

    @remembered
    def number(thing: Thing) -> int:
        asked.append(thing)
        return len(asked)

    first, second = Thing(), Thing()
    assert [number(first), number(second), number(first), number(second)] == [1, 2, 1, 2]


def test_a_new_object_in_the_place_of_a_dead_one_is_another() -> None:
    @remembered
    def text(value: list[int]) -> str:
        return repr(value)

    for number in range(4 * _MOST):
        assert text([number]) == f"[{number}]"


def test_texts() -> None:
    asked: list[tuple[str, int]] = []

    @remembered_texts
    def doubled(text: str, times: int) -> str:
        asked.append((text, times))
        return text * times

    assert [doubled("a", 2), doubled("a", 3), doubled("a", 2)] == ["aa", "aaa", "aa"]
    assert asked == [("a", 2), ("a", 3)]
    big = "x" * (1 << 22)
    for number in range(3):
        assert doubled(big + str(number), 1).endswith(str(number))
