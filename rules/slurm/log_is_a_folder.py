"""The name of a log is a folder's.

## Why is this bad?
`--output` and `--error` name a file. `--output=logs/` or an empty `--output=` name a folder: Slurm can open no file of
that name, the job ends as soon as it starts (JobLaunchFailure), and no log says why.

## What to do
Write a file's name behind it: `--output=logs/%j.out`; `%j` is the job's number, `%A_%a` an array's.

## Fix safety
Safe: a name is put behind a folder that ends with `/`, `%j.out` or `%j.err`; as it stands, the job can write no log at
all.

## References
- sbatch(1), options `--output`, `--error`; "FILENAME PATTERN".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, ReplaceSpan, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.fill_ins import unknown
from envdoctor.syntax.jobs.pointing import at, filled_in, last_of, swap, template_path
from envdoctor.syntax.jobs.values import Directive

FOLDER = msg("{value} is a folder, no file: the job dies at its start, without a log; write {meant}")
EMPTY = msg("an empty --{option} is the folder itself: the job dies at its start, without a log; write {meant}")
LOGS = {"output": "out", "error": "err"}
FOLDERS = frozenset((".", "..", "/tmp", "/var/tmp", "/dev/shm"))


def _wish(source: SourceFile, log: Directive, name: str) -> ReplaceSpan | None:
    """A name behind the slash, inside the quotes if there are some."""
    span = log.value_span
    if span is None:
        return None
    end = span.end - (source.text[span.end - 1] in "\"'")
    return swap(source.path, source.text, end, end, name) if source.text[end - 1 : end] == "/" else None


@rule("SLU136", "log-is-a-folder", severity=Severity.ERROR, fix=Safety.SAFE)
def log_is_a_folder(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding for each log; none where a name may yet be filled in."""
    given = last_of(slurm)
    for option, end in LOGS.items():
        log = given.get(option)
        value = (log.value or "") if log else ""
        if log is None or (value and not value.endswith(("/", "/.", "/..")) and value not in FOLDERS) or unknown(value):
            continue
        if template_path(source.path) or filled_in(source.text) or source.text.startswith("#", log.span.end):
            continue
        name = f"%A_%a.{end}" if "array" in given else f"%j.{end}"
        folder = value if value.endswith("/") or not value else f"{value}/"
        yield Finding(
            FOLDER if value else EMPTY,
            place=source.path,
            key=option,
            location=at(source.path, (log.value_span if value else None) or log.span),
            wish=_wish(source, log, name) if value.endswith("/") else None,
            value=value,
            option=option,
            meant=f"{folder}{name}" if value else f"--{option}={name}",
        )
