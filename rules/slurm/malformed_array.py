"""A job array is written in a way that Slurm refuses.

## Why is this bad?
`sbatch` itself does not look at `--array`; the controller does, and answers "Invalid job array specification": a range
that counts backwards, an open end, a step of 0, dots in place of the dash. A heterogeneous job can be no array at all.
A limit behind `%` that is no number above 0 is taken, and limits nothing: that is a warning.

## What to do
Numbers and ranges, joined by commas: `--array=0-9,12,20-40:4%5` has a step of 4 in its last part, and 5 tasks run at a
time. The site's largest number is told by `scontrol show config | grep MaxArraySize`: it is 1000 unless it was changed.

## Fix safety
Nothing is changed: which tasks are meant, only you know.

## References
- sbatch(1), option `--array`; slurm.conf(5), `MaxArraySize`.
- Slurm's source, `slurm_protocol_defs.c`: how each part is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.fill_ins import unknown
from envdoctor.syntax.jobs.pointing import at
from envdoctor.syntax.jobs.values import Directive, number_of

TEXTS = {
    "backwards": msg("{part} counts backwards, so Slurm refuses the job; write {meant}"),
    "open": msg("{part} has no last number, so Slurm refuses the job"),
    "step": msg("{part} has no step above 0, so Slurm refuses the job"),
    "dots": msg("Slurm refuses {part}: a range is written {meant}"),
    "refused": msg("Slurm refuses --array={value}; it takes numbers and ranges like 0-9,12,20-40:4%5"),
    "large": msg("Slurm refuses {part}: no site can have array numbers above 4000000"),
}
TOGETHER = msg("a heterogeneous job (hetjob) can be no array: Slurm refuses it")
NO_LIMIT = msg("{part} limits nothing: all tasks may run at once; write a number above 0 behind the %")

PART = re.compile(
    r"\[?\s*(?P<first>[+-]?\d{1,18}|)\]?(?:-\s*(?P<last>[+-]?\d{1,18}|)\]?(?::\s*(?P<step>[+-]?\d{1,18}|)\]?)?)?(?:%.*)?\Z",
    re.ASCII,
)
"""As the controller reads one part: brackets may stand around it, no digits are 0, what follows % is left aside."""
RANGE = re.compile(r"\{?(?P<first>\d{1,9})\.\.(?P<last>\d{1,9})\}?\Z", re.ASCII)
LETTER = re.compile(r"[^\W\d_]|_")
SLIP = re.compile(r"[a-mo-z]")
"""n stands for a number."""
LARGEST = 4_000_000
"""``MaxArraySize`` may be 4000001 at most."""
LIMIT = re.compile(r"%\s*(?P<count>\d*)", re.ASCII)


def _array(slurm: Slurm) -> Directive | None:
    """The array that counts: the last one of the first component that has one."""
    found = {each.component: each for each in slurm.directives if each.option == "array" and each.scheduler == "slurm"}
    return found[min(found)] if found else None


def _cut(text: str, array: Directive) -> bool:
    """Something stands right behind the value that does not count: what is to be filled in, or a comment."""
    end = array.value_span.end if array.value_span else array.span.end
    return text[end : end + 1] not in ("", " ", "\t", "\r", "\n")


def _open(parts: list[str]) -> list[str]:
    """The parts that something may yet fill in: one small letter among numbers is a slip."""
    return [part for part in parts if len(parts) == 1 or not SLIP.fullmatch(part)]


def _wrong(part: str) -> tuple[str, str] | None:
    """Which text says what the controller has against one part, and what is meant if that can be told."""
    dots, read = RANGE.match(part), PART.match(part)
    if dots:
        return "dots", f"{dots['first']}-{dots['last']}"
    if read is None:
        return "refused", ""
    first, last, step = (int(read[name] or 0) for name in ("first", "last", "step"))
    if read["last"] is None:
        last = first
    if first < 0 or last < 0:
        return "refused", ""
    if read["step"] is not None and step <= 0:
        return "step", ""
    if last < first:
        return ("backwards", f"{last}-{first}") if read["last"] else ("open", "")
    return ("large", "") if last > LARGEST or step > LARGEST else None


@rule("SLU133", "malformed-array", severity=Severity.ERROR, words=("-a",))
def malformed_array(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding a script, at the array's value; none where a word stands for what is yet to be filled in."""
    array = _array(slurm)
    value = array.value if array else ""
    if array is None or not value:
        return
    where = at(source.path, array.value_span or array.span)
    if any(each.component for each in slurm.directives):
        yield Finding(TOGETHER, place=source.path, key="hetjob", location=where)
        return
    parts = [part for part in value.split(",") if part]
    bare = [part.partition("%")[0] for part in parts]
    dots = any(RANGE.match(part) for part in bare)
    if any(LETTER.search(part) for part in _open(parts)) or (unknown(value) and not dots) or _cut(source.text, array):
        return
    for part in bare:
        if wrong := _wrong(part):
            text, meant = wrong
            yield Finding(
                TEXTS[text], place=source.path, key="array", location=where, part=part, value=value, meant=meant
            )
            return
    limit = LIMIT.search(value)
    if limit and number_of(limit["count"] or "0") == 0:
        yield Finding(
            NO_LIMIT,
            place=source.path,
            key="limit",
            location=where,
            severity=Severity.WARNING,
            part=value[limit.start() :].partition(",")[0],
        )
