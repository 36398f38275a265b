"""uv.toml."""

from __future__ import annotations

import pytest

from envdoctor import edits
from envdoctor.errors import EditError

KEY = ("cache-dir",)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'cache-dir = "/v"\n'),
        ("# only", 'cache-dir = "/v"\n# only'),
        ("\ufeff# bom\r\n", '\ufeffcache-dir = "/v"\r\n# bom\r\n'),
        ("# c\n\nx = 1 # y\n\n# of the table\n[t]\n", '# c\n\nx = 1 # y\ncache-dir = "/v"\n\n# of the table\n[t]\n'),
        ("[t]\nx = 1", 'cache-dir = "/v"\n[t]\nx = 1'),
        ("x = 1", 'x = 1\ncache-dir = "/v"'),
        ("a = [\n  1, # ]\n]\n[t]\n", 'a = [\n  1, # ]\n]\ncache-dir = "/v"\n[t]\n'),
        ("cache-dir = '/old'  # mine\r\n[t]\r\n", 'cache-dir = "/v"  # mine\r\n[t]\r\n'),
        ("\"cache-dir\"='''\n/o'''\n", '"cache-dir"="/v"\n'),
        ('pip.x = "[t]"\n[t]\ncache-dir = 1\n', 'pip.x = "[t]"\ncache-dir = "/v"\n[t]\ncache-dir = 1\n'),
    ],
)
def test_put_and_back(before: str, after: str) -> None:
    assert edits.put("toml", before, KEY, "/v") == after
    assert edits.revert(after, edits.entry("toml", before, KEY, "/v")) == before


@pytest.mark.parametrize("text", ["cache-dir = '/v'", 'cache-dir = """/v""" # c\n'])
def test_noop(text: str) -> None:
    assert edits.put("toml", text, KEY, "/v") == text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a = 1\na = 2\n", "Line 2 is no TOML"),
        ("x = \n", "Line 1 is no TOML"),
        ("cache-dir = 1\n", "is no text here"),
        ("[cache-dir]\n", "is no text here"),
        ("x = '\udcff'\n", "not UTF-8"),
        ("x = 1\ry = 2\n", "lone carriage return"),
    ],
)
def test_refused(text: str, says: str) -> None:
    with pytest.raises(EditError, match=says):
        edits.put("toml", text, KEY, "/v")


def test_a_comment_added_since_stays() -> None:
    entry = edits.entry("toml", "cache-dir = '/old'\n", KEY, "/v")
    assert edits.revert('x = 2\ncache-dir = "/v" # new\n', entry) == "x = 2\ncache-dir = '/old' # new\n"


@pytest.mark.parametrize("value", ['/q"q', "/b\\s", "/'''", '/"""', "/é漢", "/#"])
def test_quoting(value: str) -> None:
    assert edits.get("toml", edits.put("toml", "", KEY, value), KEY) == value


PATH = ("virtualenvs", "path")
DEEP = ("a", "b", "c")


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        (PATH, "", '[virtualenvs]\npath = "/v"\n'),
        (PATH, "x = 1", 'x = 1\n\n[virtualenvs]\npath = "/v"'),
        (PATH, "\ufeff# c\r\n", '\ufeff# c\r\n\r\n[virtualenvs]\r\npath = "/v"\r\n'),
        (PATH, "[virtualenvs] # c\n\n# d\n[x]\n", '[virtualenvs] # c\npath = "/v"\n\n# d\n[x]\n'),
        (
            PATH,
            "[virtualenvs]\n  a = 1 # c\n\n[x]\npath = '/no'\n",
            "[virtualenvs]\n  a = 1 # c\n  path = \"/v\"\n\n[x]\npath = '/no'\n",
        ),
        (PATH, "[ 'virtualenvs' ]\n\"path\" = '/o' # c\n", '[ \'virtualenvs\' ]\n"path" = "/v" # c\n'),
        (PATH, "virtualenvs.path = '/o' # c\n[x]\n", 'virtualenvs.path = "/v" # c\n[x]\n'),
        (PATH, "virtualenvs.a = 1\nz = 2\n", 'virtualenvs.a = 1\nvirtualenvs.path = "/v"\nz = 2\n'),
        (PATH, "[virtualenvs.options]\nx = 1\n", '[virtualenvs.options]\nx = 1\n\n[virtualenvs]\npath = "/v"\n'),
        (PATH, "[virtualenvs]\na = [ # ]\n 1,\n]\n[[x]]\n", '[virtualenvs]\na = [ # ]\n 1,\n]\npath = "/v"\n[[x]]\n'),
        (
            PATH,
            "[[x]]\n[x.virtualenvs]\npath = 1\n",
            '[[x]]\n[x.virtualenvs]\npath = 1\n\n[virtualenvs]\npath = "/v"\n',
        ),
        (PATH, "[[x]]\nvirtualenvs.path = 1", '[[x]]\nvirtualenvs.path = 1\n\n[virtualenvs]\npath = "/v"'),
        (DEEP, "", '[a.b]\nc = "/v"\n'),
        (DEEP, "[a]\nb.d = 1\n", '[a]\nb.d = 1\nb.c = "/v"\n'),
        (DEEP, "[a]\nb.c = '/o'\n", '[a]\nb.c = "/v"\n'),
        (DEEP, "a.b.d = 1\n", 'a.b.d = 1\na.b.c = "/v"\n'),
        (DEEP, "[a]\nx = 1\n", '[a]\nx = 1\n\n[a.b]\nc = "/v"\n'),
        (DEEP, "[a.b.e]\n[a]\n[a.b]\nd = 1\n", '[a.b.e]\n[a]\n[a.b]\nd = 1\nc = "/v"\n'),
    ],
)
def test_tables_and_back(key: tuple[str, ...], before: str, after: str) -> None:
    assert edits.put("toml", before, key, "/v") == after
    assert edits.put("toml", after, key, "/v") == after
    assert edits.revert(after, edits.entry("toml", before, key, "/v")) == before


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x = 1\nvirtualenvs = {path = '/o'}\n", "Line 2: virtualenvs is an inline table; write it as .virtualenvs."),
        ("virtualenvs = {}\n", "Line 1: virtualenvs is an inline table"),
        ("virtualenvs = 1\n", "virtualenvs is no single table"),
        ("[[virtualenvs]]\npath = '/o'\n", "virtualenvs is no single table"),
        ("[virtualenvs]\npath = 1\n", "path is no text"),
        ("[virtualenvs.path]\n", "path is no text"),
        ("[virtualenvs]\n[virtualenvs]\n", "is no TOML"),
    ],
)
def test_tables_refused(text: str, says: str) -> None:
    with pytest.raises(EditError, match=says):
        edits.put("toml", text, PATH, "/v")


@pytest.mark.parametrize(
    ("key", "value"), [(("storage", "graphroot"), "/$HOME"), (PATH, "/{cache-dir}"), (("a b", "c"), "/v"), ((), "/v")]
)
def test_what_the_reader_would_replace_and_odd_keys(key: tuple[str, ...], value: str) -> None:
    with pytest.raises(EditError):
        edits.put("toml", "", key, value)
    assert edits.put("toml", "", ("build", "target-dir"), "/$X/{y}") == '[build]\ntarget-dir = "/$X/{y}"\n'


@pytest.mark.parametrize(
    ("since", "left"),
    [
        ('[virtualenvs]\npath = "/v"\ncreate = true\n', "[virtualenvs]\ncreate = true\n"),
        ('[virtualenvs]\ncreate = true\npath = "/v"\n', "[virtualenvs]\ncreate = true\n"),
        ('[virtualenvs]\npath = "/v"\n# mine\n', "[virtualenvs]\n# mine\n"),
        ('x = 1\n\n[virtualenvs]\npath = "/v"\n\n[y]\n', "x = 1\n\n[y]\n"),
        ('virtualenvs.path = "/v"\n', ""),
        ('[virtualenvs]\npath = "/v"\n[virtualenvs.options]\nx = 1\n', "[virtualenvs.options]\nx = 1\n"),
    ],
)
def test_only_ours_goes(since: str, left: str) -> None:
    assert edits.revert(since, edits.entry("toml", "", PATH, "/v")) == left


def test_a_word_where_the_key_holds_one() -> None:
    text = edits.put("toml", "", ("storage", "driver"), "overlay")
    assert text == '[storage]\ndriver = "overlay"\n'
    with pytest.raises(EditError):
        edits.put("toml", "", ("storage", "graphroot"), "overlay")


@pytest.mark.parametrize(
    "text", ["".join(f"[t{n}]\na=1\n" for n in range(5000)), "".join(f"k{n}=1\n" for n in range(5000))]
)
def test_too_many_settings_are_refused(text: str) -> None:
    with pytest.raises(EditError, match="more than 2000 settings"):
        edits.put("toml", text, KEY, "/v")


def test_comments_are_no_settings() -> None:
    text = "# a = [1, 2]\n" * 4000
    assert edits.put("toml", text, KEY, "/v") == 'cache-dir = "/v"\n' + text


def test_many_settings_are_edited() -> None:
    text = "".join(f"[t{n}]\na=1\n" for n in range(900))
    assert edits.put("toml", text, KEY, "/v") == 'cache-dir = "/v"\n' + text
