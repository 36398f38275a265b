from __future__ import annotations

import json
import math
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envdoctor.syntax.specs.json_ import KINDS, MOST_FLAWS, read

PIECES = [
    "{", "}", "[", "]", ",", ":", '"a"', '"b"', "1", "-1.5e3", "true", "null", "NaN", " ", "\n", '"x\\n"', '"\\q"',
    "01", "//", "#", "\t", '"', "\ufeff",
]  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda below: st.lists(below) | st.dictionaries(st.text(), below),
)

FLAWED = [
    ('{"a":1,}', "trailing-comma", 7, {"a": 1}),
    ('{"a":[1,2,]}', "trailing-comma", 10, {"a": [1, 2]}),
    ('{"a":1 "b":2}', "missing-comma", 6, {"a": 1, "b": 2}),
    ('{"a":{"b":1}"c":2}', "missing-comma", 12, {"a": {"b": 1}, "c": 2}),
    ('{"a":1,,"b":2}', "extra-comma", 8, {"a": 1, "b": 2}),
    ('{"a" 1}', "missing-colon", 2, {"a": 1}),
    ('{"a":}', "missing-value", 2, {"a": None}),
    ('{"a":1 // x\n}', "comment", 8, {"a": 1}),
    ('# x\n{"a":1}', "comment", 1, {"a": 1}),
    ('{"a":1 /* x */}', "comment", 8, {"a": 1}),
    ("{'a':1}", "single-quotes", 2, {"a": 1}),
    ('{"a":\u201cx\u201d}', "single-quotes", 6, {"a": "x"}),
    ("{a:1}", "unquoted", 2, {"a": 1}),
    ('{"a":True}', "python-word", 6, {"a": True}),
    ('{"a":None}', "python-word", 6, {"a": None}),
    ('{"a":"\\d"}', "bad-escape", 7, {"a": "\\d"}),
    ('{"a":"x\ty"}', "control-character", 8, {"a": "x\ty"}),
    ('{"a":"x\n}', "unclosed-string", 6, {"a": "x"}),
    ('{"a":1', "unclosed", 1, {"a": 1}),
    ('{"a":1]', "wrong-bracket", 7, {"a": 1}),
    ('{"a":1}}', "after-end", 8, {"a": 1}),
    ("\ufeff{}", "byte-order-mark", 1, {}),
    ("", "empty", 1, None),
    ('{"a":01}', "bad-number", 6, {"a": "01"}),
    ('{"a": 1\u00a0}', "unexpected", 8, {"a": 1}),
]


@pytest.mark.parametrize(("text", "kind", "column", "value"), FLAWED)
def test_says_where_and_reads_on(text: str, kind: str, column: int, value: object) -> None:
    tree = read(text)
    first = tree.flaws[0]
    assert (first.kind, first.span.column) == (kind, column)
    assert (tree.roots[0].plain() if tree.roots else None) == value
    with pytest.raises(ValueError):
        json.loads(text)


def test_kinds_are_listed() -> None:
    assert {kind for _text, kind, _column, _value in FLAWED} <= set(KINDS)


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_refuses_what_python_refuses(text: str) -> None:
    tree = read(text)
    fatal = [flaw for flaw in tree.flaws if flaw.fatal]
    if tree.fragment:
        return
    try:
        value = json.loads(text)
    except ValueError:
        assert fatal, text
    else:
        assert not fatal, (text, fatal)
        assert repr(tree.roots[0].plain()) == repr(value)


@settings(max_examples=300, deadline=None)
@given(VALUES, st.sampled_from([None, 1, 2]), st.booleans())
def test_reads_what_python_writes(value: object, indent: int | None, plain: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=plain)
    tree = read(text)
    assert not tree.flaws
    assert repr(tree.roots[0].plain()) == repr(json.loads(text))


def test_places() -> None:
    text = '{\n  "a": {"b": "x y",\n "c": [true]}}'
    root = read(text).roots[0]
    b, c = root.get("a.b"), root.get("a.c")
    assert b is not None
    assert c is not None
    assert (b.span.line, b.span.column, b.span.end_column, text[b.span.start : b.span.end]) == (2, 14, 19, '"x y"')
    assert (c.span.line, c.span.column, text[c.span.start : c.end]) == (3, 7, "[true]")
    assert root.fields["a"].key.line == 2
    assert root.text("a.b") == "x y"
    assert root.get("a.nothing.at") is None


def test_a_fragment_without_braces() -> None:
    tree = read('"machine": {"a": 1},\n"resources": {"b": [1]},\n')
    assert tree.fragment
    assert tree.flaws == ()
    assert tree.roots[0].plain() == {"machine": {"a": 1}, "resources": {"b": [1]}}


def test_a_key_that_stands_twice_is_no_fault_of_python() -> None:
    tree = read('{"a": 1, "a": 2}')
    assert [(flaw.kind, flaw.fatal, flaw.span.column) for flaw in tree.flaws] == [("repeated-key", False, 10)]
    assert tree.roots[0].plain() == {"a": 2}


def test_words_that_python_takes() -> None:
    value = read("[NaN, Infinity, -Infinity]").roots[0].plain()
    assert math.isnan(value[0])
    assert value[1:] == [math.inf, -math.inf]


JUNK = [
    "{" * 1_000_000,
    '"' * 1_000_000,
    "\\" * 1_000_000,
    "[1," * 300_000,
    "/*" * 500_000,
    "'" * 999_999,
    " " * 1_000_000,
    "1" * 1_000_000,
    "a" * 2_000_001,
    "".join(random.Random(7).choices('{}[]",: \n\\a1', k=1_000_000)),
]


@pytest.mark.parametrize("text", JUNK, ids=range(len(JUNK)))
def test_junk_ends_soon(text: str) -> None:
    began = time.process_time()
    assert len(read(text).flaws) <= MOST_FLAWS
    assert time.process_time() - began < 1
