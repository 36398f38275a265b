"""A `#PBS` line holds words that belong to no option; a comment is one, too.

## Why is this bad?
PBS Professional and OpenPBS refuse a directive with a word too many, and they know no comments behind a directive.
Torque drops such words. So the same script works at one site and is a directive error at another.

## What to do
Put comments on lines of their own, and values with spaces into quotes. A job's name can have none: `my_job_name`.

## Fix safety
Nothing is changed: what the words are for is known to you.

## References
- OpenPBS, `qsub.c`, `process_opts`: every word of a directive must belong to an option.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Pbs
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pbs.reader import flavour, mail_letters
from envdoctor.syntax.jobs.pointing import at, causes, on_first_line, shown

REMARK = msg("PBS Professional refuses a directive with a comment behind it; Torque drops the comment")
NAME = msg("a job's name has no spaces: write -N {name}")
WORD = msg("{value} belongs to no option: PBS Professional refuses the line, Torque drops the word")
PART = re.compile(r"[\w.+-]+")
MOST = 5
"""Words; more of them are rather a sentence about the job."""


def _names(pbs: Pbs) -> dict[int, str]:
    """Where a `-N` stands -> the name that it and the words behind it were to be, in one."""
    words: dict[int, list[str]] = {}
    for fault in pbs.faults:
        by = fault.directive
        if fault.kind == "stray-word" and by is not None and by.option == "N" and by.value:
            words.setdefault(by.span.start, [by.value]).append(fault.args["value"])
    few = {start: some for start, some in words.items() if len(some) <= MOST}
    return {start: "_".join(some) for start, some in few.items() if all(PART.fullmatch(word) for word in some)}


@rule("PBS112", "word-of-no-pbs-option", severity=Severity.WARNING, signs=("stray-word",))
def word_of_no_pbs_option(source: SourceFile, pbs: Pbs) -> Iterator[Finding]:
    """One finding a line: an error where the script is for PBS Professional, a note for a comment elsewhere.

    Letters that `-m` lacks are told by the rule about those.
    """
    if not pbs.faults:
        return
    kind = flavour(pbs)
    if kind == "nqsv":
        return
    line, mails, names = 0, {fault.span.start for fault in mail_letters(pbs)}, _names(pbs)
    for fault, key in causes(pbs, "stray-word"):
        remark = fault.args["value"] == "#"
        if fault.span.line == line or (remark and kind == "torque") or fault.span.start in mails:
            continue
        line = fault.span.line
        severity = Severity.ERROR if kind == "pro" else Severity.NOTE if remark else None
        option = fault.directive.option if fault.directive else ""
        name = names.get(fault.directive.span.start, "") if fault.directive else ""
        yield Finding(
            REMARK if remark else NAME if name else WORD,
            place=source.path,
            key=f"{option} {key}",
            location=at(source.path, on_first_line(source.text, fault.span)),
            severity=severity,
            value=shown(source.text, fault.span.start, fault.args["value"]),
            name=shown(source.text, fault.span.start, name),
        )
