from __future__ import annotations

import json

import pytest

from envdoctor.journal import Record, Run
from envdoctor.recover import Recovery
from envdoctor.report.clean import Cleaner
from envdoctor.report.style import Style
from envdoctor.report.undo_text import runs_json, runs_text, standing, standing_text, undo_json, undo_text
from envdoctor.undo import UndoReport

PLAIN = Style(home="/home/zhang")
STEPS = (Record("file", "/home/zhang/.npmrc"), Record("folder", "/data1/zhang"))
FIX = Run("20260131-100000-aaaa", "fix", "2026-01-31T10:00:00Z", "gpu3", "1", ("fix", "--apply"), "done", STEPS)
UNDONE = Run("20260130-100000-bbbb", "fix", "2026-01-30T10:00:00Z", state="done", undone_by="20260131-090000-cccc")
HALF = Run("20260129-100000-dddd", "fix", "2026-01-29T10:00:00Z", state="ready")
BROKEN = Run("20260128-100000-eeee", problem="its journal cannot be read\x1b")
ALL = (BROKEN, HALF, UNDONE, FIX)


def test_an_undo() -> None:
    report = UndoReport(
        ("/home/zhang/.npmrc",),
        ("/data1/zhang",),
        (("/data1/z", "holds data: x"),),
        FIX,
        ("/home/zhang/.bashrc",),
        (FIX,),
    )
    assert undo_text(report, PLAIN).splitlines() == [
        "restored ~/.npmrc",
        "took our changes out of ~/.bashrc",
        "removed /data1/zhang",
        "kept /data1/z: holds data: x",
        "3 changes taken back, 1 not. To redo: envdoctor undo 20260131-100000-aaaa",
    ]
    assert json.loads(undo_json(report, Cleaner())) == {
        "schema": 1,
        "run": FIX.id,
        "undone": [FIX.id],
        "restored": ["/home/zhang/.npmrc"],
        "cleaned": ["/home/zhang/.bashrc"],
        "removed": ["/data1/zhang"],
        "kept": [{"path": "/data1/z", "reason": "holds data: x"}],
        "own": [],
        "recovered": None,
        "next_steps": [],
    }


@pytest.mark.parametrize(
    ("done", "kept", "says"),
    [
        (("/a",), ("/a",), "1 change taken back in part."),
        (("/a", "/b"), ("/a",), "1 change taken back, 1 in part."),
        (("/a", "/b"), ("/a", "/c", "/c"), "1 change taken back, 1 in part, 1 not."),
    ],
)
def test_a_file_that_was_taken_back_in_part_is_one_change(
    done: tuple[str, ...], kept: tuple[str, ...], says: str
) -> None:
    report = UndoReport(cleaned=done, kept=tuple((path, "why") for path in kept))
    assert undo_text(report, PLAIN).splitlines()[-1] == says


def test_an_undo_of_nothing() -> None:
    assert undo_text(UndoReport(), PLAIN) == "Nothing to undo.\n"
    assert undo_text(UndoReport(kept=(("/x", "why"),)), PLAIN).splitlines()[-1] == "Nothing was put back."


def test_an_undo_of_what_was_undone_already() -> None:
    earlier = Run("20260131-100000-aaaa", "undo", "2026-01-31T10:00:00", "h", "1", (), undoes="20260130-100000-bbbb")
    said = "Run 20260130-100000-bbbb was undone already, on 2026-01-31 10:00 UTC. Nothing to undo.\n"
    assert undo_text(UndoReport(earlier=earlier), PLAIN) == said


def test_an_interrupted_run_that_was_taken_back_is_the_undo() -> None:
    report = UndoReport(recovered=Recovery(HALF, False, (("/home/zhang/.npmrc", "was changed meanwhile"),)))
    assert undo_text(report, PLAIN).splitlines() == [
        "The interrupted run 20260129-100000-dddd was taken back",
        "  kept ~/.npmrc: was changed meanwhile",
        "Nothing else was changed.",
    ]
    assert not report.whole
    assert json.loads(undo_json(report, Cleaner()))["recovered"] == {
        "run": HALF.id,
        "finished": False,
        "problems": [{"path": "/home/zhang/.npmrc", "reason": "was changed meanwhile"}],
    }


def test_an_interrupted_run_that_was_finished_first() -> None:
    report = UndoReport(("/home/zhang/.npmrc",), run=FIX, undone=(HALF,), recovered=Recovery(HALF, True))
    assert undo_text(report, PLAIN).splitlines()[:2] == [
        "The interrupted run 20260129-100000-dddd was finished",
        "restored ~/.npmrc",
    ]
    assert report.whole


def test_what_is_the_persons_own_is_named_and_no_failure() -> None:
    report = UndoReport(("/home/zhang/.npmrc",), own=(("/home/zhang/.config/envdoctor", "holds files of your own: a"),))
    assert undo_text(report, PLAIN).splitlines() == [
        "restored ~/.npmrc",
        "kept ~/.config/envdoctor: holds files of your own: a",
        "1 change taken back.",
    ]


def test_a_redo_and_what_the_shell_still_has() -> None:
    report = UndoReport(("/home/zhang/.npmrc",), run=FIX, again=True, next_steps=("This shell has A: unset A",))
    assert undo_text(report, PLAIN).splitlines() == [
        "changed again ~/.npmrc",
        "1 change done again. To take it back: envdoctor undo 20260131-100000-aaaa",
        "This shell has A: unset A",
    ]


def test_no_path_is_said_twice() -> None:
    reason = "/home/zhang/.condarc was changed since; see /home/zhang/x"
    report = UndoReport(kept=(("/home/zhang/.condarc", reason), ("/data1/z", "/data1/z: belongs to another user")))
    assert undo_text(report, PLAIN).splitlines()[:2] == [
        "kept ~/.condarc: was changed since; see ~/x",
        "kept /data1/z: belongs to another user",
    ]


def test_an_uninstall_says_what_stays() -> None:
    last = undo_text(UndoReport(("/x",), uninstalled=True), PLAIN).splitlines()[-1]
    assert last.startswith("envdoctor's journal, cache and settings are removed. The program itself stays, in ")
    last = undo_text(UndoReport(kept=(("/x", "why"),), uninstalled=True), PLAIN).splitlines()[-1]
    assert last.startswith("What could not be put back stays")


def test_the_list_of_runs() -> None:
    assert runs_text(ALL, PLAIN).splitlines() == [
        "20260128-100000-eeee  its journal cannot be read\\x1b",
        "20260129-100000-dddd  fix  2026-01-29 10:00:00 UTC  0 changes  ready",
        "20260130-100000-bbbb  fix  2026-01-30 10:00:00 UTC  0 changes  undone by 20260131-090000-cccc",
        "20260131-100000-aaaa  fix  2026-01-31 10:00:00 UTC  fix --apply  2 changes",
    ]
    assert runs_text((), PLAIN) == "No runs yet.\n"


def test_the_list_of_runs_as_json() -> None:
    value = json.loads(runs_json(ALL, Cleaner()))
    assert [run["run"] for run in value["runs"]] == [run.id for run in ALL]
    assert value["runs"][3]["changes"] == 2
    assert value["runs"][2]["undone_by"] == "20260131-090000-cccc"


def test_what_an_uninstall_would_take_back() -> None:
    older = Run("20260101-100000-ffff", "fix", "2026-01-01T10:00:00Z", state="done", steps=STEPS[:1])
    assert standing((*ALL, older)) == (FIX, older)
    assert standing_text((FIX, older), PLAIN).splitlines() == [
        "Nothing is changed. uninstall would put these back as they were:",
        "  20260131-100000-aaaa, 2026-01-31 10:00 UTC",
        "    ~/.npmrc",
        "  20260101-100000-ffff, 2026-01-01 10:00 UTC",
        "    ~/.npmrc",
        "It would remove, if empty:",
        "    /data1/zhang",
        "It would then remove envdoctor's journal, cache and settings.",
    ]
