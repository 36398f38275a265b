"""Settings files with blocks and tags: what each tool reads out of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envdoctor.catalogue import settings_trees
from envdoctor.catalogue.parsers import Malformed
from envdoctor.catalogue.settings_files import Line


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('a "/x"\nb /y\n', {"a": ("/x", 1, "text"), "b": ("/y", 2, "text")}),
        ('a "x"\r\na "y"\r\n', {"a": ("y", 2, "text")}),
        ("a: x\n# c\n\nb 3\nc true\n", {"a": ("x", 1, "text"), "b": ("3", 4, "number"), "c": ("true", 5, "boolean")}),
        ('a, b "x"\n', {"a": ("x", 1, "text"), "b": ("x", 1, "text")}),
        ('a:\n  b "x"\n  c:\n    d "y"\ne "z"\n', {"e": ("z", 5, "text")}),
        ('a "x"\n  stray "y"\nb "z"\n', {"a": ("x", 1, "text")}),
        ('\ufeffa "q\\"\\u0041"\n', {"a": ('q"A', 1, "text")}),
        ("'a': 'x'\n", {"a": ("x", 1, "text")}),
        ("text\n", {}),
        ("", {}),
        ("# only\n", {}),
    ],
)
def test_yarnrc(text: str, found: dict[str, tuple[str, int, str]]) -> None:
    assert settings_trees.yarnrc(text) == {key: Line(*line) for key, line in found.items()}


@pytest.mark.parametrize("text", ["a: [\n", "\ta: {\n", 'a "x\n: ]\n', "\udcff\n", 'a:\n   b "odd"\n: [\n'])
def test_yarnrc_that_yarn_refuses(text: str) -> None:
    with pytest.raises(Malformed):
        settings_trees.yarnrc(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: x\nb: 'y' # c\n", {"a": ("x", 1, "text"), "b": ("y", 2, "text")}),
        ("a: 1\na: 2\n", {"a": ("2", 2, "text")}),
        ('a:\nb: ""\nc: ~\n', {"a": ("", 1, "null"), "b": ("", 2, "text"), "c": ("~", 3, "text")}),
        ("a: [x]\nb: {c: d}\ne: f\n", {"a": ("", 1, "other"), "b": ("", 2, "other"), "e": ("f", 3, "text")}),
        ("---\na: x\n", {"a": ("x", 2, "text")}),
        ("? [x]\n: y\nb: z\n", {"b": ("z", 3, "text")}),
        ("", {}),
        ("# c\n", {}),
    ],
)
def test_yaml_keys(text: str, found: dict[str, tuple[str, int, str]]) -> None:
    read = {key: line for key, line in settings_trees.yaml_keys(text).items() if key != "\0"}
    assert read == {key: Line(*line) for key, line in found.items()}


@pytest.mark.parametrize("text", ["a: [x\n", "a: 'x\n", "\udcff\n", "[" * 3000, "a:\n\t- x\n"])
def test_yaml_that_is_none(text: str) -> None:
    with pytest.raises(Malformed):
        settings_trees.yaml_keys(text)


@pytest.mark.parametrize("text", ["- a\n", "text\n", "3\n"])
def test_yaml_without_keys(text: str) -> None:
    with pytest.raises(settings_trees.NoKeys):
        settings_trees.yaml_keys(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("<settings><localRepository>/r</localRepository></settings>", "/r"),
        ('<?xml version="1.0"?>\n<s xmlns="http://x"><localRepository> /r\n</localRepository></s>', "/r"),
        ("<settings><localRepository>/a&amp;b<!-- c -->d</localRepository></settings>", "/a&bd"),
        ("<settings><localRepository><![CDATA[/r]]></localRepository></settings>", "/r"),
        ("<settings><localRepository/></settings>", None),
        ("<settings><!--<localRepository>/r</localRepository>--></settings>", None),
        ("<settings><a><localRepository>/r</localRepository></a></settings>", None),
        ("<settings/>", None),
    ],
)
def test_local_repository(text: str, value: str | None) -> None:
    found = settings_trees.local_repository(text)
    assert (found.value if found else None) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "text",
        "<settings><localRepository>/r</settings>",
        "<s><localRepository>/a</localRepository><localRepository>/b</localRepository></s>",
        '<!DOCTYPE s [<!ENTITY e "/x">]><s><localRepository>&e;</localRepository></s>',
        "<s><localRepository>&e;</localRepository></s>",
        "<s>\udcff</s>",
    ],
)
def test_settings_that_maven_refuses(text: str) -> None:
    with pytest.raises(Malformed):
        settings_trees.local_repository(text)


shaped = st.text(st.sampled_from("ab:,\"\\ \n\r#-[]{}'<>/&3\t\ufeff\udcff"), max_size=60)


@given(st.one_of(st.text(st.characters(codec=None), max_size=200), shaped))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (settings_trees.yarnrc, settings_trees.yaml_keys, settings_trees.local_repository):
        try:
            read(text)
        except Malformed as error:
            assert str(error)


@pytest.mark.parametrize("text", ["- " * 30_000 + "x", "a: \n  " + "-  " * 20_000])
def test_lists_in_lists_are_refused_before_they_are_read(text: str) -> None:
    with pytest.raises(Malformed, match="too deeply"):
        settings_trees.yaml_keys(text)


def test_a_long_key_is_not_repeated_whole() -> None:
    with pytest.raises(Malformed) as caught:
        settings_trees.yarnrc("cache=/" + "${" * 20_000 + "\n")
    assert len(str(caught.value)) < 200
