"""The light ``dataclass`` means what the standard library's means: both are made of the same classes and compared."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from envdoctor import light


def both(**flags: bool) -> tuple[type[Any], type[Any]]:
    """One class, made by either decorator."""

    def declared(decorate: Callable[..., Any], field: Callable[..., Any]) -> type[Any]:
        class Value:
            first: int
            second: str = "b"
            third: list[int] = field(default_factory=list)
            last: int = field(init=False, default=7)

        made: type[Any] = decorate(**flags)(Value)
        return made

    return declared(light.dataclass, light.field), declared(dataclasses.dataclass, dataclasses.field)


@light.dataclass(frozen=True, slots=True)
class Point:
    """At the top of a module, as pickle wants it."""

    x: int
    y: int = 0


CALLS: tuple[tuple[tuple[Any, ...], dict[str, Any]], ...] = (
    ((1,), {}),
    ((1, "x"), {}),
    ((1,), {"third": [3]}),
    ((), {"first": 2, "second": "y"}),
    ((1, "x", [4]), {}),
)
WRONG: tuple[tuple[tuple[Any, ...], dict[str, Any]], ...] = (
    ((), {}),
    ((1, "x", [], 5), {}),
    ((1,), {"fourth": 1}),
    ((1,), {"first": 2}),
    ((1,), {"last": 2}),
)
FLAGS: tuple[dict[str, bool], ...] = (
    {"frozen": True, "slots": True},
    {"slots": True},
    {"frozen": True},
    {},
    {"slots": True, "eq": False},
)
each_kind = pytest.mark.parametrize("flags", FLAGS, ids=str)


@each_kind
@pytest.mark.parametrize("call", CALLS, ids=str)
def test_fields_and_text(flags: dict[str, bool], call: tuple[tuple[Any, ...], dict[str, Any]]) -> None:
    ours, theirs = (made(*call[0], **call[1]) for made in both(**flags))
    for name in ("first", "second", "third", "last"):
        assert getattr(ours, name) == getattr(theirs, name)
    assert repr(ours) == repr(theirs)
    assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
    assert [one.name for one in dataclasses.fields(ours)] == [one.name for one in dataclasses.fields(theirs)]
    assert dataclasses.is_dataclass(ours)


@each_kind
@pytest.mark.parametrize("call", WRONG, ids=str)
def test_wrong_calls(flags: dict[str, bool], call: tuple[tuple[Any, ...], dict[str, Any]]) -> None:
    for made in both(**flags):
        with pytest.raises(TypeError):
            made(*call[0], **call[1])


@each_kind
def test_equality_and_hash(flags: dict[str, bool]) -> None:
    ours, theirs = both(**flags)
    for made in (ours, theirs):
        assert (made(1) == made(1)) is flags.get("eq", True)
        assert made(1) != made(2)
        assert made(1) != (1, "b", [], 7)
    assert (ours.__hash__ is None) is (theirs.__hash__ is None)


@each_kind
def test_what_is_frozen_and_slotted(flags: dict[str, bool]) -> None:
    for made in both(**flags):
        value = made(1)
        if flags.get("frozen"):
            with pytest.raises(dataclasses.FrozenInstanceError):
                value.first = 2
            with pytest.raises(dataclasses.FrozenInstanceError):
                del value.first
        else:
            value.first = 2
            assert value.first == 2
        assert hasattr(value, "__dict__") is not flags.get("slots", False)


@each_kind
@pytest.mark.parametrize("replace", [light.replace, dataclasses.replace])
def test_replace_and_copies(flags: dict[str, bool], replace: Callable[..., Any]) -> None:
    value = both(**flags)[0](1, third=[3])
    changed = replace(value, second="z")
    assert (changed.first, changed.second, changed.third, changed.last) == (1, "z", [3], 7)
    assert copy.copy(value).third is value.third
    assert copy.deepcopy(value).third is not value.third


def test_pickle_and_hash_of_a_frozen_value() -> None:
    assert pickle.loads(pickle.dumps(Point(1, 2))) == Point(1, 2)
    assert {Point(1): "a"}[Point(1)] == "a"
    match Point(3, 4):
        case Point(x, y):
            assert (x, y) == (3, 4)


def test_own_methods_are_kept() -> None:
    @light.dataclass(frozen=True, slots=True)
    class Odd:
        value: int

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Odd) and self.value % 2 == other.value % 2

        def __repr__(self) -> str:
            return "odd"

    assert Odd(1) == Odd(3)
    assert repr(Odd(1)) == "odd"


def test_what_it_is_not_for() -> None:
    with pytest.raises(TypeError, match="bases"):

        @light.dataclass(slots=True)
        class Below(Point):  # type: ignore[misc]
            z: int = 0

    with pytest.raises(ValueError, match="default_factory"):

        @light.dataclass(slots=True)
        class Shared:
            values: list[int] = []
