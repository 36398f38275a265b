"""Our own files; tests/real has the shells read them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from envdoctor import edits
from envdoctor.edits import own
from envdoctor.edits.own import Setting
from envdoctor.errors import EditError

CACHE = Setting("PIP_CACHE_DIR", "/data/zhang/it's", ("/data/zhang/it's",))
TMP = Setting("TMPDIR", "/data/zhang/tmp", ("/data/zhang/tmp",), keep=True)

SH = """\
# Written by envdoctor, which refuses this file once it was edited by hand.
# "envdoctor undo" takes the last change back, "envdoctor uninstall" everything.

if [ -d '/data/zhang/it'\\''s' ]; then
  export PIP_CACHE_DIR='/data/zhang/it'\\''s'
fi

if [ -z "${TMPDIR:-}" ] && [ -d '/data/zhang/tmp' ] && [ -w '/data/zhang/tmp' ]; then
  export TMPDIR='/data/zhang/tmp'
fi
"""


def test_what_a_user_reads() -> None:
    assert own.render("sh", (CACHE, TMP)) == SH
    assert own.parse("sh", SH) == (CACHE, TMP)


@pytest.mark.parametrize(
    ("family", "line"),
    [
        ("sh", "if [ -r '/h/it'\\''s' ]; then . '/h/it'\\''s'; fi # envdoctor"),
        ("fish", "if test -r '/h/it\\'s'; source '/h/it\\'s'; end # envdoctor"),
        ("csh", "if ( -r '/h/it'\\''s' ) source '/h/it'\\''s' # envdoctor"),
    ],
)
def test_hook_line(family: str, line: str) -> None:
    assert own.hook_line(family, "/h/it's") == line
    assert own.hook_target(line) == (family, "/h/it's")
    for edited in (
        line + " ",
        " " + line,
        line.replace("-r", "-f"),
        line.replace("/h", "h"),
        line.replace("# env", "#env"),
    ):
        assert own.hook_target(edited) is None


@pytest.mark.parametrize("family", own.FAMILIES)
@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda text: text + "export X=1\n", None),
        (lambda text: text.replace("# Written", "# written"), 1),
        (lambda text: text.replace("PIP_CACHE_DIR", "PIP CACHE", 1), 4),
        (lambda text: text.replace("/data/zhang/tmp", "/data/zhang/x", 1), None),
        (lambda text: text.replace("\n", "\r\n"), 1),
        (lambda text: text[:-1], None),
        (lambda text: text + "\n", None),
        (lambda text: "\n" + text, 1),
        (lambda text: "", None),
        (lambda text: "\udcff" * 99, 1),
    ],
)
def test_an_edited_file_is_refused(family: str, change, line: int | None) -> None:
    text = change(own.render(family, (CACHE, TMP)))
    with pytest.raises(EditError, match=f"From line {line or '[0-9]+'} on this file was edited"):
        own.parse(family, text)


@pytest.mark.parametrize(
    "setting",
    [
        Setting("PATH", "/bin"),
        Setting("LD_LIBRARY_PATH", "/lib"),
        Setting("XDG_CACHE_HOME", "/data"),
        Setting("A B", "/x"),
        Setting("1A", "/x"),
        Setting("Ä", "/x"),
        Setting("A", ""),
        Setting("A", "x"),
        Setting("A", "~/x"),
        Setting("A", "/x\ny"),
        Setting("A", "/x\0"),
        Setting("A", "/x", ("rel",)),
        Setting("A", "/x", ("/a\nb",)),
    ],
)
@pytest.mark.parametrize("family", own.FAMILIES)
def test_what_is_never_set(family: str, setting: Setting) -> None:
    with pytest.raises(EditError):
        own.render(family, (setting,))


def test_names_nobody_knows() -> None:
    for call in (lambda: own.render("ksh93", ()), lambda: own.hook_line("x", "/a"), lambda: own.check_command("ash")):
        with pytest.raises(EditError):
            call()
    with pytest.raises(EditError, match="twice: A, A"):
        own.render("sh", (Setting("A", "/x"), Setting("A", "/y")))
    assert own.family("tcsh") == "csh"
    assert own.family("nu") is None


@pytest.mark.parametrize("family", own.FAMILIES)
def test_undo_of_one_setting_where_another_came_later(family: str) -> None:
    keys = [(family, one.name) for one in (CACHE, TMP)]
    values = [own.stanza(family, one) for one in (CACHE, TMP)]
    first = edits.entry("own", "", keys[0], values[0])
    one = edits.put("own", "", keys[0], values[0])
    both = edits.put("own", one, keys[1], values[1])
    assert both == own.render(family, (CACHE, TMP))
    assert edits.revert(both, first) == own.render(family, (TMP,))
    assert edits.revert(one, first) == ""
    changed = edits.put("own", both, keys[0], own.stanza(family, Setting("PIP_CACHE_DIR", "/new")))
    assert not edits.intact(changed, first)
    assert (
        edits.revert(changed, edits.entry("own", both, keys[0], own.stanza(family, Setting("PIP_CACHE_DIR", "/new"))))
        == both
    )


def test_a_whole_file() -> None:
    entry = edits.entry("own", "", (), SH)
    assert edits.put("own", "", (), SH) == SH
    assert edits.intact(SH, entry)
    assert edits.revert(SH, entry) == ""
    assert not edits.intact(SH + "#\n", entry)


def test_no_stanza_but_ours() -> None:
    for value in ("export A='/x'", "export A='/x'; rm x\n", "A=/x\n", own.stanza("sh", Setting("B", "/x"))):
        with pytest.raises(EditError):
            edits.put("own", "", ("sh", "A"), value)


WORDS = st.one_of(
    st.text(max_size=10),
    st.text(alphabet="'\\!$ -dw\"[]()&;`x{}:z%~*", max_size=14),
    st.sampled_from(["' -d '/x", '-z "${A:-}"', "'\\''", "\\", "\\\\'", "a' ]; then", "' ) then"]),
    st.binary(max_size=6).map(lambda raw: raw.decode("utf-8", "surrogateescape")),
).map(lambda tail: "/" + "".join(char for char in tail if ord(char) > 31 and ord(char) != 127))
SETTINGS = st.lists(
    st.builds(
        Setting, st.sampled_from(["TMPDIR", "A", "_b1"]), WORDS, st.lists(WORDS, max_size=3).map(tuple), st.booleans()
    ),
    max_size=3,
    unique_by=lambda setting: setting.name,
).map(tuple)


@pytest.mark.parametrize("family", own.FAMILIES)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(wanted=SETTINGS, path=WORDS, at=st.integers(0, 400), junk=st.text(max_size=2))
def test_identities(family: str, wanted: tuple[Setting, ...], path: str, at: int, junk: str) -> None:
    text = own.render(family, wanted)
    assert own.parse(family, text) == wanted
    assert own.hook_target(own.hook_line(family, path)) == (family, path)
    edited = text[:at] + junk + text[at + 1 :]
    assert _rendered_again(family, edited) in (edited, None)
    for one in wanted:
        for before in ("", own.render(family, tuple(other for other in wanted if other.name != one.name))):
            key, value = (family, one.name), own.stanza(family, one)
            after = edits.put("own", before, key, value)
            assert edits.put("own", after, key, value) == after
            assert edits.revert(after, edits.entry("own", before, key, value)) == before


def _rendered_again(family: str, text: str) -> str | None:
    try:
        return own.render(family, own.parse(family, text))
    except EditError:
        return None
