from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import Any

import pytest

from envdoctor import Here, Origin, Unavailable
from envdoctor.catalogue.view import Variable
from envdoctor.facts.tmpdir import Temp, Told, among, temp
from envdoctor.facts.types import Disks, Environments
from envdoctor.host.probes import Answer, Failed, Look, Probe, Seen

OURS = Seen("folder", mode=0o700, uid=1000, real="/d/tmp", writable=True)
LINE = Origin("file", "/home/alice/.bashrc", 3, "TMPDIR")


def answered(generator: Generator[Sequence[Probe], Sequence[Answer], Any], seen: Mapping[str, Answer]) -> Any:
    """Drive a fact with what stands at some paths; everything else is missing, ``/`` is a folder of root's."""
    answers: Sequence[Answer] | None = None
    known = {"/": Seen("folder", uid=0, real="/"), **seen}
    try:
        while True:
            probes = generator.send(answers)  # type: ignore[arg-type]
            answers = [known.get(probe.path, Seen("missing")) for probe in probes if isinstance(probe, Look)]
    except StopIteration as end:
        return end.value


def told(environments: Mapping[str, Mapping[str, str | None]], **seen: Answer) -> Temp:
    contexts = {
        key: {name: Variable(value, LINE) for name, value in variables.items()}
        for key, variables in environments.items()
    }
    fact = temp.function(Environments(contexts, {"now": "unread", "ssh": "hangs"}), Here(cwd="/w"))
    found = answered(fact, {path.replace("_", "/"): answer for path, answer in seen.items()})
    assert isinstance(found, Temp)
    return found


def test_contexts_with_the_same_value_are_one() -> None:
    found = told({"now": {"TMPDIR": "/old"}, "login": {"TMPDIR": "/d/tmp"}, "batch": {"TMPDIR": "/d/tmp"}}, _d_tmp=OURS)
    [one] = found.told
    assert (one.name, one.path, one.contexts, one.origin, one.exists) == (
        "TMPDIR",
        "/d/tmp",
        ("login", "batch"),
        LINE,
        True,
    )
    assert found.unknown == {"ssh": "hangs"}


@pytest.mark.parametrize(
    ("variables", "name", "path"),
    [
        ({"TMPDIR": "/a", "TEMP": "/b", "TMP": "/c"}, "TMPDIR", "/a"),
        ({"TMPDIR": "", "TEMP": "/b", "TMP": "/c"}, "TEMP", "/b"),
        ({"TMP": "/c//d/../e/"}, "TMP", "/c/e"),
        ({"TMPDIR": "tmp"}, "TMPDIR", "/w/tmp"),
        ({"TMPDIR": "~/tmp"}, "TMPDIR", "/w/~/tmp"),
    ],
)
def test_the_first_variable_that_is_set_and_not_empty_decides(
    variables: dict[str, str | None], name: str, path: str
) -> None:
    [one] = told({"batch": variables}).told
    assert (one.name, one.path, one.exists) == (name, path, False)


@pytest.mark.parametrize("variables", [{}, {"TMPDIR": ""}, {"HOME": "/home/alice"}])
def test_nothing_is_told(variables: dict[str, str | None]) -> None:
    assert told({"batch": variables}).told == ()


def test_a_value_that_only_the_shell_knows() -> None:
    assert told({"batch": {"TMPDIR": None}}).unknown["batch"] == "TMPDIR is set to something that only the shell knows"


def test_a_disk_that_gives_no_answer() -> None:
    found = told({"batch": {"TMPDIR": "/nfs/tmp"}}, _nfs=Failed("no answer in 1.5 s", True))
    assert (found.told, found.unknown["batch"]) == ((), "the disk of /nfs/tmp gave no answer")


def test_only_this_process_is_known() -> None:
    assert [one.contexts for one in told({"now": {"TMPDIR": "/d/tmp"}}, _d_tmp=OURS).told] == [("now",)]


def test_among_tells_fine_from_could_not_tell() -> None:
    assert among(Temp((Told(),), {"ssh": "hangs"}), lambda each: True) == (Told(),)
    assert among(Temp((Told(),)), lambda each: False) == ()
    with pytest.raises(Unavailable, match="ssh: hangs"):
        among(Temp((Told(),), {"ssh": "hangs"}), lambda each: False)
    with pytest.raises(Unavailable, match="the disk of /data1/alice/tmp gave no answer"):
        among(Temp((Told(),)), lambda each: False, Disks())
