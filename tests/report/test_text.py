from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from report_sample import CONDA, HEADER, PIP, REPORT, STO, TMPDIR, hit, rule

from envdoctor.facts.types import GB, Disk
from envdoctor.i18n import msg
from envdoctor.model import Advise, Finding, Location, Outcome, ReplaceSpan, Safety, Severity, State
from envdoctor.report.clean import Cleaner
from envdoctor.report.style import Style, cells
from envdoctor.report.text import text
from envdoctor.report.value import Header, Report

HOME = "/home/zhang"
PLAIN = Style(home=HOME)
AT_80 = Style(width=80, home=HOME)


def test_the_whole_text_when_nothing_is_wrapped() -> None:
    assert text(REPORT, PLAIN) == (
        "zhang@gpu3 · /home (ext4) 100 % full, 2.1 GB free · /data1 1.3 TB free\n"
        "E STO101[conda-envs]   ~/miniconda3/envs     ~/miniconda3/envs is on a full disk"
        "                      by hand\n"
        "    ~/.condarc:3 sets it; that line is yours\n"
        "    Move it with conda:\n"
        "      conda create --prefix /data1/zhang/e --clone e\n"
        "E STO101[huggingface]  ~/.cache/huggingface  writes to a full disk (your token stays)"
        "                 fixable\n"
        "E STO101[pip-cache]    ~/.cache/pip          writes to a full disk, also in batch jobs"
        "                fixable\n"
        "W TMP101                                     in jobs TMPDIR=/tmp, 2 GB free there"
        "                     fixable with --unsafe\n"
        "    /data1 is in this machine only, jobs run elsewhere too\n"
        "N SHL101               ~/.bashrc:12          PIP_CACHE_DIR is set behind a guard, jobs do not see it\n"
        "timed out: GPU101 (nvidia-smi gave no answer in 2 s)\n"
        "skipped: STO101[uv] (uv.toml cannot be read)\n"
        "Free space on /home now: pip cache purge (about 2.4 GB)\n"
        "5 findings, 2 fixable, 1 fixable with --unsafe, 1 by hand, 1 to change yourself. "
        "Preview: envdoctor fix   (writes nothing; existing data is not moved)\n"
    )


def test_at_80_columns_every_line_fits_and_fixes_stand_at_the_right() -> None:
    lines = text(REPORT, AT_80).splitlines()
    assert max(cells(line) for line in lines) <= 80
    assert lines[6] == "E STO101[huggingface]  ~/.cache/huggingface                              fixable"
    assert lines[7] == "    writes to a full disk (your token stays)"
    assert lines[10].startswith("W TMP101 ")
    assert lines[10].endswith(" fixable with --unsafe")
    assert len(lines[10]) == 80
    assert lines[-1] == "Preview: envdoctor fix   (writes nothing; existing data is not moved)"


@pytest.mark.parametrize("width", [20, 33, 50, 79, 80, 120, 200])
def test_no_word_is_lost_at_any_width(width: int) -> None:
    assert "".join(text(REPORT, replace(AT_80, width=width)).split()).count("fixable") == text(REPORT, PLAIN).count(
        "fixable"
    )
    for word in ("miniconda3/envs", "--clone", "2.1", "also", "nvidia-smi"):
        assert word in text(REPORT, replace(AT_80, width=width))


def test_a_long_preview_command_stays_in_one_piece() -> None:
    command = "envdoctor fix --select STO101,STO201,TMP101,SHL101 --ignore STO101 --all-tools"
    assert f"Preview: {command}" in text(REPORT, AT_80, preview=command).splitlines()


def test_quiet_is_one_line() -> None:
    assert (
        text(REPORT, PLAIN, quiet=True)
        == "5 findings, 2 fixable, 1 fixable with --unsafe, 1 by hand, 1 to change yourself\n"
    )


def test_verbose_adds_evidence_origin_contexts_and_outcomes() -> None:
    said = text(REPORT, PLAIN, verbose=1)
    for line in (
        "    2.4 GB are there now",
        "    decided by ~/.condarc:3",
        "    in: login, batch",
        "    fix (safe): move pip's download cache to /data1/zhang/cache/pip",
        "    cache-on-home, see: envdoctor explain STO101",
        "passed: STO101[npm], 0.0 ms",
        "found: STO101[conda-envs, huggingface, pip-cache], 1.2 ms",
        "found: SHL101 ~/.bashrc, 0.0 ms",
    ):
        assert line in said.splitlines()
    assert "2.4 GB are there" not in text(REPORT, PLAIN)


def test_commands_that_stand_above_are_pointed_to() -> None:
    def missing(path: str, folder: str) -> Finding:
        advice = Advise(msg("make the folder"), commands=(f"mkdir {folder}",))
        at = Location(path, 3, 1)
        return Finding(msg("there is no such folder"), place=path, key=folder, location=at, wish=advice)

    findings = (missing("a.sh", "logs"), missing("b.sh", "logs"), missing("c.sh", "out"))
    hits = tuple(hit(rule("JOB305", "no-folder", Severity.NOTE), one) for one in findings)
    fixes = {one.subject: ("make the folder", Safety.MANUAL, "make the folder") for one in hits}
    assert text(Report(HEADER, hits, fixes=fixes, paths=True), PLAIN).splitlines() == [
        "a.sh:3:1  N JOB305  there is no such folder  by hand",
        "    make the folder",
        "      mkdir logs",
        "b.sh:3:1  N JOB305  there is no such folder  by hand, as above (a.sh:3:1)",
        "c.sh:3:1  N JOB305  there is no such folder  by hand",
        "      mkdir out",
        "3 findings, 3 by hand",
    ]


def test_of_a_replacement_that_is_withheld_the_message_says_enough() -> None:
    wish = ReplaceSpan("a.sh", 0, 2, "16", "16G")
    one = hit(rule("SLU125", "x-y"), Finding(msg("write 16G"), location=Location("a.sh", 1, 1), wish=wish))
    title = "replace 16 by 16G in a.sh"
    report = Report(
        HEADER, (one,), fixes={one.subject: (title, Safety.UNSAFE, f"{title}: only with --unsafe")}, paths=True
    )
    assert text(report, PLAIN).splitlines()[1:] == [
        "1 finding, 1 fixable with --unsafe. Preview: envdoctor fix --unsafe   (writes nothing)"
    ]
    assert f"    fix (unsafe): {title}" in text(report, PLAIN, verbose=1).splitlines()


def test_files_show_place_first_as_compilers_do() -> None:
    finding = Finding(msg("{option} is refused"), location=Location("train.sbatch", 6, 9, 18), option="--mem=16G")
    late = Finding(msg("ignored"), location=Location("train.sbatch", 10, 1))
    slurm = rule("SLU210", "mem-refused")
    report = Report(HEADER, (hit(slurm, late), hit(slurm, finding)), paths=True)
    assert text(report, PLAIN).splitlines() == [
        "train.sbatch:6:9   E SLU210  --mem=16G is refused",
        "train.sbatch:10:1  E SLU210  ignored",
        "2 findings, 2 to change yourself. More: envdoctor explain SLU210",
    ]
    assert text(report, Style(width=30)).splitlines()[:2] == ["train.sbatch:6:9  E SLU210", "    --mem=16G is refused"]


@pytest.mark.parametrize(
    ("contexts", "said"),
    [
        (("login", "batch"), "full, also in batch jobs (/, 2 GB) (kept)"),
        (("batch",), "full (/, 2 GB) (kept)"),
        (("login",), "full (/, 2 GB) (kept)"),
    ],
)
def test_batch_jobs_are_named_where_they_come_on_top(contexts: tuple[str, ...], said: str) -> None:
    finding = Finding(msg("full (/, {size}) (kept)"), place="/x", contexts=contexts, size="2 GB")
    line = text(Report(HEADER, (hit(STO, finding),)), PLAIN).splitlines()[1]
    assert line == f"E STO101  /x  {said}"


def test_batch_jobs_come_last_where_the_aside_is_inside() -> None:
    finding = Finding(msg("takes files (TMPDIR is unset) here"), contexts=("login", "batch"))
    assert "takes files (TMPDIR is unset) here, also in batch jobs" in text(Report(HEADER, (hit(STO, finding),)), PLAIN)


# ---- what could not be told


def test_skips_are_grouped_by_reason_and_name_members_only_where_some_ran() -> None:
    gpu = rule("GPU101", "x")
    outcomes = (
        Outcome(STO, "uv", None, State.SKIPPED, "no shell answers"),
        Outcome(STO, "npm", None, State.SKIPPED, "no shell answers"),
        Outcome(STO, "pip-cache", None, State.PASSED),
        Outcome(gpu, "a", None, State.SKIPPED, "no shell answers"),
        Outcome(gpu, "b", None, State.SKIPPED, "no shell answers"),
        Outcome(rule("TMP101", "y"), None, None, State.CRASHED, "KeyError: 'x'"),
    )
    assert text(Report(HEADER, outcomes=outcomes), PLAIN).splitlines()[1:] == [
        "crashed: TMP101 (KeyError: 'x')",
        "skipped: GPU101, STO101[npm, uv] (no shell answers)",
        "No findings, 1 check passed, 4 could not be told, 1 check crashed",
    ]


def test_nothing_to_check() -> None:
    assert text(Report(HEADER), PLAIN).splitlines()[-1] == "Nothing to check"


@pytest.mark.parametrize(
    ("safety", "end"),
    [
        (Safety.SAFE, "1 finding, 1 fixable. Preview: envdoctor fix   (writes nothing; existing data is not moved)"),
        (
            Safety.UNSAFE,
            "1 finding, 1 fixable with --unsafe. "
            "Preview: envdoctor fix --unsafe   (writes nothing; existing data is not moved)",
        ),
        (Safety.MANUAL, "1 finding, 1 by hand"),
    ],
)
def test_the_next_step_fits_what_can_be_done(safety: Safety, end: str) -> None:
    report = Report(HEADER, (PIP,), fixes={PIP.subject: ("t", safety, "")})
    assert text(report, PLAIN).splitlines()[-1] == end
    assert "Preview" not in text(report, PLAIN, preview=None)


# ---- header


def test_disks_in_the_header_say_how_full_they_are_only_if_it_matters() -> None:
    disks = (Disk("/", "xfs", 100 * GB, 40 * GB), Disk("/d", "xfs", 1000 * GB, 30 * GB, state="full"), Disk("/e"))
    line = text(Report(Header("a", "h", disks)), Style(dot="|")).splitlines()[0]
    assert line == "a@h | / (xfs) 60 % full, 40 GB free | /d 97 % full, 30 GB free | /e 500 GB free"


def test_a_long_header_is_broken_between_disks() -> None:
    disks = tuple(Disk(f"/mnt/a-long-name-{n}", "xfs") for n in range(4))
    lines = text(Report(Header("a", "h", disks)), Style(width=60)).splitlines()
    assert all(len(line) <= 60 for line in lines)
    assert [line.startswith("  /mnt/") for line in lines[:3]] == [False, True, True]


def test_a_folder_that_is_checked_has_no_host() -> None:
    assert text(Report(Header("alice", "")), PLAIN).splitlines()[0] == "alice"


def test_no_header_for_files() -> None:
    assert not text(Report(HEADER, paths=True), PLAIN).startswith("zhang")


# ---- hostile text


HOSTILE = "a\x1b[31mred\x07\rb\n\udcff\u202etxt\x9b"
SHOWN = "a\\x1b[31mred\\x07\\rb\\n\\xff\\u202etxt\\x9b"


def test_control_characters_are_shown_never_sent() -> None:
    finding = Finding(
        msg("{value} here"),
        place=f"/home/zhang/{HOSTILE}",
        location=Location(HOSTILE, 1),
        evidence=(HOSTILE,),
        contexts=("login", "batch"),
        value=HOSTILE,
    )
    report = Report(
        Header(HOSTILE, HOSTILE, (Disk(HOSTILE, HOSTILE),), HOME),
        (hit(STO, finding, HOSTILE),),
        (Outcome(STO, None, HOSTILE, State.SKIPPED, HOSTILE), Outcome(STO, None, HOSTILE, State.PASSED, HOSTILE)),
        {hit(STO, finding, HOSTILE).subject: (HOSTILE, Safety.MANUAL, HOSTILE)},
        notes=(HOSTILE,),
    )
    for style in (PLAIN, AT_80):
        said = text(report, style, verbose=1, preview=HOSTILE)
        assert not [char for char in said if char != "\n" and not char.isprintable()]
        assert f"~/{SHOWN}" in said


def test_colours_only_where_asked_and_always_closed() -> None:
    said = text(REPORT, replace(AT_80, colour=True))
    assert said.count("\033[0m") * 2 == said.count("\033[")
    assert "\033[31;1mE\033[0m STO101[pip-cache]" in said
    assert "\033" not in text(REPORT, AT_80)


def test_redaction_reaches_everything() -> None:
    style = replace(PLAIN, cleaner=Cleaner(HOME, "zhang", "gpu3", True))
    said = text(REPORT, style, verbose=1, preview="envdoctor fix /home/zhang/x")
    assert "zhang" not in said
    assert "gpu3" not in said
    assert said.startswith("USER@HOST · ")
    assert "/data1/USER/cache/pip" in said


def test_secrets_in_addresses_go_always() -> None:
    finding = Finding(msg("index is {url}"), url="https://bob:s3cr3t@index.example/simple")
    assert "index is https://***@index.example/simple" in text(Report(HEADER, (hit(STO, finding),)), PLAIN)


def test_wide_characters_count_double() -> None:
    one = hit(STO, Finding(msg("x"), place="/数据"))
    two = hit(STO, Finding(msg("x"), place="/abcd", key="2"))
    lines = text(Report(HEADER, (one, two)), PLAIN).splitlines()[1:3]
    assert [cells(line) for line in lines] == [len("E STO101  /abcd  x")] * 2


def test_severities_have_letters_and_order() -> None:
    hits = tuple(hit(rule("AAA101", "x", severity), Finding(msg("m"), key=str(severity))) for severity in Severity)
    lines = text(Report(HEADER, hits), PLAIN).splitlines()
    assert [line[0] for line in lines[1:4]] == ["E", "W", "N"]


def test_the_same_advice_is_said_once_in_a_row() -> None:
    other = hit(STO, CONDA.finding, "conda-pkgs")
    said = text(Report(HEADER, (CONDA, other)), PLAIN)
    assert said.count("conda create") == 1
    assert text(Report(HEADER, (CONDA, TMPDIR)), PLAIN).count("conda create") == 1


def test_why_nothing_can_be_moved_is_said_once_but_every_command_is() -> None:
    why = msg("it cannot be moved: no data disk was found")
    found = [
        hit(STO, Finding(msg("is full"), place=f"/{tool}", wish=Advise(why, {}, (f"{tool} clean",))), tool)
        for tool in ("a", "b", "c")
    ]
    said = text(Report(HEADER, (*found,)), PLAIN)
    assert said.count("it cannot be moved") == 1
    assert [said.count(f"{tool} clean") for tool in ("a", "b", "c")] == [1, 1, 1]


def test_home_is_a_tilde_in_sentences_too() -> None:
    report = Report(HEADER, notes=("/home/zhang/.bashrc leads to (/home/zhang/x), /home/zhangs/y: A=/home/zhang/z",))
    assert "~/.bashrc leads to (~/x), /home/zhangs/y: A=/home/zhang/z" in text(report, PLAIN)


def test_nothing_heavy_is_imported() -> None:
    code = (
        "import sys, envdoctor.report.text, envdoctor.report.json_\n"
        "print([n for n in ('rich', 'psutil', 'click', 'yaml', 'subprocess') if n in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_a_long_place_does_not_widen_every_line() -> None:
    long = hit(STO, Finding(msg("x"), place="/" + "${" * 20_000 + "/end"))
    others = tuple(hit(STO, Finding(msg("x"), place=f"/a{n}")) for n in range(50))
    said = text(Report(HEADER, (long, *others)), PLAIN)
    assert len(said) < 51 * 150
    assert "/${${" in said
    assert "{${/end  x" in said
    assert "..." in said


def test_a_long_message_does_not_widen_every_line() -> None:
    hits = [hit(STO, Finding(msg("{why}"), place=f"/a{n}", why="x" * (40_000 if n == 7 else 3))) for n in range(50)]
    fixes = {one.subject: ("move it", Safety.SAFE, "") for one in hits}
    said = text(Report(HEADER, tuple(hits), fixes=fixes), PLAIN)
    assert said.count("  fixable\n") == 50
    assert len(said) < 40_000 + 50 * 200
