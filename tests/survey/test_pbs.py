from __future__ import annotations

from envdoctor.catalogue.site import Queue
from envdoctor.survey.pbs import read
from envdoctor.survey.text import policy
from envdoctor.survey.values import Described
from tests.survey.captured import outputs, site

SAID = outputs("pbs.txt")


def test_what_pbs_tells() -> None:
    found = read(SAID)
    assert (found.kind, found.version, found.cluster, found.default_queue) == ("pbs", (20, 0), "pbs01", "workq")
    work, gpu, route = found.queues
    assert work.queue == Queue("workq", 2880, 60, nodes=1, gpus=0, cpus=48, memory=257658)
    assert gpu.queue == Queue("gpuq", 10080, None, nodes=1, gpus=4, cpus=64, memory=515072, card="V100")
    assert gpu.remarks == ("this queue is stopped now",)
    assert route == Described(Queue("route"), ("jobs go on from here to other queues",))


def test_a_default_queue_that_sends_jobs_on_is_one_of_the_queues() -> None:
    said = {**SAID, "server": SAID["server"].replace("= workq", "= route")}
    assert site(policy(read(said), ["qstat -Qf"])).default_queue == "route"


def test_a_default_queue_that_was_not_seen_is_left_out() -> None:
    said = {**SAID, "server": SAID["server"].replace("= workq", "= hidden")}
    assert site(policy(read(said), ["qstat -Qf"])).default_queue == ""


def test_the_policy_reads_back_as_the_same_queues() -> None:
    found = read(SAID)
    assert list(site(policy(found, ["qstat -Qf"])).queues.values()) == [one.queue for one in found.queues]


def test_nothing_and_nonsense_are_no_crash() -> None:
    for text in (
        "",
        "Queue: a\n",
        "    a = b\n",
        "Queue:\n  queue_type = \n",
        "n\n  resources_available.ncpus = many\n",
    ):
        read(dict.fromkeys(SAID, text))
