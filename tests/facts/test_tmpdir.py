from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import Any

import pytest

from envdoctor import Advise, Here, Origin, SetLocation, Unavailable
from envdoctor.catalogue.view import Variable
from envdoctor.facts.tmpdir import LIMIT, Scratch, Temp, Told, among, better, scratch, temp
from envdoctor.facts.types import Disk, Disks, Environments, Target
from envdoctor.host.probes import Answer, Failed, Look, Probe, Seen

OURS = Seen("folder", mode=0o700, uid=1000, real="/d/tmp", writable=True)
SHARED = Seen("folder", mode=0o1777, real="/tmp", writable=True)
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
def test_without_a_variable_it_is_the_default(variables: dict[str, str | None]) -> None:
    [one] = told({"login": {"TMPDIR": "/tmp"}, "batch": variables}, _tmp=SHARED).told[1:]
    assert (one.name, one.path, one.contexts, one.origin) == ("", "/tmp", ("batch",), Origin("default"))
    assert (one.exists, one.chosen) == (True, False)


# ---- our folder


def looked(disks: Disks, **seen: Answer) -> Scratch:
    found = answered(scratch.function(disks), {path.replace("_", "/"): answer for path, answer in seen.items()})
    assert isinstance(found, Scratch)
    return found


def on(disk: Disk, folder: str = "/d") -> Disks:
    return Disks(target=Target(folder, True, disk), all={"/": Disk("/"), disk.point: disk})


USABLE = Seen("folder", mode=0o700, uid=1000, real="/d", writable=True)


def test_our_folder_on_a_plain_disk_will_do() -> None:
    found = looked(on(Disk("/d")), _d=USABLE)
    assert (found.path, found.why, found.fit) == ("/d/tmp", "", True)
    assert looked(Disks(no_target="all full")) == Scratch("", "all full")
    assert not looked(Disks()).fit


@pytest.mark.parametrize(
    ("disk", "why"),
    [
        (Disk("/d", noexec=True), "noexec"),
        (Disk("/d", memory=True), "memory"),
        (Disk("/d", network=True), "network"),
    ],
)
def test_a_disk_that_other_rules_would_report(disk: Disk, why: str) -> None:
    found = looked(on(disk), _d=USABLE)
    assert why in found.why
    assert not found.fit


def test_the_disk_is_that_of_the_real_folder() -> None:
    nas = Disk("/nas", network=True)
    disks = Disks(target=Target("/d", True, Disk("/d")), all={"/": Disk("/"), "/d": Disk("/d"), "/nas": nas})
    assert "network" in looked(disks, _d=Seen("folder", uid=1000, real="/nas/d", writable=True)).why


@pytest.mark.parametrize(("letters", "fits"), [(LIMIT - len("/tmp"), True), (LIMIT - len("/tmp") + 1, False)])
def test_the_length_is_that_of_the_real_path(letters: int, fits: bool) -> None:
    real = "/d" + "x" * (letters - 2)
    disks = Disks(target=Target("/d", True, Disk("/d")), all={"/": Disk("/"), real: Disk(real)})
    assert looked(disks, _d=Seen("folder", uid=1000, real=real, writable=True)).fit is fits


@pytest.mark.parametrize(
    "seen", [{"_d": USABLE, "_d_tmp": Seen("file", uid=1000)}, {"_d": Seen("folder", uid=0)}, {"_d": Failed("dead")}]
)
def test_a_folder_that_cannot_be_used(seen: dict[str, Answer]) -> None:
    assert not looked(on(Disk("/d")), **seen).fit


LINE_OF = Told(origin=LINE)
ELSEWHERE = Told(origin=Origin("inherited", variable="TMPDIR"))
UNSET = Told("", "/tmp", "/tmp", Origin("default"))


def test_the_wish_for_another_folder() -> None:
    ours = SetLocation("tmpdir", "/data1/alice/tmp")
    assert better(ELSEWHERE, Scratch()) == better(UNSET, Scratch()) == ours
    assert isinstance(better(LINE_OF, Scratch()), Advise)
    for one in (LINE_OF, ELSEWHERE, UNSET):
        bad, none = better(one, Scratch("/d/tmp", "it lies in memory")), better(one, Scratch(""))
        assert isinstance(bad, Advise)
        assert bad.args["why"] == "it lies in memory"
        assert isinstance(none, Advise)
        assert none.args["where"] == ("TMPDIR" if one is not LINE_OF else "/home/alice/.bashrc:3")


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
