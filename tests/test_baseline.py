from __future__ import annotations

import json
import os

import pytest

from envdoctor.baseline import Baseline, fingerprint, read, write
from envdoctor.errors import UsageError
from envdoctor.i18n import msg
from envdoctor.model import Finding, Hit, Location, Rule, Severity

RULE = Rule("SLU101", "x-y", Severity.ERROR, None, None, (), "", "m", (lambda: iter(()), None))


def hit(path, key="k", line=1):
    found = Finding(msg("m"), place=path, key=key, location=Location(path, line))
    return Hit(RULE, None, Severity.ERROR, f"SLU101:{path}:{key}", found)


def test_names_hold_no_line_and_are_relative_to_the_baseline(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert fingerprint(hit("jobs/a.sh", line=9), f"{tmp_path}/known.json") == "SLU101:jobs/a.sh:k"
    assert fingerprint(hit(f"{tmp_path}/jobs/a.sh"), f"{tmp_path}/ci/known.json") == "SLU101:../jobs/a.sh:k"
    assert fingerprint(hit("~/.bashrc"), "/x/known.json") == "SLU101:~/.bashrc:k"


def test_secrets_and_odd_bytes_do_not_get_in(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write("known.json", [hit("a\udcff", "HF_TOKEN=hf_abcdefghijklmnopqrstuvwxyz")])
    text = (tmp_path / "known.json").read_text("utf-8")
    assert "abcdefghijkl" not in text
    assert "\\\\xff" in text or "\\\\udcff" in text


def test_a_name_that_stands_for_several_is_counted(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    known = Baseline(f"{tmp_path}/known.json", {"SLU101:a:k": 2, "SLU101:b:x:y": 1})
    new, seen = known.split([hit("a", line=1), hit("a", line=2), hit("a", line=3)])
    assert [one.finding.location.line for one in new] == [3]
    assert known.stale(seen, {("SLU101", f"{tmp_path}/a")}) == 0
    assert known.stale(seen, {("SLU101", f"{tmp_path}/b")}) == 1
    assert known.stale(seen, {("SLU102", f"{tmp_path}/b")}) == 0


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"schema": 2, "findings": {}}', '{"schema": 1, "findings": {"a": "b"}}', "[" * 99999]
)
def test_what_is_no_baseline_is_told(tmp_path, text):
    path = tmp_path / "known.json"
    path.write_text(text)
    with pytest.raises(UsageError, match="not a baseline"):
        read(str(path))


def test_what_is_no_baseline_is_not_written_over(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.sh").write_text("#!/bin/bash\n")
    with pytest.raises(UsageError, match="not written over"):
        write("train.sh", [hit("a")])
    assert (tmp_path / "train.sh").read_text() == "#!/bin/bash\n"
    (tmp_path / "empty").write_text("")
    assert write("empty", [hit("a")]) is None


def test_what_is_no_file_is_told_at_once(tmp_path):
    path = str(tmp_path / "known.json")
    os.mkfifo(path)
    for use in (read, lambda name: write(name, [hit("a")])):
        with pytest.raises(UsageError, match="not a regular file"):
            use(path)


def test_a_link_is_not_written_through(tmp_path):
    other, link = tmp_path / "other", tmp_path / "known.json"
    other.write_text("")
    link.symlink_to(other)
    with pytest.raises(UsageError, match="a link"):
        write(str(link), [hit("a")])
    assert (other.read_text(), link.is_symlink()) == ("", True)


@pytest.mark.parametrize(("text", "offered"), [("root:*:1:\n", False), ("{}", True), ("", True)])
def test_what_is_another_kind_of_file_is_not_offered_to_be_written_over(tmp_path, text, offered):
    path = tmp_path / "shadow"
    path.write_text(text)
    with pytest.raises(UsageError) as told:
        read(str(path))
    assert ("--write-baseline" in str(told.value)) is offered


def test_written_and_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert write("known.json", [hit("a")]) is None
    assert write("known.json", [hit("a"), hit("a"), hit("b")]) == 1
    assert read("known.json").known == {"SLU101:a:k": 2, "SLU101:b:k": 1}
    assert json.loads((tmp_path / "known.json").read_text())["schema"] == 1
    with pytest.raises(UsageError, match="No such file"):
        write("no/known.json", [])


def test_half_a_surrogate_pair_has_a_fingerprint() -> None:
    assert fingerprint(hit("~/a.json", "\ud800"), "/x/known.json") == "SLU101:~/a.json:\\ud800"
