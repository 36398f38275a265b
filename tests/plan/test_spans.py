"""Replacements in scripts: many in a file, against the text as it was checked."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envdoctor.catalogue.view import Here, View
from envdoctor.facts.types import Disks
from envdoctor.host.host import Host
from envdoctor.i18n import msg
from envdoctor.model import Finding, Hit, ReplaceSpan, Rule, Safety, Severity
from envdoctor.plan import Ground, make_plan
from envdoctor.plan.spans import replaced
from envdoctor.session import Asking

TEXT = "#!/bin/bash\n#SBATCH --mem=16\n#SBATCH -n=2\nrun\n"


def span(path, before, after, text=TEXT, at=None):
    start = text.index(before) if at is None else at
    return ReplaceSpan(path, start, start + len(before), before, after)


def plan(folder, *wishes, safety=Safety.SAFE, texts=None, allowed=False):
    host = Host(home=str(folder), env={}, cwd=str(folder))
    here = Here(home=str(folder), user="zhang", uid=os.getuid(), gid=os.getgid(), cwd=str(folder))
    ground = Ground(View(here, {}, Asking(host)), (), Disks(), {}, texts=texts or {})
    hits = [
        Hit(
            Rule(f"SLU{101 + n}", "x", Severity.ERROR, safety, None, (), "", "m", (lambda: iter(()), None)),
            None,
            Severity.ERROR,
            f"SLU{101 + n}:{wish.path}:",
            Finding(msg("m"), wish=wish),
        )
        for n, wish in enumerate(wishes)
    ]
    try:
        return make_plan(hits, ground, lambda _hit: allowed)
    finally:
        host.close()


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "a.sbatch"
    path.write_text(TEXT)
    path.chmod(0o640)
    return path


def test_all_of_a_file_become_one_text(script, tmp_path):
    made = plan(tmp_path, span("a.sbatch", "-n=2", "-n 2"), span("a.sbatch", "16", "16G"), span("a.sbatch", "run", ""))
    [step] = made.plan.steps
    assert step.path == str(script)
    assert step.after.decode() == "#!/bin/bash\n#SBATCH --mem=16G\n#SBATCH -n 2\n\n"
    assert [change.rule for change in made.plan.changes] == ["SLU101", "SLU102", "SLU103"]
    assert "-#SBATCH --mem=16\n+#SBATCH --mem=16G\n" in made.plan.changes[1].diff
    assert made.plan.changes[1].diff.startswith("--- a/a.sbatch\n+++ b/a.sbatch\n")
    assert made.fixes["SLU102:a.sbatch:"] == ("replace 16 by 16G in a.sbatch", Safety.SAFE, "")


def test_two_that_want_the_same_text_differently_are_both_withheld(script, tmp_path):
    made = plan(
        tmp_path,
        span("a.sbatch", "--mem=16", "--mem=16G"),
        span("a.sbatch", "16", "16M"),
        span("a.sbatch", "-n=2", "-n 2"),
        span("a.sbatch", "-n=2", "-n 2"),
    )
    [step] = made.plan.steps
    assert step.after.decode() == TEXT.replace("-n=2", "-n 2")
    [conflict] = made.plan.conflicts
    assert (conflict.rules, conflict.key, conflict.line) == (("SLU101", "SLU102"), "line 2", 2)
    assert [one.rule for one in made.plan.withheld] == ["SLU101", "SLU102"]


def test_a_change_of_blank_space_alone_has_a_title(script, tmp_path):
    dented = TEXT.replace("#SBATCH -n", "  #SBATCH -n")
    script.write_text(dented)
    made = plan(tmp_path, span("a.sbatch", "  #SBATCH -n", "#SBATCH -n", dented))
    assert made.plan.changes
    assert made.fixes["SLU101:a.sbatch:"][0] == "change the blank space beside #SBATCH -n in a.sbatch"


def test_line_ends_of_the_whole_file_go_together_with_other_changes(script, tmp_path):
    dos = TEXT.replace("\n", "\r\n")
    script.write_bytes(dos.encode())
    ends = ReplaceSpan("a.sbatch", 0, len(dos), dos, TEXT)
    made = plan(tmp_path, ends, span("a.sbatch", "-n=2", "-n 2", dos))
    [step] = made.plan.steps
    assert step.after.decode() == TEXT.replace("-n=2", "-n 2")
    assert made.plan.conflicts == ()


def test_a_text_that_changed_since_the_check_is_left_alone(script, tmp_path):
    assert plan(tmp_path, span("a.sbatch", "16", "17", at=3)).plan.steps == ()
    other = TEXT.replace("run", "ran")
    [step] = plan(tmp_path, span("a.sbatch", "16", "16G"), texts={"a.sbatch": other}).plan.steps
    assert step.before == other.encode()  # so that the one who writes refuses


def test_what_the_rule_says_of_safety_holds(script, tmp_path):
    wish = span("a.sbatch", "16", "16G")
    assert plan(tmp_path, wish, safety=Safety.UNSAFE).plan.steps == ()
    assert plan(tmp_path, wish, safety=Safety.UNSAFE, allowed=True).plan.steps
    assert plan(tmp_path, wish, safety=Safety.MANUAL, allowed=True).plan.steps == ()


def test_a_script_that_is_a_link_is_written_where_it_lies(script, tmp_path):
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    target = tmp_path / "repo" / "real.sbatch"
    target.write_text(TEXT)
    (tmp_path / "link.sbatch").symlink_to(target)
    [step] = plan(tmp_path, span("link.sbatch", "16", "16G")).plan.steps
    assert step.path == str(target)


def test_a_file_that_is_read_only_withholds_only_its_own(script, tmp_path):
    other = tmp_path / "b.sbatch"
    other.write_text(TEXT)
    other.chmod(0o440)
    made = plan(tmp_path, span("b.sbatch", "16", "16G"), span("a.sbatch", "16", "16G"))
    assert [step.path for step in made.plan.steps] == [str(script)]
    assert "chmod u+w" in made.plan.withheld[0].reason


@given(
    st.text("ab\n", max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 4), st.text("xy", max_size=3)))
)
def test_spans_apart_from_each_other_change_nothing_else(text, cuts):
    wishes, at = [], 0
    for start, length, after in sorted(cuts):
        if start >= at and start + length <= len(text):
            wishes.append(ReplaceSpan("p", start, start + length, text[start : start + length], after))
            at = start + length + 1
    expected = text
    for wish in reversed(wishes):
        expected = expected[: wish.start] + wish.after + expected[wish.end :]
    assert replaced(text, wishes) == expected


def test_parts_of_one_change_are_made_together_and_leave_room_between(script, tmp_path):
    text = "#!/bin/bash\n#SBATCH -n 1\nset -e\nrun\n#SBATCH -t 5\nend\n"
    script.write_text(text)
    taken = span("a.sbatch", "#SBATCH -t 5\n", "", text)
    moved = ReplaceSpan("a.sbatch", 24, 24, "", "\n#SBATCH -t 5", (taken,))
    between = span("a.sbatch", "run", "srun", text)
    before = span("a.sbatch", "", "export A=1\n", text, at=25)
    made = plan(tmp_path, moved, between, before)
    [step] = made.plan.steps
    assert step.after.decode() == "#!/bin/bash\n#SBATCH -n 1\n#SBATCH -t 5\nexport A=1\nset -e\nsrun\nend\n"
    assert made.plan.conflicts == ()
    assert made.fixes["SLU101:a.sbatch:"][0] == "rewrite some lines in a.sbatch"


def test_of_parts_none_is_made_where_one_clashes_or_does_not_fit(script, tmp_path):
    text = "#!/bin/bash\nset -e\n#SBATCH -t 5\nend\n"
    script.write_text(text)
    moved = ReplaceSpan("a.sbatch", 11, 11, "", "\n#SBATCH -t 5", (span("a.sbatch", "#SBATCH -t 5\n", "", text),))
    made = plan(tmp_path, moved, span("a.sbatch", "5", "5:00", text))
    assert made.plan.steps == ()
    assert [(conflict.rules, conflict.line) for conflict in made.plan.conflicts] == [(("SLU101", "SLU102"), 3)]
    wrong = ReplaceSpan("a.sbatch", 11, 11, "", "x", (ReplaceSpan("a.sbatch", 12, 13, "y", ""),))
    assert plan(tmp_path, wrong).plan.steps == ()
