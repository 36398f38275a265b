"""Takes whatever files through a whole check and a whole fix, and says which promises were not kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from envdoctor.cli.formats import FORMATS, rendered
from envdoctor.model import Hit, Outcome, ReplaceSpan, State
from envdoctor.plan.spans import replaced, title
from envdoctor.report import Report
from envdoctor.report.clean import Cleaner
from envdoctor.report.style import Style
from envdoctor.report.text import text as text_of
from envdoctor.run import fix
from envdoctor.session import Request
from envdoctor.steps import Plan, WriteFile

SLOW = 1.0
"""Seconds that one rule may take for one file."""


class Judged(NamedTuple):
    """What a run over some files came to; ``broken`` names each promise that was not kept, and the file."""

    rules: frozenset[str]
    mended: int
    broken: tuple[str, ...]


def plant(folder: Path, files: Iterable[tuple[str, bytes]]) -> list[str]:
    """Write each file into a folder of its own; their paths."""
    paths = []
    for number, (name, data) in enumerate(files):
        path = folder / f"{number:05}" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
        paths.append(str(path))
    return paths


def judge(paths: Sequence[str], policy: Path | None = None) -> Judged:
    """Check the files, render what is found, write what is safe, and look once more."""
    plan, report = _planned(paths, policy)
    texts = {path: _text(path) for path in paths}
    broken = [*_outcomes(report.outcomes, policy), *_rendered(report)]
    for hit in report.hits:
        broken += [f"{hit.finding.location.path}: {hit.label}: {why}" for why in _wrong(hit, texts)]
    written, wrong = _write(plan)
    broken += wrong
    if written:
        again = _planned(written, policy)[1]
        broken += [*_outcomes(again.outcomes, policy), *_wished_again(report, again, texts)]
    return Judged(frozenset(hit.rule.code for hit in report.hits), len(written), tuple(broken))


def _planned(paths: Sequence[str], policy: Path | None) -> tuple[Plan, Report]:
    config = None if policy is None else str(policy)
    return fix(Request("fix", tuple(paths), cache=False, config_file=config, isolated=config is None))


def _made(report: Report) -> dict[str, list[tuple[str, ReplaceSpan]]]:
    """Path -> rules and their replacements that the plan holds, in the order of the text."""
    found: dict[str, list[tuple[str, ReplaceSpan]]] = {}
    for hit in report.hits:
        wish = hit.finding.wish
        if isinstance(wish, ReplaceSpan) and not report.fixes[hit.subject][2]:
            found.setdefault(wish.path, []).append((hit.rule.code, wish))
    return {path: sorted(some, key=lambda pair: (pair[1].start, pair[1].end)) for path, some in found.items()}


def _wished_again(first: Report, again: Report, texts: Mapping[str, str]) -> Iterator[str]:
    """Replacements that a rule wants in what it wrote itself."""
    wishes = _made(again)
    for path, made in _made(first).items():
        after = replaced(texts[path], [wish for _code, wish in made])
        if path not in wishes or after != _text(path):  # bytes that have only now become a character
            continue
        spots, moved = [], 0
        for code, start, end, size in dict.fromkeys((c, w.start, w.end, len(w.after)) for c, w in made):
            spots.append((code, start + moved, start + moved + size))
            moved += size - (end - start)
        for code, wish in wishes[path]:
            if any(code == one and wish.start <= end and start <= wish.end for one, start, end in spots):
                yield f"{path}: {code} wants to change what it wrote: {title(wish)}"


def _text(path: str) -> str:
    return Path(path).read_bytes().decode("utf-8", "surrogateescape")


def _outcomes(outcomes: Sequence[Outcome], policy: Path | None) -> Iterator[str]:
    for outcome in outcomes:
        if outcome.state in (State.CRASHED, State.TIMED_OUT):
            yield f"{outcome.path}: {outcome.rule.code} {outcome.state.value}: {outcome.reason}"
        if outcome.seconds > SLOW and outcome.path and _seconds(outcome, policy) > SLOW:
            yield f"{outcome.path}: {outcome.rule.code} took {outcome.seconds:.1f} s"


def _seconds(outcome: Outcome, policy: Path | None) -> float:
    """How long the same takes once more: a busy machine is no slow rule."""
    again = _planned([outcome.path or ""], policy)[1].outcomes
    return max(one.seconds for one in again if one.rule is outcome.rule or one.rule.code == outcome.rule.code)


def _rendered(report: Report) -> Iterator[str]:
    """Every format can be made and written as UTF-8."""
    for name in FORMATS:
        text = text_of(report, Style(), verbose=1) if name == "text" else rendered(name, report, Cleaner())
        try:
            text.encode()
        except UnicodeEncodeError as error:
            yield f"format {name}: {error}"


def _wrong(hit: Hit, texts: Mapping[str, str]) -> Iterator[str]:
    """What of a finding does not fit the text of its file."""
    where, wish = hit.finding.location, hit.finding.wish
    text = texts.get(where.path or "")
    if text is None:
        yield f"points at {where.path}"
        return
    if where.line is not None:
        lines = text.split("\n")
        if not 1 <= where.line <= len(lines):
            yield f"points at line {where.line} of {len(lines)}"
        elif not 1 <= (where.column or 1) <= (where.end_column or where.column or 1) <= len(lines[where.line - 1]) + 1:
            yield f"points at columns {where.column} to {where.end_column} of {lines[where.line - 1]!r}"
    if isinstance(wish, ReplaceSpan) and text[max(wish.start, 0) : wish.end] != wish.before:
        yield f"the text at {wish.start}:{wish.end} is not {wish.before!r}"


def _write(plan: Plan) -> tuple[list[str], list[str]]:
    """Write the plan's files; their paths, and what did not fit."""
    written, wrong = [], []
    for step in plan.steps:
        if not isinstance(step, WriteFile) or step.before != Path(step.path).read_bytes():
            wrong.append(f"{step}: not planned on what is there")
            continue
        Path(step.path).write_bytes(step.after)
        written.append(step.path)
    return written, wrong
