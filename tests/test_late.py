"""Expressions that are compiled at their first use."""

from __future__ import annotations

import re

import pytest

from envdoctor.late import Late, pattern


def test_a_pattern_does_what_the_compiled_one_does() -> None:
    late, made = pattern(r"(a+)(b)?", re.I), re.compile(r"(a+)(b)?", re.I)
    for method in ("search", "match", "fullmatch"):
        ours, theirs = getattr(late, method)("AAb"), getattr(made, method)("AAb")
        assert ours.span() == theirs.span()
    assert late.findall("ab aab") == made.findall("ab aab")
    assert late.sub("-", "xaby") == "x-y"
    assert (late.pattern, late.flags) == (made.pattern, made.flags)


def test_nothing_is_compiled_before() -> None:
    broken = pattern(r"(")
    with pytest.raises(re.error):
        broken.search("a")


def test_no_attribute_of_other_things() -> None:
    with pytest.raises(AttributeError):
        pattern("a").nothing  # type: ignore[attr-defined]  # noqa: B018 - asked for


def test_late_fetches_once() -> None:
    late = Late("envdoctor.late", "Late")
    assert late.load() is Late
    assert late.load() is Late
