from __future__ import annotations

import pytest

from envdoctor.catalogue.view import Here
from envdoctor.errors import OtherFile, Unavailable
from envdoctor.facts.scripts import Homes, Interpreter, homes, interpreter
from envdoctor.facts.types import SourceFile
from envdoctor.host.probes import Failed, Look, Seen
from envdoctor.sniff import JOB

HERE = Here(home="/home/alice", uid=1000)
ALL = """#!/opt/gone/bash -l
cd /home/bob/x /home/alice/y /home/carol/z /mnt/home/dave/q
cp /home/bob/y ~/home/erin/z /home/frank
"""


def run(fact, text, answers, here=HERE):  # type: ignore[no-untyped-def]
    """The value of a fact that asks once, and what it asked."""
    asking = fact.function(SourceFile("train.sbatch", text, form=JOB), here)
    try:
        probes = next(asking)
        asking.send([answers[probe.path] for probe in probes])
    except StopIteration as end:
        return end.value
    raise AssertionError("it asks twice")


@pytest.mark.parametrize(
    ("answer", "missing"),
    [
        (Seen("missing"), True),
        (Seen("link"), True),
        (Seen("file"), False),
        (Seen("missing", error="Permission denied"), False),
        (Failed("no answer", timed_out=True), False),
    ],
)
def test_interpreter(answer: object, missing: bool) -> None:
    found = run(interpreter, ALL, {"/opt/gone/bash": answer})
    assert (found.path, found.missing, found.span.start, found.span.end) == ("/opt/gone/bash", missing, 2, 16)


@pytest.mark.parametrize("text", ["echo x\n", "#!bash\n", "", "#!\n", "#!/bin/\0sh\n"])
def test_no_interpreter(text: str) -> None:
    assert run(interpreter, text, {}) == Interpreter()


def test_homes() -> None:
    answers = {"/home/bob": Seen("missing"), "/home/carol": Seen("folder", mode=0o700, uid=1001)}
    found = run(homes, ALL, answers)
    assert set(found.named) == {"/home/bob", "/home/carol"}
    assert (found.missing, found.closed) == ({"/home/bob"}, {"/home/carol"})
    assert (found.named["/home/bob"].line, found.named["/home/bob"].column) == (2, 4)


@pytest.mark.parametrize(
    "seen", [Seen("folder", mode=0o711, uid=1001), Seen("folder", mode=0o700, uid=1000), Seen("folder", mode=0o710)]
)
def test_homes_that_may_be_entered(seen: Seen) -> None:
    found = run(homes, ALL, {"/home/bob": seen, "/home/carol": Failed("no answer")})
    assert not found.missing
    assert not found.closed


def test_root_has_no_neighbours() -> None:
    assert run(homes, ALL, {}, Here(home="/root", uid=0)) == Homes()


@pytest.mark.parametrize("fact", [homes, interpreter])
def test_where_it_cannot_be_told(fact) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(OtherFile):
        next(fact.function(SourceFile("a.md", ALL), HERE))
    with pytest.raises(Unavailable):
        next(fact.function(SourceFile("a.sh", ALL, form=JOB), Here(live=False)))


def test_probes_are_few() -> None:
    text = "".join(f"ls /home/u{number}/\n" for number in range(50))
    asking = homes.function(SourceFile("a.sh", text, form=JOB), HERE)
    assert [type(probe) for probe in next(asking)] == [Look] * 8
