"""Maven's settings.xml."""

from __future__ import annotations

import pytest

from envdoctor import edits
from envdoctor.errors import EditError

KEY = ("localRepository",)
ELEMENT = "<localRepository>/v</localRepository>"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<settings xmlns="http://maven.example/1"\n  a=">">'
EXAMPLE = "\n  <!-- é\n   | <localRepository>/no</localRepository>\n  -->\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"<settings>\n  {ELEMENT}\n</settings>\n"),
        (" \r\n", f"<settings>\r\n  {ELEMENT}\r\n</settings>\r\n"),
        ("<settings/>", f"<settings>{ELEMENT}</settings>"),
        ("<settings a='1' />\n", f"<settings a='1'>{ELEMENT}</settings>\n"),
        ("<settings></settings>", f"<settings>{ELEMENT}</settings>"),
        ("<settings>\n</settings>", f"<settings>\n  {ELEMENT}\n</settings>"),
        ("<settings><offline/></settings>", f"<settings>{ELEMENT}<offline/></settings>"),
        (
            "\ufeff<settings>\r\n\r\n\t<offline/>\r\n</settings>",
            f"\ufeff<settings>\r\n\t{ELEMENT}\r\n\r\n\t<offline/>\r\n</settings>",
        ),
        (f"{HEAD}{EXAMPLE}</settings>\n", f"{HEAD}\n  {ELEMENT}{EXAMPLE}</settings>\n"),
        (
            f"{HEAD}{EXAMPLE}  <localRepository> /o &amp; p </localRepository> <!-- c -->\n</settings>",
            f"{HEAD}{EXAMPLE}  {ELEMENT} <!-- c -->\n</settings>",
        ),
        ("<settings><localRepository/></settings>", f"<settings>{ELEMENT}</settings>"),
        (
            "<settings><x><localRepository>/in</localRepository></x></settings>",
            f"<settings>{ELEMENT}<x><localRepository>/in</localRepository></x></settings>",
        ),
        (
            "<settings><localRepository a='>'><![CDATA[/x]]></localRepository ></settings>",
            f"<settings>{ELEMENT}</settings>",
        ),
    ],
)
def test_put_and_back(before: str, after: str) -> None:
    assert edits.put("mavenxml", before, KEY, "/v") == after
    assert edits.revert(after, edits.entry("mavenxml", before, KEY, "/v")) == before


@pytest.mark.parametrize("inside", ["/v", " \n/v ", "<![CDATA[/v]]>", "&#47;v", "/<!-- c -->v"])
def test_noop(inside: str) -> None:
    text = f"<settings><localRepository>{inside}</localRepository></settings>"
    assert edits.put("mavenxml", text, KEY, "/v") == text
    assert edits.revert(text, edits.entry("mavenxml", text, KEY, "/v")) == text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "<!DOCTYPE settings [<!ENTITY e 'x'>]>\n<settings/>",
            "Line 1: envdoctor does not edit a file with a document",
        ),
        ('<?xml version="1.0" encoding="ISO-8859-1"?><settings/>', "says it is ISO-8859-1"),
        (
            "<settings>\n<localRepository/>\n<localRepository/></settings>",
            "Line 3: localRepository stands here a second",
        ),
        ("<project/>", "expects <settings> as the outermost element, not <project>"),
        ('<m:settings xmlns:m="x"/>', "not <m:settings>"),
        ("<settings>\n<a></settings>", "Line 2 is no XML"),
        ("<settings>&e;</settings>", "Line 1 is no XML"),
        ("<settings>\udcff</settings>", "not UTF-8"),
        ("<settings>\0</settings>", "NUL"),
        ("<settings>\r</settings>", "lone carriage return"),
        ("x", "is no XML"),
        ("<settings/><settings/>", "is no XML"),
    ],
)
def test_refused(text: str, says: str) -> None:
    with pytest.raises(EditError, match=says):
        edits.put("mavenxml", text, KEY, "/v")


@pytest.mark.parametrize("value", ["/a b", "/<&>]]>", "/it's\"", "/é漢", "/$HOME", "/b\\", "/%#;"])
def test_quoting(value: str) -> None:
    assert edits.get("mavenxml", edits.put("mavenxml", "", KEY, value), KEY) == value


@pytest.mark.parametrize("value", ["/${user.home}", "/a "])
def test_values_that_maven_would_change(value: str) -> None:
    with pytest.raises(EditError, match="Maven would not keep"):
        edits.put("mavenxml", "", KEY, value)


@pytest.mark.parametrize("name", ["", "a b", "a/>", "m:x"])
def test_names_that_are_no_settings(name: str) -> None:
    with pytest.raises(EditError, match="is no name"):
        edits.put("mavenxml", "", (name,), "/v")


def test_only_ours_goes() -> None:
    entry = edits.entry("mavenxml", "", KEY, "/v")
    since = f"<settings>\n  {ELEMENT}\n  <offline/>\n</settings>\n"
    assert edits.revert(since, entry) == "<settings>\n  <offline/>\n</settings>\n"
    entry = edits.entry("mavenxml", "<settings/>", KEY, "/v")
    assert edits.revert(f"<settings>{ELEMENT}<offline/></settings>", entry) == "<settings><offline/></settings>"
    assert edits.revert(f"<!-- c --><settings>{ELEMENT}</settings>", entry) == "<!-- c --><settings/>"


@pytest.mark.parametrize("inside", ["/v<!-- mine -->", "/v<b/>", "/v<?p x?>"])
def test_something_added_inside_ours_stays(inside: str) -> None:
    entry = edits.entry("mavenxml", "", KEY, "/v")
    with pytest.raises(EditError, match="was changed since"):
        edits.revert(f"<settings><localRepository>{inside}</localRepository></settings>", entry)
