"""For any text: put twice is put once, and put then revert gives every character back."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from envdoctor import edits
from envdoctor.errors import EditError
from envdoctor.steps import Entry


@dataclass(frozen=True)
class Kind:
    """A key in a format, and lines that such files are made of."""

    key: tuple[str, ...]
    lines: tuple[str, ...]
    starts: tuple[str, ...] = ("", "", "\ufeff")
    format: str = ""
    lasts: tuple[str, ...] = ("\n", "\r\n", "")


KINDS = {
    "ini": Kind(
        ("global", "cache-dir"),
        (
            "[global]",
            "[install]",
            "[DEFAULT]",
            "cache-dir = /old",
            "cache_dir=/old",
            "  cache-dir: /x",
            "    more",
            "x=1",
            "# c",
            "; c",
            "\t",
            "Cache-Dir =",
            "  ",
            "  y=2",
            "cache-dir=\n  /a\n # k\n  /b",
            "é=1",
            "z=\udc80",
            "k=\x0b",
        ),
        ("[global]\n", "[install]\r\n", "", "\ufeff"),
    ),
    "yaml": Kind(
        ("envs_dirs",),
        (
            "envs_dirs:",
            "  - /a",
            "- /b",
            "envs_dirs: [/a, /b]",
            "envs_dirs: []",
            "envs_dirs: [ ]",
            "envs_dirs: null",
            "",
            "envs_dirs: ~ # c",
            "envs_dirs: # c",
            "envs_dirs: /s",
            "channels:",
            "  - x",
            "channels: &a [x]",
            "envs_dirs: *a",
            "envs_dirs: &b",
            "    -   '/q'  # k",
            "---",
            "...",
            "# c",
            "t: |",
            "   text",
            "t: >+",
            "  ",
            "a: 1",
            " a: 2",
            "{envs_dirs: [/a]}",
            "envs_dirs: [\n /a,\n /b\n ]",
            "envs_dirs: !!seq [/a]",
            "? envs_dirs\n: - /z",
            "%YAML 1.1",
            "<<: {envs_dirs: [/m]}",
            "'envs_dirs':",
            "-\n    /long",
            "b: 'x\n  y'",
            "  envs_dirs:\n    - /in",
        ),
    ),
    "toml": Kind(
        ("cache-dir",),
        (
            'cache-dir = "/old" # c',
            "'cache-dir' = '/l'",
            "[t]",
            "[[u]]",
            "x = 1",
            "a.b = [1,\n 2, # ]\n]",
            "# c",
            "",
            "   ",
            's = """x\n[no]\n"""',
            "l = '''a\n#'''",
            'k = {a = "}"}',
            "cache-dir = 1",
            '  cache-dir = """/m"""',
            'e = "\\"#"',
        ),
    ),
    "npmrc": Kind(
        ("cache",),
        (
            "cache=/old",
            "cache = /o ; c",
            'cache="/q"',
            "cache='/s'",
            "cache",
            "cache[]=/x",
            "[s]",
            "; c",
            "# c",
            "x=y",
            "",
            "//h.example/:_authToken=${T}",
            "  ",
            "cache=",
            "=x",
            "cache=${HOME}/c",
            "\u2028",
            "cache=a\\;b",
            "\udc80=1",
        ),
    ),
    "toml, a table": Kind(
        ("storage", "graphroot"),
        (
            "[storage]",
            "[storage] # c",
            "[ 'storage' ]",
            "[storage.options]",
            "[[storage]]",
            "[[x.storage]]",
            "[x.storage]",
            'graphroot = "/old" # c',
            "'graphroot' = '/l'",
            "storage.graphroot = '/d'",
            "storage.driver = 'vfs'",
            "storage . 'a b' = 1",
            "storage = {graphroot = '/i'}",
            "storage = 1",
            '  graphroot = """/m"""',
            "  x = 1",
            "graphroot.y = 2",
            "a.b = [1,\n 2, # ]\n]",
            "# c",
            "",
            "   ",
            "[t]",
            's = """x\n[storage]\n"""',
        ),
        format="toml",
    ),
    "toml, a table in a table": Kind(
        ("a", "b", "c"),
        (
            "[a]",
            "[a.b]",
            "[a.b.d]",
            "[[a.b.e]]",
            "b.c = '/o'",
            "b.d = 1",
            "a.b.x = 2",
            "a.y = 3",
            "c = '/p'",
            "",
            "# c",
            "z = {}",
        ),
        format="toml",
    ),
    "jsonkey": Kind(
        ("data-root",),
        (
            "{",
            "{",
            "}",
            "}",
            ",",
            "{}",
            "  {\t}  ",
            '"data-root": "/old"',
            '  "data-root" : "/old",',
            '    "debug": true,',
            '"mtu": 1e9',
            '"a": {"data-root": "/in"},',
            '"b": [1, {"}": "{"}]',
            '"data-\\u0072oot": null',
            '{"debug": true}',
            '{"x": 1, "data-root": "/o", "y": [\n]}',
            '{"x":1}',
            "{\n}",
            '{\n\t"x": "\udcff"\n}',
            "// c",
            "",
        ),
        ("{", "{", '{"k": 1,', "{}", "", "\ufeff"),
        lasts=("\n", "\r\n", "", "}", "\n}", "\n}\n", "\r\n}\r\n"),
    ),
    "jsonkey, nested": Kind(
        ("a", "b", "c"),
        (
            '"a": {',
            '"a": {},',
            '"a": {"b": {}},',
            '"a": {"b": {"c": "/o"}}',
            '"a": {"b": {"x": 1}}',
            '"a": {\n  "b": {\n    "x": 1\n  }\n}',
            '"a": {\n  "b": {\n}\n}',
            '"a": null',
            '"b": {"c": 1}',
            "",
            ",",
            "}",
        ),
        ("", "{", "{", '{"k": 1,'),
        format="jsonkey",
        lasts=("", "}", "}\n", "\n}\n", "\r\n}\r\n"),
    ),
    "goenv": Kind(
        ("GOCACHE",),
        (
            "GOCACHE=/old",
            "GOCACHE=",
            "GOCACHE=/a b # c ",
            " GOCACHE=/x",
            "gocache=/x",
            "GOCACHE /x",
            "#GOCACHE=/x",
            "GOFLAGS=-mod=mod",
            "junk",
            "",
            "=",
            "X=\udcff",
        ),
    ),
    "renviron": Kind(
        ("R_LIBS_USER",),
        (
            "R_LIBS_USER=/old",
            " R_LIBS_USER = /o p\t",
            "R_LIBS_USER=",
            "R_LIBS_USER=''",
            "R_LIBS_USER='/q'",
            'R_LIBS_USER="/it\'s"',
            "R_LIBS_USER=${HOME}/x",
            "R_LIBS_USER=/b\\s\\",
            "R_LIBS_USER",
            "#R_LIBS_USER=/c",
            "  # c",
            "TZ=UTC",
            "junk",
            "=",
            "",
            "  ",
            "X=\udcff",
        ),
    ),
    "ccacheconf": Kind(
        ("cache_dir",),
        (
            "cache_dir = /old",
            "\tcache_dir=/o ",
            "cache_dir =",
            "cache_dir = $HOME/x",
            "cache_dir = /x${HOME",
            "max_size = 20G",
            "# c",
            "",
            "  ",
            "junk",
            "= 1",
            "# \udcff",
        ),
    ),
    "yarnrc": Kind(
        ("cache-folder",),
        (
            'cache-folder "/old"',
            "cache-folder /bare/path",
            'cache-folder: "/x"  # c',
            '"cache-folder" "/q\\"q"',
            'cache-folder ""',
            "cache-folder",
            'a, cache-folder "/x"',
            '  cache-folder "/x"',
            '--cache-folder "/x"',
            '--install.cache-folder "/x"',
            "lastUpdateCheck 1700000000000",
            "disable-self-update-check true",
            'registry "https://r.example/"',
            "# yarn lockfile v1",
            "",
            " ",
            "\t",
            "foo:",
            "# \udcff",
        ),
    ),
    "yamlkey": Kind(
        ("globalFolder",),
        (
            "globalFolder: /old # c",
            "globalFolder: '/a b'",
            'globalFolder: "/a\\\\b"',
            "globalFolder:",
            "globalFolder: # c",
            "globalFolder: ~",
            "globalFolder: 5",
            "globalFolder: |\n  /b",
            "globalFolder: >-\n  /b\n  /c\n",
            "globalFolder:\n  /below",
            "globalFolder: [/a]",
            "globalFolder: &x /a",
            "globalFolder: *x",
            "globalFolder: !!str /t",
            "enableTelemetry: false",
            "npmScopes:",
            "  a: {npmAuthToken: x}",
            "  globalFolder: /in",
            "- /l",
            "{globalFolder: /flow}",
            "? globalFolder\n: /z",
            "'globalFolder': /q",
            "<<: {globalFolder: /m}",
            "---",
            "...",
            "# yarn lockfile v1",
            "# c",
            "",
            "  ",
            "t: |",
            "   text",
        ),
    ),
    "mavenxml": Kind(
        ("localRepository",),
        (
            "<localRepository>/old</localRepository>",
            "  <localRepository> /o &amp; p </localRepository>",
            "<localRepository/>",
            "<localRepository a='>'>/x</localRepository >",
            "<localRepository><![CDATA[/x]]></localRepository>",
            "<!-- <localRepository>/no</localRepository> -->",
            "  <!-- c -->",
            "<offline>true</offline>",
            "<profiles><localRepository>/in</localRepository></profiles>",
            "<m:localRepository>/p</m:localRepository>",
            "<settings/>",
            "<settings />",
            "<settings>",
            "</settings>",
            "<!DOCTYPE settings>",
            "<?pi x?>",
            "&amp;",
            "é漢",
            "",
            "  ",
        ),
        (
            "<settings>",
            "<settings>\n",
            "<?xml version='1.0' encoding='UTF-8'?>\r\n<settings xmlns='http://m.example/1'>\r\n",
            "\ufeff<settings>",
            "",
        ),
        lasts=("</settings>", "\n</settings>\n", "\r\n</settings >", ""),
    ),
}
VALUES = st.one_of(
    st.sampled_from(
        ["/v", "/a b/c", "/it's", '/q"q', "/b\\s", "/x;y#z", "/é漢", "/p%p", "/a: b", "/,]}", "/\\${X}", "/ x"]
    ),
    st.text(alphabet="/ab $ {}\\;#\"'=?,[]:!%\x85\xa0\u3000", max_size=12).map(lambda tail: "/" + tail),
)


def texts(kind: Kind) -> st.SearchStrategy[str]:
    """Texts of likely lines, half of them with some junk, in LF or CRLF, with or without a last line end."""
    likely = st.sampled_from(kind.lines)
    junk = (st.text(max_size=6), st.text(alphabet="ab:=[]{}-#;\"'\\ \t/,&*|\r\udcff", max_size=8))
    return st.builds(
        lambda start, lines, end, last: start + end.join(one.replace("\n", end) for one in lines) + last,
        st.sampled_from(kind.starts),
        st.lists(likely, max_size=5) | st.lists(st.one_of(*[likely] * 9, *junk), max_size=7),
        st.sampled_from(["\n", "\n", "\r\n"]),
        st.sampled_from(kind.lasts),
    )


@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), value=VALUES)
def test_put_and_revert(name: str, data: st.DataObject, value: str) -> None:
    key, kind = KINDS[name].key, KINDS[name].format or name
    text = data.draw(texts(KINDS[name]))
    try:
        after = edits.put(kind, text, key, value)
    except EditError:
        return
    entry = edits.entry(kind, text, key, value)
    read = edits.get(kind, after, key)
    assert (read[0] if isinstance(read, tuple) else read) == value
    assert edits.put(kind, after, key, value) == after
    assert edits.intact(after, entry)
    assert edits.revert(after, entry) == text


@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text(max_size=40) | st.binary(max_size=40).map(lambda raw: raw.decode("utf-8", "surrogateescape")))
def test_any_text_is_read_or_refused(name: str, text: str) -> None:
    key, kind = KINDS[name].key, KINDS[name].format or name
    assert edits.intact(text, Entry(kind, key, "/v")) in (True, False)
    with suppress(EditError):
        edits.get(kind, text, key)
    with suppress(EditError):
        edits.put(kind, text, key, "/v")


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(
    "value", ["", "relative", "~/x", "$HOME/x", "/a\nb", "/a\rb", "/a\0b", "/a\tb", "/a\x7fb", "/\udcff"]
)
def test_values_no_settings_file_may_hold(name: str, value: str) -> None:
    with pytest.raises(EditError):
        edits.put(KINDS[name].format or name, "", KINDS[name].key, value)


@pytest.mark.parametrize("name", KINDS)
def test_a_huge_file_is_refused_at_once(name: str) -> None:
    with pytest.raises(EditError, match="64 KiB"):
        edits.put(KINDS[name].format or name, "[" * 10_000_000, KINDS[name].key, "/v")


@pytest.mark.parametrize("name", KINDS)
def test_deep_nesting_is_an_error_not_a_crash(name: str) -> None:
    begins = {"yaml": "x: ", "yamlkey": "x: ", "jsonkey": '{"x":', "mavenxml": "<settings>"}
    kind = KINDS[name].format or name
    shapes = (("[", "", "]"), ('{"a":', "1", "}"), ("<a>", "", "</a>"))
    for depth in (90, 480, 950, 3_000):
        for opens, inner, closes in shapes[: 1 if kind.startswith("yaml") else 3]:
            nest = opens * depth + inner + closes * depth
            for text in (begins.get(kind, "x = ") + opens * depth, begins.get(kind, "x = ") + nest + "\n}"):
                with suppress(EditError):
                    edits.put(kind, text, KINDS[name].key, "/v")
    with pytest.raises(EditError):
        edits.put(kind, "[" * 3_000, KINDS[name].key, "")


@pytest.mark.parametrize("name", KINDS)
def test_a_value_changed_by_the_user_stays(name: str) -> None:
    key, kind = KINDS[name].key, KINDS[name].format or name
    entry = edits.entry(kind, "", key, "/v")
    theirs = edits.put(kind, "", key, "/v").replace("/v", "/theirs")
    assert not edits.intact(theirs, entry)
    with pytest.raises(EditError, match="was changed since"):
        edits.revert(theirs, entry)
    assert not edits.intact("", entry)


def test_reading_imports_only_what_it_uses() -> None:
    code = (
        "import sys; from envdoctor.edits import block, lines; block.find('x'); "
        "print([name for name in ('ruamel', 'tomlkit', 'configparser', 'json') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_format_nobody_knows() -> None:
    with pytest.raises(EditError, match="ini, yaml, toml"):
        edits.get("xml", "", ("a",))
