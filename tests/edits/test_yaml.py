"""The conda settings file."""

from __future__ import annotations

import warnings

import pytest

from envdoctor import edits
from envdoctor.errors import EditError

KEY = ("envs_dirs",)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "envs_dirs:\n  - /v\n"),
        ("---\n", "---\nenvs_dirs:\n  - /v\n"),
        ("# c", "# c\nenvs_dirs:\n  - /v"),
        ("a: 1\r\n", "a: 1\r\nenvs_dirs:\r\n  - /v\r\n"),
        ("\ufeffa: 1\n", "\ufeffa: 1\nenvs_dirs:\n  - /v\n"),
        ("  a: 1\n", "  a: 1\n  envs_dirs:\n    - /v\n"),
        ("---\na: 1\n...\n", "---\nenvs_dirs:\n  - /v\na: 1\n...\n"),
        ("a: |\n  x", "envs_dirs:\n  - /v\na: |\n  x"),
        ("a: |+\n  x\n\n", "a: |+\n  x\n\nenvs_dirs:\n  - /v\n"),
        ("envs_dirs:\n- /a\n", "envs_dirs:\n- /v\n- /a\n"),
        ("envs_dirs: #!final\n  # c\n    -   '/a' # d\n", "envs_dirs: #!final\n  # c\n    - /v\n    -   '/a' # d\n"),
        ("envs_dirs: &x\n  -\n    /a\nb: 1", "envs_dirs: &x\n  - /v\n  -\n    /a\nb: 1"),
        ("envs_dirs: [/a,\n  /b] # c\n", "envs_dirs: [/v, /a,\n  /b] # c\n"),
        ("envs_dirs: [ ]", "envs_dirs: [/v ]"),
        ("envs_dirs:\na: 1\n", "envs_dirs: [/v]\na: 1\n"),
        ("envs_dirs:   # c\r\n", "envs_dirs: [/v]   # c\r\n"),
        ("envs_dirs: null #!final\n", "envs_dirs: [/v] #!final\n"),
        ("envs_dirs: ~", "envs_dirs: [/v]"),
        ("{envs_dirs: [/a], b: 1}\n", "{envs_dirs: [/v, /a], b: 1}\n"),
        ("a: &s [1]\nb: &s [2]\n", "a: &s [1]\nb: &s [2]\nenvs_dirs:\n  - /v\n"),
        (f"long: {'x ' * 200}\n'q': \"z\"\n", f"long: {'x ' * 200}\n'q': \"z\"\nenvs_dirs:\n  - /v\n"),
    ],
)
def test_put_and_back(before: str, after: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert edits.put("yaml", before, KEY, "/v") == after
        assert edits.revert(after, edits.entry("yaml", before, KEY, "/v")) == before


@pytest.mark.parametrize("text", ["envs_dirs: [/v, /a]", "envs_dirs:\n- '/v'\n- /a\n"])
def test_noop(text: str) -> None:
    assert edits.put("yaml", text, KEY, "/v") == text
    assert edits.get("yaml", text, KEY) == ("/v", "/a")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("envs_dirs: /a\n", "Line 1: envs_dirs must be a list"),
        ("a: 1\nenvs_dirs: {x: 1}\n", "Line 2: envs_dirs must be a list"),
        ("envs_dirs: [/a, /v]\n", "not first"),
        ("a: 1\nenvs_dirs: []\nenvs_dirs: []\n", "Line 3 is not valid YAML"),
        ("a: 1\n---\nb: 1\n", "Line 2 is not valid YAML"),
        ("a:\n\t- b\n", "Line 2 is not valid YAML"),
        ("a: [1\n", "is not valid YAML"),
        ("a: '\udcff'\n", "is not valid YAML"),
        ("a: !unknown x\n", "Line 1 is not valid YAML"),
        ("- a\n", "Line 1: expected settings"),
        ("a: &x [/a]\nenvs_dirs: *x\n", "without changing something else"),
        ("b: &x {envs_dirs: [/m]}\n<<: *x\n", "without changing something else"),
        ("{a: 1}\n", "lines of their own"),
        ("a: 1\r- b\n", "lone carriage return"),
    ],
)
def test_refused(text: str, says: str) -> None:
    with pytest.raises(EditError, match=says):
        edits.put("yaml", text, KEY, "/v")


@pytest.mark.parametrize("value", ["/a$HOME", "/a${X}"])
def test_conda_would_expand_it(value: str) -> None:
    with pytest.raises(EditError, match="expand"):
        edits.put("yaml", "", KEY, value)


@pytest.mark.parametrize(
    ("before", "theirs", "left"),
    [
        ("", "envs_dirs:\n  - /v\n  - /mine\n", "envs_dirs:\n  - /mine\n"),
        ("", "envs_dirs: [/mine, /v]\n", "envs_dirs: [/mine]\n"),
        ("", "envs_dirs: [/v,/mine]\n", "envs_dirs: [/mine]\n"),
        ("", "x: 1\nenvs_dirs:\n  - /v # c\ny: 2\n", "x: 1\ny: 2\n"),
        ("", "envs_dirs: [/v]\n", ""),
        ("envs_dirs: [/a]\n", "envs_dirs: [/v]\n", "envs_dirs: []\n"),
        ("envs_dirs: ~\n", "envs_dirs: [/v, /b]\n", "envs_dirs: [/b]\n"),
        ("envs_dirs:\n- /a\n", "envs_dirs:\n- /b\n- /v\n- /a\n", "envs_dirs:\n- /b\n- /a\n"),
    ],
)
def test_only_ours_goes_where_the_user_went_on(before: str, theirs: str, left: str) -> None:
    assert edits.revert(theirs, edits.entry("yaml", before, KEY, "/v")) == left


def test_aliases_that_multiply_are_looked_at_once() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 20))
    assert edits.put("yaml", bomb, KEY, "/v") == bomb + "envs_dirs:\n  - /v\n"


def test_two_lists_of_one_file() -> None:
    one = edits.put("yaml", "", KEY, "/e")
    both = edits.put("yaml", one, ("pkgs_dirs",), "/p")
    entries = edits.entry("yaml", "", KEY, "/e"), edits.entry("yaml", one, ("pkgs_dirs",), "/p")
    assert both == "envs_dirs:\n  - /e\npkgs_dirs:\n  - /p\n"
    assert edits.revert(edits.revert(both, entries[0]), entries[1]) == ""
    assert edits.revert(edits.revert(both, entries[1]), entries[0]) == ""


@pytest.mark.parametrize(
    "text",
    [
        "".join(f'"k{n}":\n  a 1\n' for n in range(4000)),
        "a:\n" + "- x\n" * 15_000,
        "a: [" + "x," * 20_000 + "x]\n",
        "a:\n " + "- " * 25_000 + "x\n",
    ],
)
@pytest.mark.parametrize(("kind", "key"), [("yaml", KEY), ("yamlkey", ("cacheFolder",))])
def test_too_many_settings_are_refused(kind: str, key: tuple[str, ...], text: str) -> None:
    with pytest.raises(EditError, match="more than 2000 settings"):
        edits.put(kind, text, key, "/v")


def test_comments_are_no_settings() -> None:
    text = "x: 1\n" + "# a: b, c\n" * 4000
    assert edits.put("yaml", text, KEY, "/v") == text + "envs_dirs:\n  - /v\n"
