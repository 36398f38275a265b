from __future__ import annotations

from envdoctor.catalogue.site import UNLIMITED, Queue
from envdoctor.survey.slurm import read
from envdoctor.survey.text import policy
from tests.survey.captured import outputs, site

SAID = outputs("slurm.txt")


def test_what_scontrol_tells() -> None:
    found = read(SAID)
    assert (found.kind, found.version, found.cluster, found.default_queue) == ("slurm", (22, 5), "testcl", "gpu")
    assert found.memory_configured is True
    gpu, mixed, odd = found.queues
    assert gpu.queue == Queue("gpu", 10080, 60, nodes=2, gpus=8, cpus=64, memory=500000, card="A100")
    assert mixed.queue == Queue("mixed", UNLIMITED, None, nodes=3, gpus=8, cpus=64, memory=500000, card="A100")
    assert odd.queue == Queue("on", 31, None, nodes=1, gpus=14, cpus=32, memory=256000, card="A100", mig=True)


def test_what_a_person_should_know_stands_beside_it() -> None:
    gpu, mixed, odd = read(SAID).queues
    assert gpu.remarks == ("1 x 8 GPUs (a100), 64 CPUs, 500000 MiB", "1 x 8 GPUs (a100), 62 CPUs, 500000 MiB")
    assert mixed.remarks == (
        "a job may have 2 nodes here",
        "only for the accounts lab,math",
        "the QOS part_mixed may limit jobs further: sacctmgr show qos part_mixed",
        "1 x 8 GPUs (a100), 64 CPUs, 500000 MiB",
        "1 x 4 GPUs, 40 CPUs, 192000 MiB",
        "1 x 0 GPUs, 16 CPUs, 64000 MiB",
    )
    assert odd.remarks == ("this partition is DOWN now",)


def test_the_policy_reads_back_as_the_same_queues() -> None:
    found = read(SAID)
    made = site(policy(found, ["scontrol"]))
    assert list(made.queues.values()) == [one.queue for one in found.queues]
    assert (made.kind, made.version, made.default_queue, made.memory_configured) == ("slurm", (22, 5), "gpu", True)


def test_memory_one_is_not_configured() -> None:
    nodes = "NodeName=a CPUTot=4 RealMemory=1 Partitions=p State=IDLE\nNodeName=b CPUTot=4 RealMemory=1 Partitions=p\n"
    parts = "PartitionName=p Default=YES MaxTime=1:00:00 Nodes=a,b\n"
    found = read({"nodes": nodes, "partitions": parts})
    assert (found.memory_configured, found.queues[0].queue.memory) == (False, None)
    assert site(policy(found, [])).memory_configured is False
    mixed = read({"nodes": nodes.replace("RealMemory=1 ", "RealMemory=9000 ", 1), "partitions": parts})
    assert mixed.memory_configured is None
    assert mixed.remarks == ("some nodes show MEMORY 1, others do not",)


def test_nothing_and_nonsense_are_no_crash() -> None:
    for text in ("", "\n\n", "PartitionName=\n", "=== \udcff ===", "NodeName=a CPUTot=x RealMemory=-1 Gres=gpu:x:y\n"):
        read({"config": text, "partitions": text, "nodes": text})
