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
from envdoctor.model import Entry


@dataclass(frozen=True)
class Kind:
    """A format, a key in it, and lines that such files are made of."""

    key: tuple[str, ...]
    lines: tuple[str, ...]
    starts: tuple[str, ...] = ("", "", "\ufeff")


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
}
VALUES = st.one_of(
    st.sampled_from(
        ["/v", "/a b/c", "/it's", '/q"q', "/b\\s", "/x;y#z", "/é漢", "/p%p", "/a: b", "/,]}", "/\\${X}", "/ x"]
    ),
    st.text(alphabet="/ab $ {}\\;#\"'=?,[]:!%\x85\xa0\u3000", max_size=12).map(lambda tail: "/" + tail),
)


def texts(kind: Kind) -> st.SearchStrategy[str]:
    """Texts of likely lines, with some junk, in LF or CRLF, with or without a last line end."""
    likely = st.sampled_from(kind.lines)
    line = st.one_of(
        *[likely] * 9, st.text(max_size=6), st.text(alphabet="ab:=[]{}-#;\"'\\ \t/,&*|\r\udcff", max_size=8)
    )
    return st.builds(
        lambda start, lines, end, last: start + end.join(one.replace("\n", end) for one in lines) + last,
        st.sampled_from(kind.starts),
        st.lists(line, max_size=7),
        st.sampled_from(["\n", "\n", "\r\n"]),
        st.sampled_from(["\n", "\r\n", ""]),
    )


@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), value=VALUES)
def test_put_and_revert(name: str, data: st.DataObject, value: str) -> None:
    key = KINDS[name].key
    text = data.draw(texts(KINDS[name]))
    try:
        after = edits.put(name, text, key, value)
    except EditError:
        return
    entry = edits.entry(name, text, key, value)
    read = edits.get(name, after, key)
    assert (read[0] if isinstance(read, tuple) else read) == value
    assert edits.put(name, after, key, value) == after
    assert edits.intact(after, entry)
    assert edits.revert(after, entry) == text


@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text(max_size=40) | st.binary(max_size=40).map(lambda raw: raw.decode("utf-8", "surrogateescape")))
def test_any_text_is_read_or_refused(name: str, text: str) -> None:
    entry = Entry(name, KINDS[name].key, "/v")
    assert edits.intact(text, entry) in (True, False)
    with suppress(EditError):
        edits.get(name, text, KINDS[name].key)
    with suppress(EditError):
        edits.put(name, text, KINDS[name].key, "/v")


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(
    "value", ["", "relative", "~/x", "$HOME/x", "/a\nb", "/a\rb", "/a\0b", "/a\tb", "/a\x7fb", "/\udcff"]
)
def test_values_no_settings_file_may_hold(name: str, value: str) -> None:
    with pytest.raises(EditError):
        edits.put(name, "", KINDS[name].key, value)


@pytest.mark.parametrize("name", KINDS)
def test_a_huge_file_is_refused_at_once(name: str) -> None:
    with pytest.raises(EditError, match="64 KiB"):
        edits.put(name, "[" * 10_000_000, KINDS[name].key, "/v")


@pytest.mark.parametrize("name", KINDS)
def test_deep_nesting_is_an_error_not_a_crash(name: str) -> None:
    with pytest.raises(EditError):
        edits.put(
            name, "envs_dirs: " + "[" * 3_000 if name == "yaml" else "cache-dir = " + "[" * 3_000, KINDS[name].key, ""
        )


@pytest.mark.parametrize("name", KINDS)
def test_a_value_changed_by_the_user_stays(name: str) -> None:
    key = KINDS[name].key
    entry = edits.entry(name, "", key, "/v")
    theirs = edits.put(name, "", key, "/v").replace("/v", "/theirs")
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
