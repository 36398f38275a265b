from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from envdoctor import Origin, Place
from envdoctor.facts.reach import Reach, Stand, climb, reach
from envdoctor.facts.types import Locations, Spot
from envdoctor.host.probes import Answer, Failed, Look, Probe, Seen

ROOTS = Seen("folder", uid=0)
OURS = Seen("folder", uid=1000, writable=True)


def met(paths: Sequence[str], seen: Mapping[str, Answer]) -> tuple[dict[str, Stand], int]:
    """The stands, and how many rounds of questions it took."""
    generator, rounds, answers = climb(paths), 0, None
    known = {"/": ROOTS, **seen}
    try:
        while True:
            probes: Sequence[Probe] = generator.send(answers)  # type: ignore[arg-type]
            rounds += 1
            answers = [known.get(probe.path, Seen("missing")) for probe in probes if isinstance(probe, Look)]
    except StopIteration as end:
        return end.value, rounds


@pytest.mark.parametrize(
    ("seen", "above", "usable"),
    [
        ({"/d/alice/x": OURS}, "/d/alice/x", True),
        ({"/d/alice/x": ROOTS}, "/d/alice/x", False),
        ({"/d/alice": OURS}, "/d/alice", True),
        ({"/d": ROOTS}, "/d", False),
        ({}, "/", False),
        ({"/d/alice": Seen("link", link="/gone"), "/d": OURS}, "/d/alice", False),
        ({"/d/alice": Seen("file", writable=True), "/d": OURS}, "/d/alice", False),
        ({"/d/alice": Seen("missing", error="Permission denied"), "/d": ROOTS}, "/d/alice", False),
    ],
)
def test_what_is_met_on_the_way_up(seen: dict[str, Answer], above: str, usable: bool) -> None:
    stands, rounds = met(["/d/alice/x"], seen)
    assert (stands["/d/alice/x"].above, stands["/d/alice/x"].usable, rounds) == (above, usable, 1)


def test_no_answer_on_the_way_means_none() -> None:
    stands, _ = met(["/nfs/x", "/d/x"], {"/nfs": Failed("no answer in 1.5 s", True), "/d": OURS})
    assert list(stands) == ["/d/x"]


def test_nothing_is_asked_for_nothing() -> None:
    assert met([], {}) == ({}, 0)


def test_only_doubtful_places_of_tools_in_use_are_looked_at() -> None:
    places = {name: Place(f"/d/{name}") for name in ("fine", "missing", "closed")} | {"off": Place(None)}
    places["set"] = Place("/d/set", Origin("file", "/home/alice/.npmrc", 1))
    there, ours = dict.fromkeys(("/d/fine", "/d/closed", "/d/set"), True), {"/d/fine": True, "/d/set": True}
    side = {"side": Spot("a", {"batch": Place("/d/side")}, in_use=False)}
    spots = {
        "a": Spot("a", places, exists=there, writable=ours, sides=side),
        "b": Spot("b", {"x": Place("/e")}, in_use=False),
    }
    generator = reach.function(Locations(spots))
    asked = {probe.path for probe in next(generator)}
    assert asked == {"/", "/d", "/d/missing", "/d/closed", "/d/set", "/d/side"}
    with pytest.raises(StopIteration) as end:
        generator.send([OURS] * len(asked))
    assert isinstance(end.value.value, Reach)


def test_the_folder_above_that_may_not_be_entered_is_named() -> None:
    refused = Seen("missing", error="Permission denied")
    seen = {"/d/alice/x": refused, "/d/alice/x/y": refused, "/d/alice": Seen("folder", uid=1000), "/d": ROOTS}
    stand = met(["/d/alice/x/y"], seen)[0]["/d/alice/x/y"]
    assert (stand.above, stand.closed, stand.owner, stand.usable) == ("/d/alice/x/y", "/d/alice", 1000, False)
    long = Seen("missing", error="File name too long")
    assert met(["/d/alice"], {"/d/alice": long, "/d": ROOTS})[0]["/d/alice"].closed == ""
