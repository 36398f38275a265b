"""What the rules say about real job scripts, judged by hand: the tables are whole, and the shares are good enough."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from envdoctor.collect import collect

HERE = Path(__file__).parent / "corpus"
TABLES = ("verdicts.tsv", "verdicts_by_rule.tsv")
ENOUGH = {"error": 0.98, "warning": 0.9}
"""The share of right findings that the linter promises."""
FEW = 10
"""From so many judged findings on, each rule has to keep the promise for warnings by itself."""


class Verdict(NamedTuple):
    """One finding and what a person says about it."""

    repository: str
    path: str
    commit: str
    line: str
    rule: str
    severity: str
    verdict: str
    why: str


def rows(name: str) -> list[list[str]]:
    """The rows of a table, without its head."""
    head, *lines = (HERE / name).read_text("utf-8").splitlines()
    assert head.split("\t") == list(Verdict._fields if name in TABLES else ("path", "lines"))
    return [line.split("\t") for line in lines]


def verdicts(name: str) -> list[Verdict]:
    return [Verdict(*row) for row in rows(name)]


def right(table: list[Verdict]) -> float:
    """The share of right ones."""
    return sum(row.verdict == "right" for row in table) / len(table)


@pytest.mark.parametrize("name", TABLES)
def test_well_formed(name: str) -> None:
    table = verdicts(name)
    assert {row.severity for row in table} == set(ENOUGH)
    assert {row.verdict for row in table} <= {"right", "wrong"}
    assert all(row.line.isdecimal() and int(row.line) > 0 and row.why and len(row.commit) == 40 for row in table)
    assert all(row.path and not row.path.startswith("/") and ".." not in row.path.split("/") for row in table)
    assert table == sorted(table, key=lambda row: (row.path, int(row.line), row.rule)) or name == TABLES[1]


@pytest.mark.parametrize("name", TABLES)
def test_every_rule_exists(name: str) -> None:
    assert {row.rule for row in verdicts(name)} <= {rule.code for rule in collect().rules}


def test_the_sample_is_large_enough_and_holds_what_was_judged() -> None:
    sample = rows("sample.tsv")
    paths = {path for path, _lines in sample}
    assert len(paths) == len(sample) >= 200
    assert all(lines.isdecimal() for _path, lines in sample)
    assert {row.path for row in verdicts("verdicts.tsv")} <= paths


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("severity", ENOUGH)
def test_shares(name: str, severity: str) -> None:
    table = [row for row in verdicts(name) if row.severity == severity]
    assert right(table) >= ENOUGH[severity], f"{right(table):.3f} of {len(table)}"


def test_no_rule_is_carried_by_the_others() -> None:
    table = verdicts("verdicts_by_rule.tsv")
    counts = Counter(row.rule for row in table)
    poor = {
        code: share
        for code, count in counts.items()
        if count >= FEW and (share := right([row for row in table if row.rule == code])) < ENOUGH["warning"]
    }
    assert poor == {}


def test_a_second_reader_mostly_agrees() -> None:
    head, *lines = (HERE / "second_reader.tsv").read_text("utf-8").splitlines()
    assert head.split("\t") == ["path", "line", "rule", "severity", "first", "second", "why"]
    read = [line.split("\t") for line in lines]
    assert len(read) == 50
    assert {row[5] for row in read} <= {"right", "wrong"}
    assert sum(row[4] == row[5] for row in read) >= 45
