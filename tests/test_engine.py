from __future__ import annotations

from collections.abc import Generator, Sequence

import pytest

from envdoctor.catalogue.rows import Row
from envdoctor.declare import fact, rule
from envdoctor.engine import Engine
from envdoctor.errors import TimedOut, Unavailable
from envdoctor.facts.types import SourceFile
from envdoctor.host.host import Host
from envdoctor.host.probes import Answer, Probe
from envdoctor.i18n import msg
from envdoctor.model import Finding, Severity, State
from envdoctor.resolve import Resolver
from envdoctor.select import selection

ROWS = tuple(Row(name, name, name, "cache", (), (), name) for name in ("pip-cache", "uv"))


@fact
def nothing(config: object) -> str:
    raise Unavailable("nvidia-smi is not on this machine")


@fact
def late(config: object) -> Generator[Sequence[Probe], Sequence[Answer], str]:
    yield []
    raise TimedOut("bash gave no answer in 2 s")


@rule("STO901", "found", severity=Severity.ERROR)
def found():
    yield Finding(msg("{what} is bad"), place="/home/li/.cache/pip", key="k", what="this")


@rule("STO902", "fine")
def fine():
    yield from ()


@rule("STO903", "skipped")
def skipped(nothing):
    yield Finding(msg("never"))


@rule("STO904", "slow")
def slow(late):
    yield Finding(msg("never"))


@rule("STO905", "broken")
def broken():
    yield Finding(msg("lost, since the rule did not end"))
    raise ZeroDivisionError("by nothing")


@rule("STO906", "family", family="locations")
def family(row):
    if row.id == "uv":
        yield Finding(msg("row {id}"), id=row.id)


@rule("STO907", "in-file")
def in_file(source):
    if "bad" in source.text:
        yield Finding(msg("bad word"), place=source.path)


RULES = (found, fine, skipped, slow, broken, family, in_file)


def run(rules=RULES, sources=(), severities=None):
    host = Host(home="/home/li", env={})
    resolver = Resolver({"nothing": nothing, "late": late}, {"config": None}, host)
    engine = Engine(resolver, ROWS, selection((), (), RULES, ROWS), "/home/li", severities=severities or {})
    result = engine.run(rules, sources)
    host.close()
    return result


@pytest.mark.parametrize(
    ("tried", "state", "reason"),
    [
        (found, State.FOUND, ""),
        (fine, State.PASSED, ""),
        (skipped, State.SKIPPED, "nvidia-smi is not on this machine"),
        (slow, State.TIMED_OUT, "bash gave no answer in 2 s"),
        (broken, State.CRASHED, "ZeroDivisionError: by nothing at test_engine.py:"),
    ],
)
def test_could_not_tell_is_neither_fine_nor_bad(tried, state, reason):
    (outcome,) = run([tried]).outcomes
    assert outcome.state is state
    assert outcome.reason.startswith(reason)


def test_a_crash_gives_no_finding_and_does_not_stop_the_others():
    result = run()
    assert [hit.label for hit in result.hits] == ["STO901", "STO906[uv]"]
    assert len(result.outcomes) == 7


def test_subjects_hold_no_language_and_no_line():
    result = run()
    assert [hit.subject for hit in result.hits] == ["STO901:~/.cache/pip:k", "STO906[uv]::"]


def test_a_rule_that_looks_into_files_runs_once_a_file():
    sources = (SourceFile("a", "bad"), SourceFile("b", "good"))
    result = run([in_file], sources)
    assert [(outcome.path, outcome.state) for outcome in result.outcomes] == [("a", State.FOUND), ("b", State.PASSED)]


def test_the_policys_severity_wins_and_a_members_beats_its_rules():
    severities = {"STO906[uv]": Severity.NOTE, "STO901": Severity.WARNING, "STO906": Severity.ERROR}
    assert [hit.severity for hit in run(severities=severities).hits] == [Severity.WARNING, Severity.NOTE]


@fact
def bad(config: object) -> int:
    return 1 // int(config is not None)


@rule("STO908", "needs-bad")
def needs_bad(bad):
    yield Finding(msg("never {x}"), x=bad)


def test_a_fact_that_crashes_takes_only_its_own_rules_along():
    host = Host(home="/home/li", env={})
    resolver = Resolver({"bad": bad}, {"config": None}, host)
    rules = (needs_bad, fine)
    result = Engine(resolver, ROWS, selection((), (), rules, ROWS), "/home/li").run(rules, ())
    host.close()
    assert [outcome.state for outcome in result.outcomes] == [State.CRASHED, State.PASSED]
    assert "fact bad: ZeroDivisionError" in result.outcomes[0].reason
