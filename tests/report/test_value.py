from __future__ import annotations

import pytest
from report_sample import HEADER, PIP, STO, TMP

from envdoctor.errors import Exit
from envdoctor.model import Outcome, Severity, State
from envdoctor.report.value import Report, crashes, ending, exit_code


def report(*states: State, found: bool = False) -> Report:
    outcomes = tuple(Outcome(rule, None, None, state) for rule, state in zip((STO, TMP), states, strict=False))
    return Report(HEADER, (PIP,) if found else (), outcomes)


@pytest.mark.parametrize(
    ("states", "code"),
    [
        ((), Exit.NOTHING),
        ((State.SKIPPED,), Exit.NOTHING),
        ((State.TIMED_OUT,), Exit.NOTHING),
        ((State.TIMED_OUT, State.SKIPPED), Exit.NOTHING),
        ((State.PASSED, State.TIMED_OUT), Exit.OK),
        ((State.PASSED, State.SKIPPED), Exit.OK),
        ((State.CRASHED, State.PASSED), Exit.INTERNAL),
        ((State.CRASHED,), Exit.INTERNAL),
    ],
)
def test_what_nobody_could_tell_is_not_fine(states: tuple[State, ...], code: Exit) -> None:
    assert exit_code(report(*states)) == code
    assert exit_code(report(*states), zero=True) == code


def test_findings_count_from_the_threshold_on() -> None:
    found = report(State.FOUND, found=True)
    assert exit_code(found) == exit_code(found, Severity.ERROR) == Exit.FOUND
    assert exit_code(found, zero=True) == Exit.OK
    assert exit_code(report(State.FOUND, State.CRASHED, found=True)) == Exit.INTERNAL


def test_a_crash_beats_a_refusal() -> None:
    crashed = report(State.CRASHED, State.PASSED).outcomes
    assert crashes(crashed) == crashed[:1]
    assert ending(crashed, failed=True) == Exit.INTERNAL
    assert ending((), failed=True) == Exit.FOUND
    assert ending(()) == Exit.OK
