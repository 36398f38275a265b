"""A line looks like a directive and is only a comment.

## Why is this bad?
`sbatch` takes lines that begin with exactly `#SBATCH`. With a space before the `#`, a space behind it, in lower case or
with a letter wrong it is a comment, without a word: the job runs without what the line asks for.

## What to do
Let the line begin with `#SBATCH`. If it is switched off on purpose, `##SBATCH` is the usual way to say so, and never
reported. `# SBATCH` is a note only, for it is mostly meant so; a warning where it alone asks for a GPU and the job uses
one.

## Fix safety
Unsafe: the beginning of the line becomes `#SBATCH`. The job then asks for what the line says, which it
never did before.

## References
- sbatch(1): "options preceded with #SBATCH".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, ReplaceSpan, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.late import pattern
from envdoctor.syntax.jobs.fill_ins import unknown
from envdoctor.syntax.jobs.pointing import Keys, at, one_edit, option_names, shown, span_of, swap
from envdoctor.syntax.jobs.slurm.reader import read
from envdoctor.syntax.jobs.values import Span
from envdoctor.syntax.jobs.which import in_heredoc

TEXTS = {
    "indented": msg("a comment for sbatch: nothing may stand before #SBATCH"),
    "lower-case": msg("a comment for sbatch: it takes #SBATCH in capitals only"),
    "spaced": msg("sbatch ignores {words}: take out the space, or write ##SBATCH if it is switched off"),
    "misspelt": msg("a comment for sbatch: {word} is not #SBATCH"),
}
CARD = pattern(r"gpu|-G")
CARDS = frozenset(("gres", "gpus", "gpus-per-node", "gpus-per-task", "gpus-per-socket"))
WANTS_CARD = pattern(
    r"^[^\n#]*(?:\bnvidia-smi\b|[ \t]--nv[ \t]|\btorchrun\b|\bCUDA_VISIBLE_DEVICES\b"
    r"|\bmodule[ \t]+(?:load|add)\b[^\n#]*\bcu(?:da|dnn)\b)",
    re.I | re.M,
)
"""What only a job with a card does: a line that asks for one is then not switched off."""
MISSPELT = pattern(r"\n#(?!SBATCH)(?P<word>[A-Z]{5,7})[ \t]*(?=--?[A-Za-z])")
HEAD = pattern(r"[ \t]*#[ \t]*sbatch", re.IGNORECASE)
ONE_OPTION = pattern(r"[ \t]+(?:--[a-z-]+(?:[= ][^\s;|&]+)?|-[A-Za-z] ?[^\s;|&]*)[ \t]*(?:#.*)?")
"""In lower case more than one option is rather a command that is switched off."""
LETTERS = frozenset("SBATCH")


def _misspelt(text: str) -> Iterator[tuple[str, Span, int]]:
    """Lines whose first word is SBATCH but for a letter, or has its letters in another order.

    With another letter in front, as in `#XSBATCH`, it is switched off; `#YBATCH` is another scheduler's.
    """
    for found in MISSPELT.finditer(text):
        word = found["word"]
        if word == "BATCH" or (word.startswith("S") and (_mixed(word) or one_edit(word, "SBATCH"))):
            end = text.find("\n", found.end())
            span = span_of(text, found.start() + 1, end if end >= 0 else len(text))
            yield "misspelt", span, found.end("word")


def _mixed(word: str) -> bool:
    return len(LETTERS - set(word)) <= 1 and set(word) <= LETTERS | {"N"}


def _seen(source: SourceFile, slurm: Slurm) -> Iterator[tuple[str, Span, int]]:
    """(kind, the line, where its head ends)"""
    for fault in slurm.faults:
        if fault.kind in TEXTS and (head := HEAD.match(source.text, fault.span.start)):
            rest = source.text[head.end() : fault.span.end]
            if fault.kind == "lower-case" and ("--wrap" in rest or not ONE_OPTION.fullmatch(rest)):
                continue
            yield fault.kind, fault.span, head.end()
    yield from _misspelt(source.text)


def _wish(source: SourceFile, span: Span, head: int) -> ReplaceSpan | None:
    """The line as a directive, unless sbatch refuses what it asks for."""
    if not read(f"#!/bin/sh\n#SBATCH{source.text[head : span.end]}\n").accepted:
        return None
    return swap(source.path, source.text, span.start, head, "#SBATCH")


def _asks_for_card(rest: str) -> bool:
    """The rest of a line is one option, which asks for GPUs, with a value that sbatch takes."""
    if not CARD.search(rest) or unknown(rest) or not ONE_OPTION.fullmatch(rest.rstrip()):
        return False
    script = read(f"#!/bin/sh\n#SBATCH{rest}\n")
    [*given] = [each for each in script.directives if each.option in CARDS and each.value not in ("gpu:0", "0")]
    return len(given) == 1 and not script.faults


def _meant(source: SourceFile, slurm: Slurm, seen: list[tuple[str, Span, int]]) -> int | None:
    """Offset of the one line with a space behind its ``#`` that is surely meant.

    Most such lines are switched off on purpose. Not so the only one that asks for a card, in a job that uses one or
    goes to a partition named for them.
    """
    given = {directive.option: directive.value or "" for directive in slurm.directives}
    if not CARDS.isdisjoint(given) or "gpu" not in given.get("partition", "gpu").lower():
        return None
    asking = [
        span.start for kind, span, head in seen if kind == "spaced" and _asks_for_card(source.text[head : span.end])
    ]
    sure = "partition" in given or WANTS_CARD.search(source.text) is not None
    return asking[0] if len(asking) == 1 and sure else None


@rule("SLU110", "look-alike-directive", severity=Severity.WARNING, fix=Safety.UNSAFE)
def look_alike_directive(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding for each line above the first command."""
    text, keys = source.text, Keys()
    seen = list(_seen(source, slurm))
    meant = _meant(source, slurm, seen)
    for kind, span, head in seen:
        if (slurm.code_line is not None and span.line > slurm.code_line) or in_heredoc(text, span.start):
            continue
        surely = kind != "spaced" or span.start == meant
        yield Finding(
            TEXTS[kind],
            place=source.path,
            key=keys(option_names(text[head : span.end])),
            location=at(source.path, span),
            severity=None if surely else Severity.NOTE,
            wish=_wish(source, span, head) if surely else None,
            word=text[span.start : head].strip(),
            words=shown(text, span.start, text[head : span.end].strip()),
        )
