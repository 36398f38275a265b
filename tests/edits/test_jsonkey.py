"""Strict JSON: Docker's daemon.json."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envdoctor import edits
from envdoctor.errors import EditError

KEY = ("data-root",)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '{\n  "data-root": "/v"\n}\n'),
        (" \r\n", '{\r\n  "data-root": "/v"\r\n}\r\n'),
        ("{}", '{"data-root": "/v"}'),
        ("{ }\n", '{ "data-root": "/v" }\n'),
        ("{\n}\n", '{\n  "data-root": "/v"\n}\n'),
        ("  {\r\n  }", '  {\r\n    "data-root": "/v"\r\n  }'),
        ('{"debug":true}', '{"debug":true,"data-root":"/v"}'),
        ('{"debug": true}', '{"debug": true, "data-root": "/v"}'),
        ('{"a":1,  "b":2}', '{"a":1,  "b":2,  "data-root":"/v"}'),
        ('{\n\t"a" : 1\n}', '{\n\t"a" : 1,\n\t"data-root" : "/v"\n}'),
        ('{\r\n    "a": [\r\n  1]\r\n}\r\n', '{\r\n    "a": [\r\n  1],\r\n    "data-root": "/v"\r\n}\r\n'),
        ('{\n  "data-root" :"/old" ,\n "x": "}"}', '{\n  "data-root" :"/v" ,\n "x": "}"}'),
        ('{"data-root":null}', '{"data-root":"/v"}'),
        ('{"data-\\u0072oot":"/a"}', '{"data-\\u0072oot":"/v"}'),
        ('{"x":{"data-root":"/in"}}', '{"x":{"data-root":"/in"},"data-root":"/v"}'),
        ('{"é": 1e999, "n": 1.50}', '{"é": 1e999, "n": 1.50, "data-root": "/v"}'),
    ],
)
def test_put_and_back(before: str, after: str) -> None:
    assert edits.put("jsonkey", before, KEY, "/v") == after
    assert edits.revert(after, edits.entry("jsonkey", before, KEY, "/v")) == before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '{\n  "a": {\n    "b": "/v"\n  }\n}\n'),
        ("{}", '{"a": {"b": "/v"}}'),
        ('{"x":1}', '{"x":1,"a":{"b":"/v"}}'),
        ('{\n  "x": 1\n}', '{\n  "x": 1,\n  "a": {\n    "b": "/v"\n  }\n}'),
        ('{\n\t"a": {\n\t}\n}', '{\n\t"a": {\n\t\t"b": "/v"\n\t}\n}'),
        ('{\n "a": {},\n "x": 1\n}', '{\n "a": {"b": "/v"},\n "x": 1\n}'),
        ('{\n "a": {"y": 1, "b": "/o"}\n}', '{\n "a": {"y": 1, "b": "/v"}\n}'),
    ],
)
def test_nested_and_back(before: str, after: str) -> None:
    assert edits.put("jsonkey", before, ("a", "b"), "/v") == after
    assert edits.revert(after, edits.entry("jsonkey", before, ("a", "b"), "/v")) == before


@pytest.mark.parametrize("text", ['{"data-root":"/v"}', '{"data-root" : "\\u002fv", "x": 1}\n'])
def test_noop(text: str) -> None:
    assert edits.put("jsonkey", text, KEY, "/v") == text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('\ufeff{"a": 1}', "Line 1, column 1: a byte order mark"),
        ('{\n  "a": 1,\n}', "Line (2|3), column"),
        ('{\n  // c\n  "a": 1}', "Line 2, column 3: "),
        ("{'a': 1}", "Line 1, column 2: "),
        ('{"a": 1} x', "Line 1, column 10: expected the end"),
        ("[]", "Line 1, column 1: expected an object"),
        (" null", "Line 1, column 2: expected an object"),
        ('{"a": "NaN", "b": NaN}', "Line 1, column 19: NaN is no number"),
        ('{"a": -Infinity}', "Line 1, column 7: -Infinity is no number"),
        ('{"a": "\t"}', "Line 1, column "),
        ('{"a": 01}', "Line 1, column 8: "),
        ('{"a": "\udcff"}', "not UTF-8"),
        ('{"data-root": 5}', "Line 1, column 15: expected a text"),
        ('{"data-root": {}}', "Line 1, column 15: expected a text"),
        ('{"data-root": "/a",\n "data-root": "/b"}', "Line 2, column 2: data-root stands here a second time"),
        ('{"a": ' + "[" * 20000, "nested too deeply|Line 1, column"),
    ],
)
def test_refused(text: str, says: str) -> None:
    with pytest.raises(EditError, match=says):
        edits.put("jsonkey", text, KEY, "/v")


def test_a_key_below_something_else() -> None:
    with pytest.raises(EditError, match="Line 1, column 7: expected an object"):
        edits.put("jsonkey", '{"a": [1]}', ("a", "b"), "/v")
    with pytest.raises(EditError, match="does not fit"):
        edits.put("jsonkey", "{}", (), "/v")


@pytest.mark.parametrize("value", ["/a b", '/q"\\', "/é漢\U0001f600", "/\x7f"[:1] + "x", "/${HOME}%s", "/</script>"])
def test_quoting(value: str) -> None:
    assert json.loads(edits.put("jsonkey", "", KEY, value)) == {"data-root": value}


@pytest.mark.parametrize(
    ("key", "before", "since", "left"),
    [
        (KEY, "", '{\n  "data-root": "/v",\n  "x": 1\n}\n', '{\n  "x": 1\n}\n'),
        (KEY, "", '{"x": 1, "data-root": "/v"}', '{"x": 1}'),
        (KEY, "{}", '{"x": 1, "data-root": "/v", "y": 2}', '{"x": 1, "y": 2}'),
        (("a", "b"), "", '{"a": {"b": "/v"}, "x": 1}', '{"x": 1}'),
        (("a", "b"), "", '{"a": {"b": "/v", "x": 1}}', '{"a": {"x": 1}}'),
        (("a", "b"), "{}", '{"a": { "b": "/v" }}', "{}"),
        (("a", "b"), '{"a": {}}', '{"a": {"b": "/v"}}', '{"a": {}}'),
        (("a", "b"), '{"a": {"b": "/o"}}', '{"a":{"b":"/v"}}', '{"a":{"b":"/o"}}'),
    ],
)
def test_only_ours_goes(key: tuple[str, ...], before: str, since: str, left: str) -> None:
    assert edits.revert(since, edits.entry("jsonkey", before, key, "/v")) == left


NAMES = st.sampled_from(["a", "b", "data-root", "é"])
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(NAMES, below, max_size=3),
    max_leaves=8,
)


@settings(max_examples=400, deadline=None)
@given(
    tree=st.dictionaries(NAMES, TREES, max_size=3),
    key=st.lists(NAMES, min_size=1, max_size=3).map(tuple),
    indent=st.sampled_from([None, 0, 1, 2, "\t"]),
    separators=st.sampled_from([(",", ":"), (", ", ": "), (" ,", " : "), (",\n", ":\n")]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_any_object_in_any_style(
    tree: dict[str, Any], key: tuple[str, ...], indent: int | str | None, separators: tuple[str, str], end: str
) -> None:
    text = json.dumps(tree, indent=indent, separators=separators, ensure_ascii=False).replace("\n", end)
    try:
        after = edits.put("jsonkey", text, key, "/v")
    except EditError:
        return
    here = wanted = json.loads(text)
    for name in key[:-1]:
        here = here.setdefault(name, {})
    here[key[-1]] = "/v"
    assert json.loads(after) == wanted
    assert list(json.loads(after)) == list(wanted)
    assert edits.put("jsonkey", after, key, "/v") == after
    assert edits.revert(after, edits.entry("jsonkey", text, key, "/v")) == text
