"""``check`` and ``fix`` on files, with the habits of pytest and ruff."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from envdoctor.cli.main import main

BAD = "#!/bin/bash\n" + "\n" * 20 + "#SBATCH -n 1 # envdoctor: ignore-file[XYZ999] old\n# envdoctor: ignore\nsrun x\n"
FINE = "#!/bin/bash\n#SBATCH -n 1\nsrun x\n"
WRK = ("--select", "WRK2", "--isolated")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of one's own and two scripts in the working folder."""
    for name in list(os.environ):
        if name.startswith(("XDG_", "ENVDOCTOR")) or name in ("NO_COLOR", "FORCE_COLOR", "SLURM_CONF"):
            monkeypatch.delenv(name)
    (tmp_path / "home").mkdir()
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(work)
    (work / "bad.sbatch").write_text(BAD)
    (work / "fine.sbatch").write_text(FINE)
    (work / "notes.md").write_text("#SBATCH -n 1\n")
    return work


class Said:
    """Runs the command line and keeps what it says."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *args: str) -> tuple[int, list[str], str]:
        code = main(list(args))
        out, err = self.capsys.readouterr()
        return code, out.splitlines(), err


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Said:
    return Said(capsys)


def test_a_folder_is_searched_and_lines_are_as_compilers_write_them(say: Said) -> None:
    code, out, err = say("check", *WRK, ".")
    assert (code, err) == (1, "")
    assert out[0].startswith("bad.sbatch:22:14  W WRK201  too far down")
    assert out[1].startswith("bad.sbatch:23:1   W WRK202  ")
    assert out[-1].startswith(
        "2 findings, 1 fixable, 1 to change yourself. Preview: envdoctor fix --isolated --select WRK2 ."
    )
    assert not any("skipped" in line for line in out)


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["notes.md"], 5),
        (["--hook", "notes.md"], 0),
        (["--select", "WRK2", "notes.md", "fine.sbatch"], 0),
        (["--select", "SHL", "fine.sbatch"], 5),
        (["gone.sbatch"], 4),
        (["--hook", "gone.sbatch"], 4),
    ],
)
def test_files_that_are_nothing_for_us(args: list[str], code: int, say: Said) -> None:
    assert say("check", "--isolated", *args)[0] == code


def test_what_is_said_where_there_is_nothing(say: Said) -> None:
    Path("notes.md").write_text("# words\n")
    assert say("check", "notes.md")[1] == [
        "Nothing here for envdoctor to check: no job script, container spec or shell start-up file"
    ]
    assert say("check", "--hook", "notes.md")[1] == []


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("notes.txt", FINE.partition("\n")[2], "*.txt"),
        ("my notes.md", FINE, "*.md"),
        ("plain.md", "# words\n", ""),
        ("plain.txt", "see #SBATCH\n", ""),
        ("a.yaml", "a: 1\n#SBATCH -n 1\n", ""),
    ],
)
def test_why_a_file_with_directives_is_not_checked(name: str, text: str, shown: str, say: Said) -> None:
    Path(name).write_text(text)
    _code, out, _err = say("check", name)
    assert len(out) == 1 + bool(shown)
    if shown:
        quoted = f"'{name}'" if " " in name else name
        assert out[1] == (
            f"{name}: lines of a job script stand in it, but a file called {shown} is no script; "
            f"to check it as one: envdoctor check - < {quoted}"
        )


@pytest.mark.parametrize(
    ("args", "codes"),
    [
        (["-k", "unused"], ["WRK201"]),
        (["-k", "wrk and not unused"], ["WRK202"]),
        (["-k", "FINE.sbatch"], []),
        (["-m", "fixable"], ["WRK201"]),
        (["-m", "not fixable and wrk and files"], ["WRK202"]),
        (["-m", "error"], []),
        (["-m", "workspace and warning"], ["WRK201", "WRK202"]),
        (["-m", "account"], []),
        (["-m", "directives"], []),
    ],
)
def test_k_and_m_narrow(args: list[str], codes: list[str], say: Said) -> None:
    _code, out, err = say("check", *WRK, *args, ".")
    assert err == ""
    assert [line.split()[2] for line in out if ".sbatch:" in line] == codes


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["-k", "a b"], "-k 'a b': expected a word"),
        (["-m", "fixible"], "no rule is marked fixible; did you mean fixable?"),
        (["-r", "q"], "there is no letter q"),
        (["--format", "json", "--format", "concise"], "only one format can go to standard output"),
        (["--format", "json:"], "a file's name is missing"),
        (["--format", "json:/no/such/folder/x"], "--format: /no/such/folder/x: No such file"),
        (["--baseline", "none.json"], "none.json: no such file; to make it"),
    ],
)
def test_usage(args: list[str], says: str, say: Said) -> None:
    code, _out, err = say("check", *WRK, *args, ".")
    assert (code, says in err) == (4, True), err


def test_stopping_early_is_told(say: Said) -> None:
    Path("a.sbatch").write_text(BAD)
    for args in (["-x"], ["--maxfail", "2"]):
        code, out, _err = say("check", *WRK, *args, ".")
        assert code == 1
        assert not any("bad.sbatch" in line for line in out)
        assert "Stopped, as asked: more may be found" in out
    assert len([line for line in say("check", *WRK, "--maxfail", "9", ".")[1] if ".sbatch:" in line]) == 4


def test_what_would_run(say: Said) -> None:
    code, out, _err = say("check", *WRK, "--co", ".")
    assert code == 0
    assert out[:3] == ["bad.sbatch", "  WRK201 unused-suppression", "  WRK202 blanket-suppression"]
    assert out[3:] == ["fine.sbatch", *out[1:3], "4 checks would run"]
    assert say("check", *WRK, "--co", "-q", ".")[1][0] == "bad.sbatch: 2"
    assert say("check", *WRK, "--co", "-k", "zzz", ".")[0] == 5
    listed = json.loads("\n".join(say("check", *WRK, "--co", "--format", "json", ".")[1]))
    assert listed["checks"][0]["rule"] == "WRK201"


def test_last_failed(say: Said) -> None:
    assert "--lf: nothing found anything" in "\n".join(say("check", *WRK, "--lf", ".")[1])
    Path("fine.sbatch").write_text(BAD)
    code, out, _err = say("check", *WRK, "--lf", ".")
    assert code == 1
    assert {line.split(":")[0] for line in out if ".sbatch:" in line} == {"bad.sbatch"}
    Path("bad.sbatch").write_text(BAD.replace("# envdoctor: ignore\n", ""))
    assert say("check", *WRK, "--lf", ".")[0] == 1
    _code, out, _err = say("check", *WRK, "--lf", "--co", ".")
    assert "  WRK202 blanket-suppression" not in out


def test_letters(say: Said) -> None:
    _code, out, _err = say("check", *WRK, "-r", "p", "fine.sbatch", "bad.sbatch")
    assert not any(line.startswith("found:") for line in out)
    _code, out, _err = say("check", *WRK, "-rA", ".")
    assert [line.rpartition(",")[0] for line in out if line.startswith("found:")] == [
        "found: bad.sbatch: WRK201, WRK202"
    ]
    assert [line.rpartition(",")[0] for line in out if line.startswith("passed:")] == [
        "passed: fine.sbatch: WRK201, WRK202"
    ]


def test_totals(say: Said) -> None:
    _code, out, _err = say("check", *WRK, "--statistics", "--durations", "1", "-q", ".")
    assert out[0] == "findings by rule; [*]: fix has a change for some of them, [ ]: for none"
    assert out[1:4] == ["1  WRK201  [*] unused-suppression", "1  WRK202  [ ] blanket-suppression", "slowest first:"]
    assert out[4].endswith("bad.sbatch")
    assert out[5] == "2 findings, 1 fixable, 1 to change yourself"


def test_two_formats_in_one_run(say: Said) -> None:
    code, out, err = say(
        "check", *WRK, "--format", "json:found.json", "--format", "text:found.txt", "--format", "json", "."
    )
    assert (code, err) == (1, "")
    assert json.loads("\n".join(out)) == json.loads(Path("found.json").read_text())
    assert Path("found.txt").read_text().startswith("bad.sbatch:22:14  W WRK201")
    code, out, _err = say("check", *WRK, "--format", "json:found.json", ".")
    assert out[-1].startswith("2 findings")


def test_a_baseline_lets_only_new_findings_through(say: Said) -> None:
    code, out, _err = say("check", *WRK, "--write-baseline", "known.json", ".")
    assert (code, out[0].split(".")[0]) == (0, "known")
    known = json.loads(Path("known.json").read_text())
    assert sorted(known["findings"]) == ["WRK201:bad.sbatch:xyz999#0", "WRK202:bad.sbatch:blanket#1"]
    code, out, _err = say("check", *WRK, "--baseline", "known.json", os.path.abspath("bad.sbatch"))
    assert (code, out) == (0, ["No findings, 2 known from the baseline"])
    Path("bad.sbatch").write_text("#!/bin/bash\n\n" + BAD[12:] + "# envdoctor: ignore\n")
    code, out, _err = say("check", *WRK, "--baseline", "known.json", ".")
    assert (code, out[0].split()[:3]) == (1, ["bad.sbatch:26:1", "W", "WRK202"])
    Path("bad.sbatch").write_text(BAD.replace("# envdoctor: ignore\n", ""))
    _code, out, _err = say("check", *WRK, "--baseline", "known.json", ".")
    assert out[0].startswith("known.json: 1 finding in it is gone; to write it anew:")


def test_a_policy_leaves_rules_out_by_path_and_names_a_baseline(say: Said, home: Path) -> None:
    (home / "envdoctor.yaml").write_text("rules: {per_path: {'bad.*': {ignore: [WRK202], severity: {WRK201: note}}}}\n")
    code, out, _err = say("check", "--select", "WRK2", ".")
    assert (code, out[0].split()[1:3], len(out)) == (0, ["N", "WRK201"], 2)
    (home / "envdoctor.yaml").write_text("rules: {per_path: {'bad.*': {ignore: [WRK2O2]}}}\n")
    code, _out, err = say("check", ".")
    assert code == 4
    assert "envdoctor.yaml:1: rules.per_path.bad.*: no rule is called WRK2O2; did you mean WRK202?" in err
    say("check", *WRK, "--write-baseline", "known.json", ".")
    (home / "envdoctor.yaml").write_text("baseline: known.json\n")
    os.mkdir("deep")
    os.chdir("deep")
    assert say("check", "--select", "WRK2", "../bad.sbatch")[:2] == (0, ["No findings, 2 known from the baseline"])


# ---- fix


def test_a_script_is_mended_and_put_back_byte_for_byte(say: Said, home: Path) -> None:
    script = home / "bad.sbatch"
    script.write_bytes(BAD.encode().replace(b"srun x", b"srun \xff\xfe"))
    script.chmod(0o750)
    before = script.read_bytes()
    code, out, _err = say("fix", *WRK, ".")
    assert (code, script.read_bytes()) == (0, before)
    assert "-#SBATCH -n 1 # envdoctor: ignore-file[XYZ999] old" in out
    code, out, _err = say("fix", "--apply", *WRK, ".")
    assert code == 0
    assert script.read_bytes() == before.replace(b" # envdoctor: ignore-file[XYZ999] old", b"")
    assert script.stat().st_mode & 0o777 == 0o750
    assert say("fix", "--apply", *WRK, ".")[1][-1] == "Nothing to change."
    assert say("undo")[0] == 0
    assert script.read_bytes() == before
    assert script.stat().st_mode & 0o777 == 0o750


def test_undo_takes_our_lines_back_where_others_were_added(say: Said) -> None:
    say("fix", "--apply", *WRK, ".")
    script = Path("bad.sbatch")
    script.write_text(script.read_text() + "echo more\n")
    assert say("undo")[0] == 0
    assert script.read_text() == BAD + "echo more\n"


def test_comments_are_added_instead_of_mending(say: Said) -> None:
    Path("bad.sbatch").write_text("#!/bin/bash\n #SBATCH -n 1\nsrun x\n")
    look_alike = ("--select", "look-alike-directive", "--isolated", "bad.sbatch")
    assert say("check", *look_alike)[0] == 1
    code, _out, _err = say("fix", "--apply", "--add-ignore", "it is off", *look_alike)
    assert code == 0
    assert "ignore[SLU110] it is off\n #SBATCH -n 1\n" in Path("bad.sbatch").read_text()
    code, out, _err = say("check", *look_alike)
    assert (code, out) == (0, ["No findings, 1 silenced by comments"])
    assert say("fix", "--add-ignore", "", *look_alike)[0] == 4


def test_a_hook_of_the_whole_program_ends_early(home: Path) -> None:
    from envdoctor.__main__ import nothing_for_us

    (home / ".bashrc").write_text("export A=1\n")
    assert nothing_for_us(["--hook", "notes.md"])
    assert nothing_for_us(["--hook", "--format", "json", "notes.md"]) is False  # "json" might be a file's name
    assert nothing_for_us(["--hook", "--format=json", "notes.md"])
    for name in ("bad.sbatch", ".bashrc", ".", "gone"):
        assert not nothing_for_us(["--hook", "notes.md", name])
    assert not nothing_for_us(["--hook"])
    assert not nothing_for_us(["--hook", "--help", "notes.md"])
    assert "envdoctor.__main__" in sys.modules


# ---- small things that a first user meets


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["fix", "--unsafe", "SLU109", "fine.sbatch"], "SLU109: no such file; did you mean --unsafe=SLU109?"),
        (["fix", "--unsafe", "SLU109,JOB301", "."], "no such file; did you mean --unsafe=SLU109,JOB301?"),
        (["fine.sbatch"], "fine.sbatch is no command; the file exists: envdoctor check fine.sbatch"),
        (["fine"], "there is no command fine"),
        (["check", "--maxfail", "x", "."], "--maxfail': a whole number is expected, 0 or more, not x"),
        (["check", "--durations", "-1", "."], "--durations': a whole number is expected, 0 or more, not -1"),
        (["fix", "SLU109"], "SLU109: no such file"),
    ],
)
def test_what_was_probably_meant(args: list[str], says: str, say: Said) -> None:
    code, out, err = say(*args)
    assert (code, out) == (4, [])
    assert says in err


def test_a_file_may_be_called_like_a_rule(say: Said) -> None:
    Path("SLU109").write_text(FINE)
    assert say("fix", "--unsafe", *WRK, "SLU109")[:2] == (0, ["Nothing to change."])


def test_add_ignore_names_every_rule_that_it_silences(say: Said) -> None:
    Path("bad.sbatch").write_text("#!/bin/bash\n#SBATCH --mem=16 --time=24:00\nsrun x\n")
    chosen = ("--isolated", "--select", "SLU124,SLU125", "bad.sbatch")
    out = say("fix", "--apply", "--add-ignore", "it is meant", *chosen)[1]
    assert out[0].endswith("bad.sbatch  (SLU124, SLU125)")
    assert Path("bad.sbatch").read_text().count("# envdoctor: ignore[SLU124, SLU125] it is meant\n") == 1


@pytest.mark.parametrize("sign", ["Envdoctor:", "envdoctor"])
def test_a_comment_that_begins_wrong_is_told(sign: str, say: Said) -> None:
    Path("bad.sbatch").write_text(f"#!/bin/bash\n# {sign} ignore[SLU125] so\n#SBATCH --mem=16\nsrun x\n")
    out = say("check", "--isolated", "--select", "SLU125,WRK2", "bad.sbatch")[1]
    assert [line.split()[2] for line in out[:-1]] == ["WRK201", "SLU125"]
    assert "it has to begin with # envdoctor:" in out[0]


def test_a_reason_that_was_forgotten_does_not_reach_the_account(say: Said) -> None:
    for args in (["why"], ["fine.sbatch"], ["bad.sbatch", "fine.sbatch"]):
        code, out, err = say("fix", "--apply", *WRK, "--add-ignore", *args)
        assert (code, out) == (4, [])
        assert "--add-ignore needs a reason and a PATH" in err
    assert Path("bad.sbatch").read_text() == BAD


def test_what_an_apply_came_to_in_files(say: Said) -> None:
    code, out, _err = say("fix", "--apply", *WRK, ".")
    assert code == 0
    assert "edit file ~/work/bad.sbatch" not in "\n".join(out)
    assert "1 resolved, 1 remains: envdoctor check --isolated --select WRK2 ." in out
    assert not any(line.startswith(("resolved", "remaining", "new")) for line in out)
    again = say("fix", "--apply", *WRK, ".")[1]
    assert again == ["1 remains: envdoctor check --isolated --select WRK2 .", "Nothing to change."]


def test_a_diff_names_files_as_they_are_seen_from_here(say: Said) -> None:
    os.mkdir("deep")
    Path("bad.sbatch").rename("deep/bad.sbatch")
    out = say("fix", *WRK, ".")[1]
    assert "--- a/deep/bad.sbatch" in out
    assert "+++ b/deep/bad.sbatch" in out
    os.chdir("deep")
    assert "--- a/bad.sbatch" in say("fix", *WRK, "bad.sbatch")[1]


def given(text: bytes, *args: str) -> tuple[int, list[str], str]:
    """What the command line says to ``text`` on its standard input."""
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-m", "envdoctor", *args], input=text, capture_output=True, check=False, env=env
    )
    return done.returncode, done.stdout.decode().splitlines(), done.stderr.decode()


def test_a_script_on_standard_input() -> None:
    code, out, _err = given(BAD.encode() + b"\xff", "check", *WRK, "-")
    assert (code, out[0].split()[0], out[-1]) == (
        1,
        "-:22:14",
        "2 findings, 2 to change yourself. More: envdoctor explain WRK201",
    )
    out = given(b"x # envdoctor: ignore\n", "check", *WRK, "-")[1]
    assert out[0].split()[:3] == ["-:1:3", "W", "WRK202"]
    code, _out, err = given(b"", "fix", "--apply", *WRK, "-")
    assert (code, "can only be checked: envdoctor check -" in err) == (4, True)
    assert not Path("-").exists()
    assert "larger than 1 MiB" in "\n".join(given(b"#!/bin/sh\n" + b"x\n" * (1 << 20), "check", *WRK, "-")[1])


def test_a_file_that_is_called_like_standard_input(say: Said) -> None:
    Path("-").write_text(BAD)
    Path("~x").write_text(BAD)
    lines = [line.split(":")[0] for line in say("check", *WRK, ".")[1] if " W WRK" in line]
    assert sorted({*lines}) == ["./-", "./~x", "bad.sbatch"]


@pytest.mark.parametrize(("args", "count"), [(["-x"], 1), (["--maxfail", "2"], 2), (["--maxfail", "1"], 1)])
def test_no_more_findings_than_asked_for(args: list[str], count: int, say: Said) -> None:
    out = say("check", "--isolated", *args, "bad.sbatch")[1]
    assert len([line for line in out if line.startswith("bad.sbatch:")]) == count
    assert "Stopped, as asked: more may be found" in out


def test_a_hook_tells_no_notes(say: Said, home: Path) -> None:
    (home / "envdoctor.yaml").write_text("rules: {severity: {WRK201: note}}\n")
    args = ("--select", "WRK2", "--hook", "bad.sbatch")
    assert [line.split()[2] for line in say("check", *args)[1] if line.startswith("bad.")] == ["WRK202"]
    told = say("check", *args, "--fail-level", "note")[1]
    assert [line.split()[2] for line in told if line.startswith("bad.")] == ["WRK201", "WRK202"]


@pytest.mark.parametrize("command", [("check", "--hook"), ("check", "--hook", "-v"), ("fix", "--apply", "--hook")])
def test_a_hook_without_files_does_nothing(command: tuple[str, ...], home: Path, say: Said) -> None:
    (home.parent / "home" / ".bashrc").write_text("# >>> envdoctor >>>\n")  # a finding of the account
    assert say(*command) == (0, [], "")


def test_what_remains_after_a_hook_is_in_the_files_that_hold_it(say: Said) -> None:
    Path("my notes.yaml").write_text("a: 1\n")
    files = ["fine.sbatch", "my notes.yaml", "bad.sbatch", "notes.md"]
    _code, out, _err = say("fix", "--apply", "--hook", *WRK, *files)
    assert "1 resolved, 1 remains: envdoctor check --isolated --select WRK2 bad.sbatch" in out
    assert (
        f"1 remains: envdoctor check --isolated --select WRK2 {files[0]} 'my notes.yaml' {files[2]} {files[3]}"
        in (say("fix", "--apply", *WRK, *files)[1])
    )


def test_what_was_not_looked_at_is_told_in_every_way(say: Said, home: Path) -> None:
    (home / "big.sbatch").write_text(FINE + "#\n" * (1 << 19))
    told = "big.sbatch: larger than 1 MiB, so not checked"
    assert say("check", *WRK, "-q", "fine.sbatch", "big.sbatch")[1] == [told, "No findings, 2 checks passed"]
    shown = say("check", *WRK, "--format", "json", "fine.sbatch", "big.sbatch")[1]
    assert json.loads("\n".join(shown))["notes"] == [told]
    assert say("check", *WRK, "-q", "fine.sbatch")[1] == ["No findings, 2 checks passed"]


def test_a_baseline_says_what_it_replaces(say: Said) -> None:
    assert "before" not in say("check", *WRK, "--write-baseline", "known.json", ".")[1][0]
    Path("bad.sbatch").write_text(BAD.replace("# envdoctor: ignore\n", ""))
    out = say("check", *WRK, "--write-baseline", "known.json", ".")[1]
    assert out[0].startswith("known.json: 1 finding is known now (before: 2). To report only new ones:")
    code, _out, err = say("check", *WRK, "--write-baseline", "bad.sbatch", ".")
    assert (code, "not a baseline" in err) == (4, True)


def test_comments_silence_whichever_rules_run(say: Said) -> None:
    Path("bad.sbatch").write_text("#!/bin/bash\n # envdoctor: ignore[SLU110] off\n #SBATCH -n 1\nsrun x\n")
    out = say("check", "--isolated", "--select", "SLU110", "bad.sbatch")[1]
    assert out == ["No findings, 1 silenced by comments"]


@pytest.mark.parametrize(
    ("name", "text", "code", "says"),
    [
        ("job.sh", FINE, 0, ": accepted"),
        ("plain.sh", "ls\n", 0, "refused: the first line must begin with #!\n"),
        ("open.sh", "#!/bin/bash\n#SBATCH -t {time}\n", 0, "cannot be told: line 2 is still to be filled in"),
        ("spec.json", '{"machine": {}, "resources": {}}', 4, "not a job script"),
        ("notes.txt", "#SBATCH -n 1\n", 4, "not a job script"),
    ],
)
def test_what_a_scheduler_reads(name: str, text: str, code: int, says: str, say: Said) -> None:
    Path(name).write_text(text)
    ended, out, err = say("facts", "script", "--isolated", "--scheduler", "slurm", name)
    assert ended == code
    assert says in "\n".join([*out[:1], err])
    if name == "open.sh":
        shown = say("facts", "script", "--isolated", "--scheduler", "slurm", "--format", "json", name)[1]
        assert json.loads("\n".join(shown))["accepted"] is None


@pytest.mark.parametrize("args", [("check", "--format", "json:pipe", "fine.sbatch"), ("facts", "script", "pipe")])
def test_a_fifo_is_not_waited_for(args: tuple[str, ...], home: Path, say: Said) -> None:
    os.mkfifo(home / "pipe")
    code, _out, err = say(*args)
    assert (code, "not a regular file" in err) == (4, True)


def test_a_report_is_not_written_through_a_link(home: Path, say: Said) -> None:
    (home / "kept").write_text("kept")
    (home / "o.json").symlink_to(home / "kept")
    code, _out, err = say("check", "--format", "json:o.json", "fine.sbatch")
    assert (code, "a link" in err) == (4, True)
    assert (home / "kept").read_text() == "kept"
