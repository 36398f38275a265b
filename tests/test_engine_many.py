"""Many files: several processes, and outcomes that are kept by the file, come to the same as one by one."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from envdoctor.declare import fact, rule
from envdoctor.engine import FEW, Engine, Result
from envdoctor.errors import OtherFile, Unavailable
from envdoctor.facts.types import SourceFile
from envdoctor.host.host import Host
from envdoctor.i18n import msg
from envdoctor.model import Finding, ReplaceSpan, Rule, State
from envdoctor.parts import processes
from envdoctor.resolve import Resolver
from envdoctor.select import selection

HERE = os.getpid()
ASKED: list[str] = []


@fact(forms=("job",))
def length(source: SourceFile) -> int:
    ASKED.append(source.path)
    if source.form != "job":
        raise OtherFile("not a job script")
    return len(source.text)


@fact
def odd(source: SourceFile) -> int:
    if source.path.endswith("7"):
        raise Unavailable("an odd file")
    return 1


@rule("JOB901", "bad-word", words=("bad",))
def bad_word(source, length):
    yield Finding(msg("bad after {n}"), place=source.path, n=length, wish=ReplaceSpan(source.path, 0, 1, "b", "g"))


@rule("JOB902", "long-text")
def long_text(source, length):
    if length > 8:
        yield Finding(msg("too long"), place=source.path)


@rule("JOB903", "odd-file")
def odd_file(source, odd):
    yield from ()


@rule("JOB904", "crashes")
def crashes(source):
    if source.path.endswith("9"):
        raise ZeroDivisionError
    yield from ()


RULES = (bad_word, long_text, odd_file, crashes)
SOURCES = [
    SourceFile(f"f{number}", "bad news!"[: number % 10], form="job" if number % 3 else "script")
    for number in range(FEW + 100)
]


def run(sources: Sequence[SourceFile], rules: tuple[Rule, ...] = RULES, **options: Any) -> Result:
    host = Host(home="/home/li", env={})
    resolver = Resolver({"length": length, "odd": odd}, {"config": None}, host)
    engine = Engine(resolver, (), selection((), (), rules, ()), "/home/li", **options)
    try:
        return engine.run(rules, sources)
    finally:
        host.close()


def plain(result: Result) -> tuple[object, ...]:
    hits = [(hit.rule.code, hit.severity, hit.subject, hit.finding.args, hit.finding.wish) for hit in result.hits]
    told = {(one.rule.code, one.path, one.state, one.reason) for one in result.outcomes}
    return hits, told, len(result.outcomes), result.other, result.silenced, result.stopped


def one_by_one(**options: Any) -> tuple[object, ...]:
    """All files, each in a run of its own."""
    results = [run([source], **options) for source in SOURCES]
    told = [one for result in results for one in result.outcomes]
    states = {(one.rule.code, one.path, one.state, one.reason) for one in told}
    hits = [hit for result in results for hit in plain(result)[0]]  # type: ignore[attr-defined]
    return hits, states, len(told), sum(result.other for result in results), 0, False


@pytest.mark.parametrize("detailed", [True, False])
def test_many_files_come_to_the_same_as_each_alone(detailed: bool) -> None:
    assert processes(len(SOURCES)) == min(2, len(os.sched_getaffinity(0)))
    assert plain(run(SOURCES, detailed=detailed)) == one_by_one(detailed=True)


def test_what_passed_is_kept_by_the_file() -> None:
    result = run(SOURCES, detailed=False)
    assert State.PASSED not in {one.state for one in result.outcomes.told}
    assert len(result.outcomes.passes) > FEW


def test_a_process_that_dies_is_told_of_and_loses_nothing() -> None:
    @rule("JOB905", "killer")
    def killer(source):
        if os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        yield Finding(msg("seen"), place=source.path)

    result = run(SOURCES, (killer,))
    assert [hit.finding.place for hit in result.hits] == [source.path for source in SOURCES]
    assert result.lost == processes(len(SOURCES)) - 1


def test_enough_is_enough_in_one_process() -> None:
    result = run(SOURCES, most=3)
    assert result.stopped
    assert len(result.hits) <= 4


def passed(result: Result) -> list[str]:
    return [one.rule.code for one in result.outcomes if one.state is State.PASSED]


@pytest.mark.parametrize("detailed", [True, False])
@pytest.mark.parametrize(
    ("source", "told"),
    [
        (SourceFile("a", "all good", form="job"), (["JOB901"], 0)),
        (SourceFile("a", "all good", form="script"), ([], 1)),
    ],
    ids=["for such a file", "for another file"],
)
def test_without_its_words_a_rule_is_not_run(detailed: bool, source: SourceFile, told: object) -> None:
    ASKED.clear()
    result = run([source], (bad_word,), detailed=detailed)
    assert (passed(result), result.other) == told
    assert ASKED == [], "nothing was read to know it"


@pytest.mark.parametrize("function", [bad_word, long_text])
def test_a_rule_for_other_files_is_not_loaded(function: Rule) -> None:
    def loaded() -> Callable[..., Any]:
        raise AssertionError

    late = Rule(*(getattr(function, name) for name in ("code", "name", "severity", "safety", "family", "needs")),
                "", "", (loaded, None), function.words)  # fmt: skip
    assert run([SourceFile("a", "bad", form="compose")], (late,)).other == 1
