"""Rules over batches of files: what passes, what is gated, what is left to be run again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from envdoctor import Finding, msg, rule
from envdoctor.declare import Fact, fact
from envdoctor.errors import OtherFile, Unavailable
from envdoctor.facts.types import SourceFile
from envdoctor.host.host import Host
from envdoctor.model import Rule
from envdoctor.passing import BATCH, Passing, batches
from envdoctor.resolve import Resolver


class Marked(str):
    """A text with signs: its words."""

    @property
    def signs(self) -> frozenset[str]:
        return frozenset(self.split())


@fact
def marked(source: SourceFile) -> Marked:
    """The words of a file that is not empty."""
    if not source.text:
        raise OtherFile("empty")
    return Marked(source.text)


@fact
def lost(source: SourceFile) -> str:
    """Never known."""
    raise Unavailable("nobody knows")


@rule("TST901", "always-found")
def always(source: SourceFile) -> Iterator[Finding]:
    yield Finding(msg("found"), place=source.path)


@rule("TST902", "never-found")
def never(source: SourceFile) -> Iterator[Finding]:
    yield from ()


@rule("TST903", "found-by-word", words=("red", "blue"))
def by_word(source: SourceFile) -> Iterator[Finding]:
    yield Finding(msg("found"), place=source.path)


@rule("TST904", "found-by-sign", signs=("green",))
def by_sign(source: SourceFile, marked: Marked) -> Iterator[Finding]:
    yield Finding(msg("found"), place=source.path)


@rule("TST905", "of-the-unknown")
def unknown(source: SourceFile, lost: str) -> Iterator[Finding]:
    yield from ()


@rule("TST906", "broken-rule")
def broken(source: SourceFile) -> Iterator[Finding]:
    raise ZeroDivisionError
    yield


RULES = (always, never, by_word, by_sign, unknown, broken)
FACTS: dict[str, Fact] = {one.name: one for one in (marked, lost)}


def looked(*texts: str, rules: tuple[Rule, ...] = RULES, without: str = "") -> list[tuple[set[str], set[str], int]]:
    """For each text: the codes that are left to be run, those that passed, how many are about other files."""
    outer = Resolver(FACTS, {}, Host(home="/home/alice", env={}))
    sources = [SourceFile(f"f{number}", text, form="job") for number, text in enumerate(texts)]
    takes = None if not without else lambda rule, path: rule.code != without or path != "f0"
    found = Passing(rules, {}, outer).look([(source, outer.within(source)) for source in sources], takes)
    return [({r.code for r in one.left}, {r.code for r, _member in one.passed}, one.other) for one in found]


@pytest.mark.parametrize(
    ("text", "left", "passed", "other"),
    [
        ("", "TST901 TST905 TST906", "TST902 TST903", 1),
        ("plain", "TST901 TST905 TST906", "TST902 TST903 TST904", 0),
        ("a red one", "TST901 TST903 TST905 TST906", "TST902 TST904", 0),
        ("green", "TST901 TST904 TST905 TST906", "TST902 TST903", 0),
    ],
)
def test_one_file(text: str, left: str, passed: str, other: int) -> None:
    assert looked(text) == [({*left.split()}, {*passed.split()}, other)]


def test_files_of_a_batch_do_not_touch_each_other() -> None:
    texts = ("", "green red", "plain", "blue", "green")
    assert looked(*texts) == [looked(text)[0] for text in texts]


def test_a_rule_that_is_not_to_run_on_a_file_neither_passes_nor_fails_it() -> None:
    first, second = looked("x", "x", without="TST901")
    assert "TST901" not in first[0] | first[1]
    assert "TST901" in second[0]


def test_batches_keep_the_order_and_every_file() -> None:
    sources = [SourceFile(f"f{number}", "x" * (number % 3 * 500_000)) for number in range(3 * BATCH)]
    found = list(batches(sources))
    assert [source for batch in found for source in batch] == sources
    assert all(len(batch) <= BATCH for batch in found)
    assert all(sum(len(source.text) for source in batch) <= 1 << 20 for batch in found if len(batch) > 1)
    assert list(batches([])) == []
