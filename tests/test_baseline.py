from __future__ import annotations

import json

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


def test_written_and_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert write("known.json", [hit("a"), hit("a"), hit("b")]) == 3
    assert read("known.json").known == {"SLU101:a:k": 2, "SLU101:b:k": 1}
    assert json.loads((tmp_path / "known.json").read_text())["schema"] == 1
    with pytest.raises(UsageError, match="No such file"):
        write("no/known.json", [])
