from __future__ import annotations

from envdoctor.model import Outcome, Rule, Severity, State
from envdoctor.tally import Outcomes, passes, told


def rule(code: str) -> Rule:
    return Rule(code, code.lower(), Severity.NOTE, None, None, (), "", "", (print, None))


A, B = rule("A"), rule("B")
FOUND = Outcome(A, None, "x", State.FOUND, "", 0.5)


def outcomes() -> Outcomes:
    made = Outcomes((FOUND,))
    made.passed("x", ((B, None),))
    made.passed("y", ((A, None), (B, "uv")))
    made.passed("z", ((A, None), (B, "uv")))
    made.passed("nothing ran", ())
    return made


def test_each_pass_is_an_outcome_again() -> None:
    made = outcomes()
    assert list(made) == [
        FOUND,
        Outcome(B, None, "x", State.PASSED),
        Outcome(A, None, "y", State.PASSED),
        Outcome(B, "uv", "y", State.PASSED),
        Outcome(A, None, "z", State.PASSED),
        Outcome(B, "uv", "z", State.PASSED),
    ]
    assert len(made) == 6
    assert made[1:2] == [made[1]]


def test_counts() -> None:
    made = outcomes()
    assert [made.number(State.PASSED), made.number(State.FOUND), made.number(State.FOUND, State.PASSED)] == [5, 1, 6]
    assert not Outcomes()


def test_equal_passes_are_kept_once() -> None:
    made = outcomes()
    assert made.passes["y"] is made.passes["z"]


def test_two_parts_become_one() -> None:
    made, other = outcomes(), Outcomes((Outcome(B, None, "v", State.SKIPPED, "why"),))
    other.passed("v", ((A, None), (B, "uv")))
    made.add(other)
    assert [one.state for one in made.told] == [State.FOUND, State.SKIPPED]
    assert list(made.passes) == ["x", "y", "z", "v"]
    assert made.passes["v"] is made.passes["y"]


def test_any_sequence_of_outcomes_will_do() -> None:
    assert (told([FOUND]), passes([FOUND])) == ([FOUND], {})
    assert told(outcomes()) == [FOUND]
    assert list(passes(outcomes())) == ["x", "y", "z"]
