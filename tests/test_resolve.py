from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Annotated

import pytest

from envdoctor.declare import fact
from envdoctor.errors import EnvdoctorError, TimedOut, Unavailable
from envdoctor.host.host import Host
from envdoctor.host.probes import Answer, Content, Probe, Read, Run
from envdoctor.resolve import Resolver


@fact
def base(config: str) -> str:
    return config + "!"


@fact
def doubled(base: str) -> str:
    return base * 2


@fact
def file(content: Annotated[Content, Read("~/f")]) -> bytes:
    return content.data or b""


@fact
def chained(base: str) -> Generator[Sequence[Probe], Sequence[Answer], list[object]]:
    first = yield [Read("~/f")]
    second = yield [Read("~/g"), Read("~/h")]
    return [base, *first, *second]


@fact
def broken(base: str) -> str:
    raise Unavailable("there is no such thing here")


@fact
def behind(broken: str) -> str:
    return broken


@fact
def slow(ran: Annotated[object, Run(("/bin/sleep", "5"), (), deadline=0.1)]) -> str:
    return str(ran)


@fact
def lines(source: str) -> int:
    return source.count("\n")


@fact
def both(lines: int, base: str) -> str:
    return f"{base}{lines}"


@fact
def circle(round_: int) -> int:
    return round_


@fact
def round_(circle: int) -> int:
    return circle


FACTS = {f.name: f for f in (base, doubled, file, chained, broken, behind, slow, lines, both, circle, round_)}


@pytest.fixture
def resolver(tmp_path):
    (tmp_path / "f").write_bytes(b"F")
    (tmp_path / "h").write_bytes(b"H")
    host = Host(home=str(tmp_path), env={}, cwd=str(tmp_path))
    yield Resolver(FACTS, {"config": "c"}, host)
    host.close()


def test_facts_are_given_by_parameter_name_and_made_once(resolver):
    assert resolver.value("doubled") == "c!c!"
    assert resolver.value("base") is resolver.value("base")


def test_a_probe_in_an_annotation_is_answered(resolver):
    assert resolver.value("file") == b"F"


def test_a_generator_gets_answers_for_what_it_yields(resolver):
    assert resolver.value("chained") == ["c!", Content(b"F"), Content(None), Content(b"H")]


def test_a_reason_goes_through_to_whoever_needs_the_fact(resolver):
    with pytest.raises(Unavailable, match="no such thing here"):
        resolver.value("behind")


def test_a_late_probe_is_told_from_a_missing_one(resolver):
    with pytest.raises(TimedOut, match=r"sleep gave no answer in 0.1 s"):
        resolver.value("slow")


def test_an_unknown_name_lists_the_nearest_and_what_exists(resolver):
    with pytest.raises(EnvdoctorError, match=r"no fact is called doubld; did you mean doubled\?.*Known facts: .*base"):
        resolver.value("doubld")


def test_a_circle_is_named(resolver):
    with pytest.raises(EnvdoctorError, match="circle -> round_ -> circle"):
        resolver.value("circle")


def test_only_what_reaches_source_runs_per_file(resolver):
    assert resolver.per_file(("both",))
    assert not resolver.per_file(("doubled",))
    one, two = resolver.within("a\n"), resolver.within("a\nb\n")
    assert (one.value("both"), two.value("both")) == ("c!1", "c!2")
    assert one.value("doubled") is resolver.value("doubled")


def test_a_fact_must_say_what_it_returns():
    with pytest.raises(TypeError, match="nothing_said"):

        @fact
        def nothing_said(config):
            return 1


@fact
def asked(config: str) -> Generator[Sequence[Probe], Sequence[Answer], list[object]]:
    first = yield [Read("~/f")]
    ran = yield [Run(("/bin/echo", "hi"), ())]
    return [config, *first, *ran]


def test_a_fact_that_needs_no_other_is_driven_to_its_first_commands_and_finished_later(resolver):
    later = Resolver({**FACTS, "asked": asked}, resolver.given, resolver.host)
    later.start(["asked", "doubled"])
    assert len(resolver.host._commands) == 1
    config, content, ran = later.value("asked")
    assert (config, content, ran.out) == ("c", Content(b"F"), b"hi\n")
    assert resolver.host._commands == {}
