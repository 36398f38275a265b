"""What a real ``sbatch`` answered, recorded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from envdoctor.catalogue.slurm_options import JUDGED
from envdoctor.syntax.jobs.slurm.reader import read

RECORDED = Path(__file__).parents[3] / "captures" / "sbatch.jsonl"
ANSWERS = [json.loads(line) for line in RECORDED.read_text().splitlines() if not line.startswith("#")]


@pytest.mark.parametrize("start", range(0, len(ANSWERS), 100))
def test_read_alike(start: int) -> None:
    for text, accepted, reason, tables in ANSWERS[start : start + 100]:
        script = read(text, JUDGED)
        assert (text, script.accepted) == (text, accepted)
        assert bool(script.reason) == bool(reason)
        if accepted:
            assert (text, [script.options, *script.later]) == (text, tables)


def test_unknown_release_refuses_no_more() -> None:
    for text, _accepted, _reason, _tables in ANSWERS:
        judged, anyone = read(text, JUDGED), read(text)
        assert anyone.accepted or not judged.accepted, text
        assert len(anyone.directives) >= len(judged.directives), text


def test_spans_hold_what_is_read() -> None:
    for text, _accepted, _reason, _tables in ANSWERS:
        script = read(text, JUDGED)
        for directive in script.directives:
            span = directive.span
            line_start = text.rfind("\n", 0, span.start) + 1
            assert text.count("\n", 0, span.start) + 1 == span.line
            assert span.start - line_start + 1 == span.column
            if directive.value_span is not None and directive.scheduler == "slurm":
                raw = text[directive.value_span.start : directive.value_span.end]
                assert raw == directive.value or any(mark in raw for mark in "\"'\\"), (text, raw, directive.value)
        for fault in script.faults:
            assert 0 <= fault.span.start <= fault.span.end <= len(text), (text, fault)
            assert text.count("\n", 0, fault.span.start) + 1 == fault.span.line, (text, fault)
