from __future__ import annotations

from dataclasses import replace

import pytest

from envdoctor.catalogue.toolkits import cuda_in, first_cuda
from envdoctor.catalogue.view import Here
from envdoctor.config import Config
from envdoctor.facts.site import (
    UNLIMITED,
    Queue,
    Site,
    StartFile,
    Target,
    below,
    most,
    names_of,
    queues_of,
    spell,
    start_file,
    target,
)
from envdoctor.facts.site import site as site_fact
from envdoctor.facts.types import SourceFile
from envdoctor.host.probes import Answer, Failed, Look, Probe, Ran, Run, Seen, Which
from envdoctor.syntax.jobs.values import Asked, Directive, Request, Span

SPAN = Span(0, 1, 1, 1)
SINFO = "/usr/bin/sinfo"


def asking(text: str, scheduler: str = "slurm", **more: object) -> Request:
    """A request for the queue ``text``."""
    return Request(scheduler, queue=Asked(-1, Directive(scheduler, "partition", "-p", text, SPAN), text), **more)


def drive(scheduler: Site, here: Here, answers: dict[type, Answer]) -> tuple[Target, list[Probe]]:
    """The fact's value, and all that it asked; a Look finds a file where there is a ``Look`` answer."""
    steps = target.function(config=Config(scheduler=scheduler), here=here)
    asked: list[Probe] = []
    try:
        probes = next(steps)
        while True:
            asked += probes
            probes = steps.send([answers.get(type(probe), Seen("missing")) for probe in probes])
    except StopIteration as end:
        return end.value, asked


def test_the_policy_tells_the_version() -> None:
    found, asked = drive(Site(version=(23, 11)), Here(), {})
    assert (found, asked) == (Target((23, 11), "policy"), [])
    assert drive(Site(kind="lsf", version=(10, 1)), Here(), {}) == (Target(), [])
    assert drive(Site(), Here(live=False), {}) == (Target(), [])


def test_else_the_client_here_does_where_it_has_a_configuration() -> None:
    answers: dict[type, Answer] = {Which: SINFO, Look: Seen("file"), Run: Ran(0, b"slurm-wlm 22.05.8\n")}
    found, asked = drive(Site(), Here(env={"SLURM_CONF": "/opt/slurm.conf", "SLURM_JWT": "secret"}), answers)
    assert found == Target((22, 5), SINFO)
    run = asked[-1]
    assert isinstance(run, Run)
    assert (run.argv, run.stamps) == ((SINFO, "-V"), (SINFO, "/opt/slurm.conf"))
    assert "secret" not in repr(run)


@pytest.mark.parametrize(
    "answers",
    [
        {Which: None, Look: Seen("file")},
        {Which: SINFO, Look: Seen("missing")},
        {Which: SINFO, Look: Seen("file"), Run: Ran(1, b"")},
        {Which: SINFO, Look: Seen("file"), Run: Ran(0, b"something else")},
        {Which: SINFO, Look: Seen("file"), Run: Failed("no answer in 1 s", timed_out=True)},
    ],
)
def test_without_an_answer_it_is_unknown(answers: dict[type, Answer]) -> None:
    assert drive(Site(), Here(), answers)[0] == Target()


def test_the_site_is_the_policys() -> None:
    site = Site(kind="lsf")
    assert site_fact.function(config=Config(scheduler=site)) is site


def test_a_link_is_seen() -> None:
    steps = start_file.function(source=SourceFile("run.sh"), here=Here(cwd="/home/alice"), site=Site(symlinks=False))
    assert next(steps) == [Look("/home/alice/run.sh")]
    with pytest.raises(StopIteration) as end:
        steps.send([Seen("file", link="../run.sh", real="/home/run.sh")])
    assert end.value.value == StartFile("../run.sh", "/home/run.sh")


def test_a_link_is_no_matter_where_the_site_follows_it() -> None:
    with pytest.raises(StopIteration) as end:
        next(start_file.function(source=SourceFile("run.sh"), here=Here(), site=Site()))
    assert end.value.value == StartFile()


QUEUES = {"a": Queue("a", gpus=4, minutes=60), "b": Queue("b", gpus=8, minutes=UNLIMITED), "c": Queue("c")}
SITE = Site(kind="slurm", default_queue="a", queues=QUEUES)


@pytest.mark.parametrize(
    ("job", "names"),
    [
        (asking("a"), ["a"]),
        (asking("a,b"), ["a", "b"]),
        (asking("a,other"), []),
        (Request("slurm"), ["a"]),
        (asking("a", "lsf"), []),
        (Request(), []),
        (replace(asking("a"), unsure=frozenset(("partition",))), []),
    ],
)
def test_the_queues_of_a_job(job: Request, names: list[str]) -> None:
    assert [queue.name for queue in queues_of(job, SITE)] == names


def test_names_and_limits() -> None:
    assert names_of(asking("a@server", "pbs")) == ("a",)
    assert names_of(asking("a b", "lsf")) == ("a", "b")
    a, b, c = QUEUES.values()
    assert [most((a, b), name) for name in ("gpus", "minutes")] == [8, UNLIMITED]
    assert most((a, c), "gpus") is most((), "gpus") is None


@pytest.mark.parametrize(
    ("minutes", "said"), [(5, "5 min"), (90, "90 min"), (120, "2 h"), (1440, "1 d"), (3605, "2 d 12 h 5 min")]
)
def test_times_as_people_say_them(minutes: int, said: str) -> None:
    assert spell(minutes) == said


def test_below() -> None:
    folders = ("/mnt", "/tmp/")
    assert [below(path, folders) for path in ("/mnt", "/mnt/a", "/mnts", "/tmp/x", "")] == [
        "/mnt",
        "/mnt",
        "",
        "/tmp/",
        "",
    ]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("deepmd/2.0-cuda11.3", (11, 3)),
        ("cuda/12.4", (12, 4)),
        ("CUDA/11.1.1-GCC-10.2.0", (11, 1)),
        ("/usr/local/cuda-10.2/bin", (10, 2)),
        ("/usr/local/cuda11.1", (11, 1)),
        ("cudatoolkit=11.3", (11, 3)),
        ("nvidia/cuda:12.2.0-base", None),
        ("cuda", None),
        ("cudnn/8.2", None),
        ("barracuda/1.2", None),
    ],
)
def test_the_cuda_that_a_name_tells(name: str, found: tuple[int, int] | None) -> None:
    assert cuda_in(name) == found


def test_the_first_cuda_of_a_card() -> None:
    assert [first_cuda(card) for card in ("V100", "A100", "RTX 3090", "H100", "B200", "Abacus", "")] == [
        (9, 0),
        (11, 0),
        (11, 1),
        (11, 8),
        (12, 8),
        None,
        None,
    ]
