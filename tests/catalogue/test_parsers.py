from __future__ import annotations

import pytest

from envdoctor.catalogue import parsers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[global]\ncache-dir = /a\n", "/a"),
        ("[global]\r\nCache_Dir: /a\r\n", "/a"),
        ("[global]\n--cache-dir=/a\n", "/a"),
        ("[DEFAULT]\ncache-dir=/d\n[global]\n", "/d"),
        ("[global]\ncache-dir = %(x)s\n", "%(x)s"),
        ("[global]\ncache-dir = /a\u2028b\n", "/a\u2028b"),
        ("[global]\ncache-dir =\n", ""),
    ],
)
def test_ini_reads_as_pip_does(text: str, value: str) -> None:
    assert parsers.ini(text)["global"]["cache-dir"] == value


@pytest.mark.parametrize("text", ["cache-dir=/a\n", "[global\n", "[g]\na=1\na=2\n", "[g]\na=\udcff\n"])
def test_ini_refuses_what_pip_refuses(text: str) -> None:
    with pytest.raises(parsers.Malformed):
        parsers.ini(text)


def test_the_line_of_a_key_is_the_last_one_in_its_section() -> None:
    text = "[install]\ncache-dir=/i\n[global]\n# cache-dir=/x\ncache_dir = /a\n"
    assert parsers.key_line(text, "cache-dir", "global") == 5
    assert parsers.key_line(text, "cache-dir", "install") == 2
    assert parsers.key_line(text, "cache-dir", "other") is None


@pytest.mark.parametrize(
    ("text", "value", "line"),
    [
        ("cache=/a\n", "/a", 1),
        ("; no\n\ncache = /a ; why\n", "/a", 3),
        ('"cache" = "/a b"\n', "/a b", 1),
        ("cache=a\\;b\\\\c\\\n", "a;b\\c\\", 1),
        ("cache=/1\rcache=/2\n", "/2", 2),
        ("cache\n", True, 1),
        ("cache=null\n", None, 1),
        ("cache[]=/a\ncache=/b\n", (), 1),
        ("cache=\n", "", 1),
    ],
)
def test_npmrc_settings(text: str, value: object, line: int) -> None:
    assert parsers.npmrc(text)["cache"] == parsers.Setting(value, line)  # type: ignore[arg-type]


def test_npmrc_settings_in_sections_do_not_count() -> None:
    assert parsers.npmrc("a=1\n[s]\ncache=/x\n").keys() == {"a"}


@pytest.mark.parametrize(
    ("text", "kind", "items", "flag"),
    [
        ("k:\n  - /a\n  - /b\n", "list", ("/a", "/b"), ""),
        ("k: [/a, '/b']  #!final\n", "list", ("/a", "/b"), "!final"),
        ("k: #!final\n- /a\n", "list", ("/a",), "!final"),
        ("k: /a\n", "text", ("/a",), ""),
        ("k:\n", "null", ("",), ""),
        ("k: '~'\n", "text", ("~",), ""),
        ("k: {a: b}\n", "other", (), ""),
        ("k: [[/a], /b]\n", "other", (), ""),
    ],
)
def test_yaml_keys(text: str, kind: str, items: tuple[str, ...], flag: str) -> None:
    node = parsers.yaml("other: [1, {x: [2]}]\n" + text)["k"]
    assert (node.kind, node.items, node.flag, node.line) == (kind, items, flag, 2)


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n", "[]\n", "{}\n", "~\n"])
def test_yaml_without_keys(text: str) -> None:
    assert parsers.yaml(text) == {}


@pytest.mark.parametrize(
    ("text", "fatal"),
    [
        ("k:\n\t- a\n", False),
        ("k: 'open\n", False),
        ("k: \x01\n", False),
        ("k: [a\n", True),
        ("k: 1\nk: 2\n", True),
        ("- k\n", True),
        ("word\n", True),
        ("--- {k: 1}\n--- {k: 2}\n", True),
        ("k: \udcff\n", True),
        ("k: " + "[" * 100000, True),
    ],
)
def test_yaml_that_conda_ignores_or_stops_on(text: str, fatal: bool) -> None:
    with pytest.raises(parsers.Malformed) as caught:
        parsers.yaml(text)
    assert isinstance(caught.value, parsers.Fatal) == fatal


@pytest.mark.parametrize("text", ["a = [\n", "a = '\udcff'\n", "a = " + "[" * 100000])
def test_toml_that_is_none(text: str) -> None:
    with pytest.raises(parsers.Malformed):
        parsers.toml(text)


@pytest.mark.parametrize("text", ["- " * 30_000 + "x", "a:\n " + "- ? " * 15_000 + "x", "[" * 60_000])
def test_yaml_that_is_nested_too_deeply_is_refused_before_it_is_read(text: str) -> None:
    with pytest.raises(parsers.Fatal, match="too deeply"):
        parsers.yaml(text)


@pytest.mark.parametrize(
    "text",
    [
        "a." * 20_000 + "a=1\n",
        "[" + "a . " * 150 + "a]\n",
        'x = {"b\\"c".' + "'d'." * 150 + "e = 1}\n",
        "[" * 100_000,
        "a = " + "[" * 50_000,
    ],
)
def test_toml_that_is_nested_too_deeply_is_refused_before_it_is_read(text: str) -> None:
    with pytest.raises(parsers.Malformed, match="too deeply"):
        parsers.toml(text)


def test_dots_that_are_no_path_of_tables_are_no_harm() -> None:
    dots = "." * 500
    numbers = ", ".join(["1.5"] * 500)
    assert parsers.toml(f'# {dots}\na = "{"a." * 500}"\nb = [{numbers}]\n')["a"] == "a." * 500


def test_many_lines_that_are_no_settings_are_refused_before_they_are_read() -> None:
    for text in (
        "[a]\n" + "a\n" * 30_000,
        "[a]\n" + " a\n" * 20_000,
        "[a]\n" + "=\n" * 30_000,
        "[a]\n" + "[]x\n" * 9000,
    ):
        with pytest.raises(parsers.Malformed, match="many lines"):
            parsers.ini(text)


def test_a_long_value_of_many_lines_is_one_setting() -> None:
    text = "[global]\ncache-dir = /a\nfind-links =\n" + "    https://x\n\n" * 500 + "# c\n[DEFAULT]\n"
    assert parsers.ini(text)["global"]["cache-dir"] == "/a"


def test_a_refusal_is_remembered_and_is_a_new_exception_each_time() -> None:
    asked: list[str] = []

    @parsers.kept(parsers.Malformed)
    def read(text: str) -> int:
        asked.append(text)
        if text == "bad":
            raise parsers.Fatal("because")
        return len(text)

    raised = []
    for _time in range(3):
        with pytest.raises(parsers.Fatal, match="because") as caught:
            read("bad")
        raised.append(caught.value)
    assert [read("good"), read("good")] == [4, 4]
    assert asked == ["bad", "good"]
    assert raised[1] is not raised[2]
