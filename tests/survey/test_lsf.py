from __future__ import annotations

from envdoctor.catalogue.site import Queue
from envdoctor.survey.lsf import read
from envdoctor.survey.text import policy
from tests.survey.captured import outputs, site

SAID = outputs("lsf.txt")


def test_what_lsf_tells() -> None:
    found = read(SAID)
    assert (found.kind, found.version, found.cluster, found.default_queue) == ("lsf", (10, 1), "lab", "normal")
    normal, gpu, old = found.queues
    assert normal.queue == Queue("normal", 1440, 60, nodes=2, gpus=0, cpus=32, memory=128409)
    assert gpu.queue == Queue("gpu2", 2880, None, nodes=2, gpus=4, cpus=64, memory=515072, card="A100 PCIE 80GB")
    assert (old.queue.nodes, old.queue.minutes) == (5, None)


def test_remarks() -> None:
    normal, gpu, old = read(SAID).queues
    assert normal.remarks == ()
    assert gpu.remarks == (
        "1 x 4 GPUs (A100_PCIE_80GB), 44 CPUs, 515072 MiB",
        "1 x 2 GPUs (A100_PCIE_80GB), 64 CPUs, 515072 MiB",
    )
    assert old.remarks[0] == "this queue is closed or inactive now"


def test_the_policy_reads_back_as_the_same_queues() -> None:
    found = read(SAID)
    made = site(policy(found, ["bqueues -l"]))
    assert list(made.queues.values()) == [one.queue for one in found.queues]


def test_without_cards_it_says_so() -> None:
    found = read({key: text for key, text in SAID.items() if key != "cards"})
    assert found.remarks == ("lshosts -gpu told nothing, so the cards of the hosts are not known",)


def test_groups_that_hold_each_other_end() -> None:
    groups = "GROUP_NAME HOSTS\na b/\nb a/\n"
    text = SAID["queues"].replace("cpus/", "a/")
    assert read({**SAID, "groups": groups, "queues": text}).queues[0].remarks == ("no node of this queue was seen",)


def test_nothing_and_nonsense_are_no_crash() -> None:
    for text in ("", "QUEUE: \n", "QUEUE: a\nHOSTS:\n", "HOST_NAME\nx\n", "HOST_NAME\na b c d e f g Yes\n 9 x\n"):
        read(dict.fromkeys(SAID, text))
