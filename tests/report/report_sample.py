"""A report with one of each thing, for the tests of all formats."""

from __future__ import annotations

from envdoctor.facts.types import GB, Disk
from envdoctor.i18n import msg
from envdoctor.model import Advise, Finding, Hit, Location, Outcome, Rule, Safety, Severity, State
from envdoctor.report.value import Header, Report


def rule(code: str = "STO101", name: str = "cache-on-home", severity: Severity = Severity.ERROR) -> Rule:
    """A rule that is never run."""
    return Rule(code, name, severity, Safety.SAFE, None, (), "Caches fill home", "", (print, None))


STO = rule()
TMP = rule("TMP101", "tmpdir-on-small-disk", Severity.WARNING)
SHL = rule("SHL101", "export-behind-guard", Severity.NOTE)
GPU = rule("GPU101", "card-left-behind", Severity.WARNING)

DISKS = (
    Disk("/home", "ext4", 450 * GB, int(2.1 * GB), state="full"),
    Disk("/data1", "xfs", 7000 * GB, 1300 * GB),
)
HEADER = Header("zhang", "gpu3", DISKS, "/home/zhang")


def hit(rule: Rule, finding: Finding, member: str | None = None) -> Hit:
    """A hit with the rule's severity and a subject like the engine's."""
    label = f"{rule.code}[{member}]" if member else rule.code
    return Hit(rule, member, finding.severity or rule.severity, f"{label}:{finding.place}:{finding.key}", finding)


PIP = hit(
    STO,
    Finding(
        msg("writes to a full disk"),
        place="/home/zhang/.cache/pip",
        contexts=("login", "batch"),
        evidence=("2.4 GB are there now",),
        path="/home/zhang/.cache/pip",
    ),
    "pip-cache",
)
HF = hit(
    STO,
    Finding(msg("writes to a full disk ({note})"), place="/home/zhang/.cache/huggingface", note="your token stays"),
    "huggingface",
)
CONDA = hit(
    STO,
    Finding(
        msg("{path} is on a full disk"),
        place="/home/zhang/miniconda3/envs",
        location=Location("/home/zhang/.condarc", 3),
        path="/home/zhang/miniconda3/envs",
        wish=Advise(
            msg("Move it with {tool}:"), {"tool": "conda"}, ("conda create --prefix /data1/zhang/e --clone e",)
        ),
    ),
    "conda-envs",
)
TMPDIR = hit(
    TMP, Finding(msg("in jobs TMPDIR={value}, {free} free there"), contexts=("batch",), value="/tmp", free="2 GB")
)
GUARD = hit(
    SHL,
    Finding(
        msg("{name} is set behind a guard, jobs do not see it"),
        place="/home/zhang/.bashrc",
        key="PIP_CACHE_DIR",
        location=Location("/home/zhang/.bashrc", 12, 1, 9),
        name="PIP_CACHE_DIR",
    ),
)
REPORT = Report(
    HEADER,
    (GUARD, TMPDIR, PIP, HF, CONDA),
    (
        Outcome(STO, "pip-cache", None, State.FOUND, "", 0.00123),
        Outcome(STO, "huggingface", None, State.FOUND),
        Outcome(STO, "conda-envs", None, State.FOUND),
        Outcome(STO, "uv", None, State.SKIPPED, "uv.toml cannot be read"),
        Outcome(STO, "npm", None, State.PASSED),
        Outcome(TMP, None, None, State.FOUND),
        Outcome(SHL, None, "/home/zhang/.bashrc", State.FOUND),
        Outcome(GPU, None, None, State.TIMED_OUT, "nvidia-smi gave no answer in 2 s"),
    ),
    {
        PIP.subject: ("move pip's download cache to /data1/zhang/cache/pip", Safety.SAFE, ""),
        HF.subject: ("move it", Safety.SAFE, ""),
        CONDA.subject: ("move it", Safety.MANUAL, "~/.condarc:3 sets it; that line is yours"),
        TMPDIR.subject: ("set TMPDIR", Safety.UNSAFE, "/data1 is in this machine only, jobs run elsewhere too"),
    },
    notes=("Free space on /home now: pip cache purge (about 2.4 GB)",),
)
