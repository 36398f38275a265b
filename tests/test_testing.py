from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from envdoctor import Advise, Finding, Location, ReplaceSpan, msg, rule
from envdoctor.facts.types import Disks, SourceFile
from envdoctor.model import Rule
from envdoctor.testing import Span, account, default, findings, fixed, marked, offends, passes, skips


def over_files(*, stable: bool = True, shout: str = "") -> Rule:
    """A rule that finds the word ``bad``."""

    @rule("SHL999", "bad-word")
    def function(source: SourceFile) -> Iterator[Finding]:
        for line, text in enumerate(source.text.split("\n"), 1):
            column = text.find("bad") + 1
            if column:
                start = source.text.index("bad")
                yield Finding(
                    msg("{word} is bad"),
                    place=source.path,
                    key="" if stable else str(line),
                    location=Location(source.path, line, column, column + 3),
                    wish=ReplaceSpan(source.path, start, start + 3, "bad", "good" + shout),
                    word="bad",
                )

    return function


def yielding(*found: object) -> Rule:
    @rule("SHL998", "given")
    def function(disks: Disks) -> Iterator[object]:
        yield from found

    return function


@pytest.mark.parametrize(
    ("found", "says"),
    [
        ("text", "not a Finding"),
        (Finding(msg("{free} left"), place="/"), "has no argument for {free}"),
        (Finding("bare", place="/"), "is not marked with msg"),  # type: ignore[arg-type]
        (Finding(msg(""), place="/"), "an empty text"),
        (Finding(msg("odd")), "a place or a key"),
        (Finding(msg("odd"), place="/", wish=Advise(msg("see {x}"))), "has no argument for {x}"),
        (Finding(msg("odd"), place="/", location=Location(None, 3)), "a line without a file"),
        (Finding(msg("odd"), place="/", location=Location("f", None, 3)), "a column without a line"),
    ],
)
def test_promises_about_a_finding(found: object, says: str) -> None:
    with pytest.raises(AssertionError, match=says):
        findings(yielding(found))


def test_two_findings_need_two_subjects() -> None:
    with pytest.raises(AssertionError, match="give them keys"):
        findings(yielding(Finding(msg("a"), place="/"), Finding(msg("b"), place="/")))
    assert len(findings(yielding(Finding(msg("a"), place="/", key="a"), Finding(msg("b"), place="/", key="b")))) == 2


def test_an_unknown_fact_is_named() -> None:
    with pytest.raises(TypeError, match="no parameter disk; it has disks"):
        findings(yielding(), disk=Disks())


def test_marks_are_taken_out() -> None:
    text, spans = marked("\n  a bad day\n    ^^^ ^^^\n  end\n")
    assert text == "a bad day\nend\n"
    assert spans == [Span(1, 3, 6), Span(1, 7, 10)]


def test_offends_compares_what_is_pointed_at() -> None:
    [found] = offends(over_files(), "fine\na bad day\n  ^^^\n", path="/f")
    assert found.place == "/f"
    with pytest.raises(AssertionError, match="points at"):
        offends(over_files(), "a bad day\n^\n")
    with pytest.raises(AssertionError, match="no text is marked"):
        offends(over_files(), "a bad day\n")


def test_offends_sees_line_numbers_in_subjects() -> None:
    with pytest.raises(AssertionError, match="subjects hold line numbers"):
        offends(over_files(stable=False), "bad\n^^^\n")


def test_passes_and_skips() -> None:
    passes(over_files(), "a good day\n")
    with pytest.raises(AssertionError, match="finds"):
        passes(over_files(), "a bad day\n")
    with pytest.raises(AssertionError, match="comes to a result"):
        skips(yielding())


def test_fixed_applies_the_replacements() -> None:
    fixed(over_files(), "a bad day\n", "a good day\n")
    with pytest.raises(AssertionError, match="gives:\na good day"):
        fixed(over_files(), "a bad day\n", "a fine day\n")
    with pytest.raises(AssertionError, match="still wishes"):
        fixed(over_files(shout=" bad"), "a bad day\n", "a good bad day\n")
    with pytest.raises(AssertionError, match="no finding wishes"):
        fixed(over_files(), "a day\n", "a day\n")


GUARDED = "case $- in *i*) ;; *) return;; esac\nexport HF_HOME=/data1/alice/hf\n"


def test_a_whole_home(tmp_path: Path) -> None:
    result = account(tmp_path, {".bashrc": GUARDED, ".config/notes": "x"}, "SHL101", "marker-block-twice")
    assert [(hit.label, hit.finding.location.line) for hit in result.hits] == [("SHL101", 2)]
    assert {(outcome.rule.code, outcome.state.value) for outcome in result.outcomes} == {
        ("SHL101", "found"),
        ("SHL202", "passed"),
    }


@dataclass(frozen=True)
class Needy:
    size: int


def test_defaults() -> None:
    assert default(Disks) == Disks()
    assert default(tuple[int, ...]) == ()
    assert default(dict[str, int]) == {}
    with pytest.raises(TypeError, match="needy has no default"):
        default(Needy, "needy")
