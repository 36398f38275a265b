from __future__ import annotations

import time

import pytest

from envdoctor.syntax.specs.values import walk
from envdoctor.syntax.specs.yaml_ import read


def test_values_and_places() -> None:
    text = "a: 1\nb: \"x\"\nc:\n  - \u00e9\n  - {d: true, e: ~}\nf: 1.5\ng: yes\nh: '2'\n"
    root = read(text).roots[0]
    assert root.plain() == {"a": 1, "b": "x", "c": ["\u00e9", {"d": True, "e": None}], "f": 1.5, "g": "yes", "h": "2"}
    spans = {name: text[field.value.span.start : field.value.span.end] for name, field in root.fields.items()}
    assert spans["b"] == '"x"'
    assert (root.fields["f"].value.span.line, root.fields["f"].value.span.column) == (6, 4)
    assert [text[field.key.start : field.key.end] for field in root.fields.values()] == list("abcfgh")


def test_a_byte_order_mark_and_odd_bytes_move_nothing() -> None:
    text = "\ufeffa: \udcff\r\nb: 2\r\n"
    root = read(text).roots[0]
    b = root.fields["b"]
    assert text[b.key.start : b.key.end] == "b"
    assert (b.value.value, b.value.span.line, b.value.span.column) == (2, 2, 4)


def test_anchors_are_no_part_of_the_value_and_merges_are_laid_below() -> None:
    text = "x: &g\n  a: &n 1\n  b: 2\nq:\n  <<: *g\n  b: 3\nz: *n\n"
    root = read(text).roots[0]
    assert root.plain() == {"x": {"a": 1, "b": 2}, "q": {"a": 1, "b": 3}, "z": 1}
    span = root.fields["x"].value.fields["a"].value.span
    assert text[span.start : span.end] == "1"


def test_documents_before_a_fault_stand() -> None:
    tree = read("a: 1\n---\nb: 2\n---\nc: [\n")
    assert [root.plain() for root in tree.roots] == [{"a": 1}, {"b": 2}]
    assert tree.flaws[0].kind == "yaml"
    assert tree.flaws[0].span.line >= 5


def test_a_key_that_stands_twice() -> None:
    [flaw] = read("a: 1\na: 2\n").flaws
    assert (flaw.kind, flaw.fatal, flaw.span.line) == ("repeated-key", False, 2)


def test_aliases_never_grow() -> None:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    lines += [f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]" for n in range(20)]
    began = time.process_time()
    root = read("\n".join(lines)).roots[0]
    assert root.plain() is not None
    assert len(list(walk(root))) <= 20_000
    assert time.process_time() - began < 1


@pytest.mark.parametrize("text", ["&a [*a, *a]\n", "a: &x {b: *x}\n"])
def test_what_holds_itself_ends(text: str) -> None:
    assert read(text).roots[0].plain() in ([None, None], {"a": {"b": None}})


JUNK = [
    "- " * 500_000,
    "? " * 500_000,
    ": " * 500_000,
    "[1," * 300_000,
    "{? " * 300_000,
    "!a " * 100_000,
    "".join(" " * n + "a:\n" for n in range(1900)),
    "".join(" " * n + "-\n" for n in range(1900)),
    "\x00",
    "a: \x01\n",
    "%YAML 9.9\n---\n",
    "\t- a",
    "x" * 2_000_001,
]


@pytest.mark.parametrize("text", JUNK, ids=range(len(JUNK)))
def test_junk_ends_soon(text: str) -> None:
    began = time.process_time()
    read(text)
    assert time.process_time() - began < 2
