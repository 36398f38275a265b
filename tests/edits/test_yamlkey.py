"""A text at the top level of a YAML file: .yarnrc.yml."""

from __future__ import annotations

import pytest

from envdoctor import edits
from envdoctor.errors import EditError

KEY = ("globalFolder",)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "globalFolder: /v\n"),
        ("# c", "# c\nglobalFolder: /v"),
        ("a: 1\r\n", "a: 1\r\nglobalFolder: /v\r\n"),
        ("\ufeffa: 1\n", "\ufeffa: 1\nglobalFolder: /v\n"),
        ("---\na: 1\n...\n", "---\nglobalFolder: /v\na: 1\n...\n"),
        ("a: |\n  text\n", "a: |\n  text\nglobalFolder: /v\n"),
        (" a: 1\n b: 2", " a: 1\n b: 2\n globalFolder: /v"),
        ("globalFolder: /old # c\na: 1\n", "globalFolder: /v # c\na: 1\n"),
        ("globalFolder:\na: 1\n", "globalFolder: /v\na: 1\n"),
        ("globalFolder: # c\n", "globalFolder: /v # c\n"),
        ("globalFolder: ~\n", "globalFolder: /v\n"),
        ("globalFolder: 5\n", "globalFolder: /v\n"),
        ("globalFolder:\n  /a\n", "globalFolder:\n  /v\n"),
        ("'globalFolder': \"/a\\\\b\"\n", "'globalFolder': /v\n"),
        ("globalFolder: &x /a\nb: 1\n", "globalFolder: /v\nb: 1\n"),
        ("{globalFolder: /a, b: 1}\n", "{globalFolder: /v, b: 1}\n"),
        ("globalFolder: |\n  /a\n\nb: 1\n", "globalFolder: /v\n\nb: 1\n"),
        ("npmScopes:\n  a:\n    globalFolder: /in\n", "npmScopes:\n  a:\n    globalFolder: /in\nglobalFolder: /v\n"),
    ],
)
def test_put_and_back(before: str, after: str) -> None:
    assert edits.put("yamlkey", before, KEY, "/v") == after
    assert edits.revert(after, edits.entry("yamlkey", before, KEY, "/v")) == before


@pytest.mark.parametrize("text", ["globalFolder: /v", "globalFolder: '/v' # c\n", "globalFolder: |-\n  /v\n"])
def test_noop(text: str) -> None:
    assert edits.put("yamlkey", text, KEY, "/v") == text


@pytest.mark.parametrize(
    ("text", "value"),
    [("", None), ("globalFolder:\n", None), ("globalFolder: 5\n", "5"), ("globalFolder: ~\n", "~"), ("a: 1", None)],
)
def test_get(text: str, value: str | None) -> None:
    assert edits.get("yamlkey", text, KEY) == value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("globalFolder: [/a]\n", "Line 1: expected globalFolder: /a/path"),
        ("a: 1\nglobalFolder:\n  b: 1\n", "Line 3: expected globalFolder: /a/path"),
        ("a: 1\n\tb: 2\n", "Line 2 is not valid YAML for yarn"),
        ("a: 1\na: 2\n", "Line 2 is not valid YAML for yarn"),
        ("a: 1\n---\nb: 2\n", "is not valid YAML for yarn"),
        ("- a\n", "Line 1: expected settings"),
        ("a: '\udcff'\n", "is not valid YAML for yarn"),
        ("a: &x /a\nglobalFolder: *x\n", "without changing something else"),
        ("{a: 1}\n", "Line 1: expected settings"),
        ("# yarn lockfile v1\nglobalFolder: /a\n", "old lockfile"),
        ("x: " + "[" * 2000, "more than 1000 brackets"),
    ],
)
def test_refused(text: str, says: str) -> None:
    with pytest.raises(EditError, match=says):
        edits.put("yamlkey", text, KEY, "/v")


@pytest.mark.parametrize("value", ["/a b", "/it's", '/q"', "/b\\", "/#x", "/a #x", "/a: b", "/$X", "/é漢", "/ ", "/%"])
def test_quoting(value: str) -> None:
    assert edits.get("yamlkey", edits.put("yamlkey", "", KEY, value), KEY) == value


def test_yarn_would_replace_variables() -> None:
    with pytest.raises(EditError, match="would replace"):
        edits.put("yamlkey", "", KEY, "/${HOME}")


def test_only_ours_goes() -> None:
    entry = edits.entry("yamlkey", "", KEY, "/v")
    assert edits.revert("a: 1\nglobalFolder: '/v'\nb: 2\n", entry) == "a: 1\nb: 2\n"
    old = edits.entry("yamlkey", "globalFolder: '/o'\n", KEY, "/v")
    assert edits.revert("globalFolder: /v # new\nb: 2\n", old) == "globalFolder: '/o' # new\nb: 2\n"
