"""A word of `--mail-type` is unknown and dropped.

## Why is this bad?
As long as one word of the list is known, `sbatch` drops the others without a word: with `--mail-type=END,FAILED` no
mail tells you that the job failed.

## What to do
Use Slurm's words: BEGIN, END, FAIL, REQUEUE, ALL, INVALID_DEPEND, STAGE_OUT, TIME_LIMIT, TIME_LIMIT_90, TIME_LIMIT_80,
TIME_LIMIT_50, ARRAY_TASKS.

## Fix safety
Unsafe: a word that surely means one of them is replaced (`FAILED` by `FAIL`), so that you get more mail than before.
Others are named and left to you.

## References
- sbatch(1), option `--mail-type`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, ReplaceSpan, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at, span_of, swap
from envdoctor.syntax.jobs.values import Fault, Span

SURE = {
    "FAILED": "FAIL",
    "FAILURE": "FAIL",
    "FAILS": "FAIL",
    "ABORT": "FAIL",
    "ERROR": "FAIL",
    "START": "BEGIN",
    "STARTED": "BEGIN",
    "BEGINNING": "BEGIN",
    "ENDED": "END",
    "COMPLETE": "END",
    "COMPLETED": "END",
    "FINISH": "END",
    "TIMELIMIT": "TIME_LIMIT",
    "TIMEOUT": "TIME_LIMIT",
    "TIME_OUT": "TIME_LIMIT",
    "ARRAY_TASK": "ARRAY_TASKS",
}
NEAR = msg("{word} is no mail type and is dropped silently; write {near}")
UNKNOWN = msg("{word} is no mail type and is dropped silently")


KNOWN = frozenset(
    "BEGIN END FAIL REQUEUE ALL INVALID_DEPEND STAGE_OUT TIME_LIMIT TIME_LIMIT_90 TIME_LIMIT_80 TIME_LIMIT_50 "
    "ARRAY_TASKS".split()
)


def _word(text: str, fault: Fault, word: str) -> Span:
    """Where the word stands in the value."""
    span = fault.span
    found = text[span.start : span.end].upper().find(word.upper()) if word else -1
    return span_of(text, span.start + found, span.start + found + len(word)) if found >= 0 else span


def _wish(source: SourceFile, span: Span, word: str, sure: str) -> ReplaceSpan | None:
    written = source.text[span.start : span.end]
    if written.upper() != word.upper() or not sure:
        return None
    return swap(source.path, source.text, span.start, span.end, sure.lower() if written.islower() else sure)


@rule("SLU122", "dropped-mail-type", severity=Severity.WARNING, fix=Safety.UNSAFE, signs=("dropped-mail-type",))
def dropped_mail_type(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding for each word; none where the word that it means is given as well."""
    keys = Keys()
    for fault in slurm.faults:
        if fault.kind != "dropped-mail-type":
            continue
        word = fault.args.get("word", "")
        bare = word.strip().upper()
        sure = bare if bare in KNOWN else SURE.get(bare, "")
        given = [each.upper() for each in fault.args.get("value", "").split(",")]
        if sure in given:
            continue
        near = sure or fault.args.get("near", "")
        span = _word(source.text, fault, word)
        yield Finding(
            NEAR if near else UNKNOWN,
            place=source.path,
            key=keys(word),
            location=at(source.path, span),
            wish=_wish(source, span, word, sure),
            word=repr(word) if word != word.strip() else word,
            near=near,
        )
