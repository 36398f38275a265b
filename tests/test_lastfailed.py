from __future__ import annotations

from envdoctor.i18n import msg
from envdoctor.lastfailed import key, recall, remember
from envdoctor.model import Finding, Hit, Outcome, Rule, Severity, State


def made(code):
    return Rule(code, "x-y", Severity.ERROR, None, None, (), "", "m", (lambda: iter(()), None))


ONE, TWO = made("SLU101"), made("SLU102")


def ran(folder, *rows):
    outcomes = [Outcome(rule, None, path, state) for rule, path, state in rows]
    hits = [
        Hit(rule, None, Severity.ERROR, "s", Finding(msg("m"))) for rule, _path, state in rows if state is State.FOUND
    ]
    remember(str(folder), hits, outcomes)
    return recall(str(folder))


def test_what_ran_replaces_what_was_known_and_the_rest_stays(tmp_path):
    tmp_path.chmod(0o700)
    assert ran(tmp_path, (ONE, "/a", State.FOUND), (TWO, "/a", State.FOUND), (ONE, None, State.FOUND)) == {
        "/a": ["SLU101", "SLU102"],
        "": ["SLU101"],
    }
    assert ran(tmp_path, (ONE, "/a", State.PASSED), (ONE, "/b", State.FOUND)) == {
        "/a": ["SLU102"],
        "": ["SLU101"],
        "/b": ["SLU101"],
    }
    assert ran(tmp_path, (TWO, "/a", State.SKIPPED), (ONE, None, State.PASSED)) == {"/a": ["SLU102"], "/b": ["SLU101"]}


def test_nothing_is_known_where_nothing_can_be_read(tmp_path):
    assert recall(None) == {}
    assert recall(str(tmp_path)) == {}
    (tmp_path / "lastfailed").write_bytes(b"\0\xff")
    assert recall(str(tmp_path)) == {}
    remember(None, [], [])


def test_files_are_known_by_their_whole_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert (key("a"), key(None)) == (f"{tmp_path}/a", "")
