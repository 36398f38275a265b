from __future__ import annotations

import json
from dataclasses import replace

import pytest
from report_sample import HEADER, REPORT, STO

from envdoctor.change import Applied
from envdoctor.journal import Run
from envdoctor.model import Outcome, Safety, State
from envdoctor.recover import Recovery
from envdoctor.report.clean import Cleaner
from envdoctor.report.plan_json import applied_json, plan_json
from envdoctor.report.plan_text import applied_text, plan_text
from envdoctor.report.style import Style
from envdoctor.report.value import Report
from envdoctor.steps import Change, Conflict, Plan, Withheld

PLAIN = Style(home="/home/zhang")
DIFF = "--- a/home/zhang/.npmrc\n+++ b/home/zhang/.npmrc\n@@ -1 +1,2 @@\n a=1\n-\tb\x1b\r\n+cache=/data1/zhang\n"
PLAN = Plan(
    changes=(
        Change("/data1/zhang", "make folder", "STO101", "npm", Safety.SAFE),
        Change("/home/zhang/.npmrc", "edit file", "STO101", "npm", Safety.SAFE, DIFF),
        Change("/home/zhang/.npmrc", "edit file", "STO301", None, Safety.UNSAFE, DIFF),
    ),
    withheld=(
        Withheld("STO101", "uv", Safety.UNSAFE, "/data1 is in this machine only"),
        Withheld("STO101", "pip-cache", Safety.UNSAFE, "/data1 is in this machine only"),
        Withheld("STO101", "torch-hub", Safety.MANUAL, "the file is a link", ("cd ~/dotfiles", "git apply x.patch")),
        Withheld("TMP101", None, Safety.SAFE, "~/.bashrc is read-only"),
    ),
    conflicts=(Conflict("/home/zhang/.condarc", "envs_dirs", ("STO101", "STO301")),),
)
EMPTY = Report(HEADER)


def test_the_preview() -> None:
    assert plan_text(PLAN, PLAIN, EMPTY).splitlines() == [
        "make folder /data1/zhang",
        "",
        "edit file ~/.npmrc  (STO101[npm], STO301 (unsafe))",
        "--- a/home/zhang/.npmrc",
        "+++ b/home/zhang/.npmrc",
        "@@ -1 +1,2 @@",
        " a=1",
        "-\tb\\x1b\\r",
        "+cache=/data1/zhang",
        "",
        "withheld, opt in with --unsafe: 2",
        "  STO101[uv], STO101[pip-cache]  /data1 is in this machine only",
        "withheld: 1",
        "  TMP101  ~/.bashrc is read-only",
        "by hand: 1",
        "  STO101[torch-hub]  the file is a link",
        "      cd ~/dotfiles",
        "      git apply x.patch",
        "conflicts: 1",
        "  STO101 and STO301 want different values of envs_dirs in ~/.condarc; leave one out with --ignore",
        "",
        "2 changes. Nothing is written yet.",  # of two paths, as undo --list counts
        "Apply: envdoctor fix --apply   (undo with: envdoctor undo)",
    ]


def test_nothing_to_change() -> None:
    assert plan_text(Plan(), PLAIN, EMPTY) == "Nothing to change.\n"
    said = plan_text(Plan(withheld=PLAN.withheld[:1]), PLAIN, EMPTY).splitlines()
    assert said[-2:] == ["", "Nothing to change without --unsafe."]
    by_hand = Plan(withheld=(replace(PLAN.withheld[0], safety=Safety.MANUAL),))
    assert plan_text(by_hand, PLAIN, EMPTY).splitlines()[-1] == "Nothing that fix can change as things are, see above."


def test_what_crashed_and_the_notes_stand_below_the_plan() -> None:
    report = Report(HEADER, outcomes=(Outcome(STO, None, None, State.CRASHED, "KeyError"),), notes=REPORT.notes)
    said = plan_text(Plan(), PLAIN, report).splitlines()
    assert said[:2] == ["crashed: STO101 (KeyError)", "Free space on /home now: pip cache purge (about 2.4 GB)"]


def test_what_crashed_and_what_was_mended_first_is_said_after_an_apply() -> None:
    crashed = Outcome(STO, None, None, State.CRASHED, "KeyError")
    half = Run("20260129-100000-dddd")
    done = Applied(Plan(), outcomes=(crashed,), recovered=Recovery(half, True, (("/home/zhang/.npmrc", "changed"),)))
    assert applied_text(done, PLAIN).splitlines() == [
        "The interrupted run 20260129-100000-dddd was finished",
        "  kept ~/.npmrc: changed",
        "crashed: STO101 (KeyError)",
        "Nothing to change.",
    ]
    assert json.loads(applied_json(done, Cleaner()))["recovered"]["finished"] is True


def test_colours_of_a_diff() -> None:
    said = plan_text(PLAN, Style(colour=True), EMPTY)
    assert "\033[32m+cache=/data1/zhang\033[0m" in said
    assert "\033[31m-\tb\\x1b\\r\033[0m" in said
    assert "\033[36m@@ -1 +1,2 @@\033[0m" in said


def test_the_preview_as_json() -> None:
    value = json.loads(plan_json(PLAN, Cleaner()))
    assert set(value) == {"schema", "changes", "withheld", "conflicts"}
    assert value["schema"] == 1
    assert value["changes"][1] == {
        "path": "/home/zhang/.npmrc",
        "kind": "edit file",
        "rule": "STO101",
        "member": "npm",
        "safety": "safe",
        "diff": DIFF,
    }
    assert value["withheld"][2] == {
        "rule": "STO101",
        "member": "torch-hub",
        "safety": "manual",
        "reason": "the file is a link",
        "commands": ["cd ~/dotfiles", "git apply x.patch"],
    }
    assert value["conflicts"] == [{"path": "/home/zhang/.condarc", "key": "envs_dirs", "rules": ["STO101", "STO301"]}]
    assert json.loads(plan_json(Plan(), Cleaner())) == {"schema": 1, "changes": [], "withheld": [], "conflicts": []}


DONE = Applied(
    Plan(changes=PLAN.changes[:2]),
    "20260131-235959-0f3a",
    ("STO101[npm]:~/.npm:",),
    ("SHL101:/home/zhang/.bashrc:A",),
    ("TMP106:/x:TMPDIR",),
    next_steps=('For this shell: eval "$(envdoctor env)"',),
)


def test_what_was_applied() -> None:
    assert applied_text(DONE, PLAIN).splitlines() == [
        "make folder /data1/zhang",
        "edit file ~/.npmrc  (STO101[npm])",
        "2 changes made, run 20260131-235959-0f3a",
        "resolved: STO101[npm] ~/.npm",
        "remaining: SHL101 ~/.bashrc",
        "new: TMP106 /x",
        'For this shell: eval "$(envdoctor env)"',
    ]


def test_a_path_that_several_fixes_change_is_one_line_and_one_change() -> None:
    lines = applied_text(Applied(PLAN, "20260131-235959-0f3a"), PLAIN).splitlines()
    assert lines[:3] == [
        "make folder /data1/zhang",
        "edit file ~/.npmrc  (STO101[npm], STO301 (unsafe))",
        "2 changes made, run 20260131-235959-0f3a",
    ]


def test_a_diff_to_apply_by_hand_stands_at_the_end_and_can_be_copied() -> None:
    reason = "/home/zhang/.bashrc leads to /home/zhang/dotfiles/bashrc: add the lines marked + there"
    linked = Withheld("STO101", "uv", Safety.MANUAL, reason, tuple(DIFF.splitlines()[:3]))
    plan = Plan(withheld=(linked, PLAN.withheld[2]))
    for said in (plan_text(plan, PLAIN, EMPTY), applied_text(Applied(plan), PLAIN)):
        assert "  STO101[uv]  ~/.bashrc leads to ~/dotfiles/bashrc: add the lines marked + there" in said.splitlines()
        shown = said.index("\n\n--- a/home/zhang/.npmrc\n+++ b/home/zhang/.npmrc\n@@")
        assert shown > said.index("git apply x.patch")


def test_a_reason_is_said_once_for_all_tools_whatever_their_commands() -> None:
    why = "it cannot be moved: no data disk was found"
    plan = Plan(withheld=tuple(Withheld("STO101", tool, Safety.MANUAL, why, (f"{tool} clean",)) for tool in ("a", "b")))
    assert plan_text(plan, PLAIN, EMPTY).splitlines()[:4] == [
        "by hand: 2",
        f"  STO101[a], STO101[b]  {why}",
        "      a clean",
        "      b clean",
    ]


def test_what_to_do_on_a_full_disk_is_last_and_in_one_piece() -> None:
    done = Applied(PLAN, problem="/home/zhang/.npmrc: no room", frees="pip cache purge", remaining=("STO201:/home:",))
    lines = applied_text(done, Style(home="/home/zhang", width=40)).splitlines()
    assert lines[-2:] == [
        "~/.npmrc: no room",
        "Nothing was changed. Free space first: pip cache purge   Then run again: envdoctor fix --apply",
    ]
    assert not any(line.startswith("remaining") for line in lines)


@pytest.mark.parametrize(
    ("done", "last"),
    [
        (Applied(PLAN, problem="the disk is full. This frees 2 GB: pip cache purge"), "Nothing was changed."),
        (Applied(Plan()), "Nothing to change."),
    ],
)
def test_nothing_was_applied(done: Applied, last: str) -> None:
    lines = applied_text(done, PLAIN).splitlines()
    assert lines[-1] == last
    assert not done.problem or done.problem in lines


def test_what_was_applied_as_json() -> None:
    value = json.loads(applied_json(DONE, Cleaner()))
    assert value["run"] == "20260131-235959-0f3a"
    assert value["resolved"] == ["STO101[npm]:~/.npm:"]
    assert value["remaining"] == ["SHL101:/home/zhang/.bashrc:A"]
    assert value["new"] == ["TMP106:/x:TMPDIR"]
    assert len(value["changes"]) == 2
    refused = json.loads(applied_json(Applied(Plan(), problem="full\udcff"), Cleaner()))
    assert (refused["run"], refused["problem"]) == (None, "full\\xff")


def test_long_lines_are_shortened_in_the_preview_but_not_in_patches() -> None:
    long = "+a=" + "x" * 9995 + "/e"
    whole = "--- a\n+++ b\n@@ -0,0 +1 @@\n" + long + "\n"
    plan = Plan(
        changes=(Change("/h/.npmrc", "edit file", "STO101", "npm", Safety.SAFE, whole),),
        withheld=(Withheld("STO101", "uv", Safety.MANUAL, "it is a link", tuple(whole.splitlines())),),
    )
    lines = plan_text(plan, PLAIN, EMPTY).splitlines()
    short = [line for line in lines if line.startswith("+a=") and line != long]
    assert short == ["+a=" + "x" * 247 + " ... (9625 characters left out) ... " + "x" * 123 + "/e"]
    assert lines.count(long) == 1
    assert long in json.loads(plan_json(plan, Cleaner()))["changes"][0]["diff"]


def test_what_is_left_in_files_has_a_row_for_each_place() -> None:
    plan = Plan(
        withheld=(
            Withheld("JOB303", None, Safety.MANUAL, "replace it by this", ("eval x",), "/home/zhang/b.sh", 9),
            Withheld("JOB303", None, Safety.MANUAL, "replace it by this", ("eval x",), "/home/zhang/b.sh", 2),
            Withheld("SHL101", None, Safety.MANUAL, "move it", (), "a.sh"),
        ),
        conflicts=(Conflict("a.sh", "line 7", ("JOB405", "SLU125"), 7),),
    )
    assert plan_text(plan, PLAIN, EMPTY).splitlines()[:8] == [
        "by hand: 3",
        "  ~/b.sh:2  JOB303  replace it by this",
        "      eval x",
        "  ~/b.sh:9  JOB303  replace it by this",
        "      eval x",
        "  a.sh  SHL101  move it",
        "conflicts: 1",
        "  JOB405 and SLU125 want line 7 of a.sh changed differently; leave one out with --ignore",
    ]
