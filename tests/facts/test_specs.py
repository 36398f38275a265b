from __future__ import annotations

import pytest

from envdoctor.errors import OtherFile
from envdoctor.facts.containers import Containers, containers
from envdoctor.facts.specs import compose, dispatch, pods
from envdoctor.facts.types import SourceFile
from envdoctor.sniff import form_of

GUIDE = """"resources": {
    "number_node": 1,
    "gpu_per_node": 1,
    "queue_name": "gpu2",
    "group_size": 1,
    "kwargs": {"gpu_usage": true, "gpu_new_syntax": true, "gpu_exclusive": false},
    "custom_flags": ["#BSUB -J train", "#BSUB -W 24:00"],
    "strategy": {"if_cuda_multi_devices": false},
    "envs": {"CUDA_VISIBLE_DEVICES": "`/data/tools/pick.py`"},
    "wait_time": 60
}
"""
COMPOSE = """services:
  train:
    image: pytorch/pytorch:2.3.0-cuda12.1-cudnn8-runtime
    command: python train.py --num_workers 8
    deploy: {resources: {reservations: {devices: [{capabilities: [gpu], count: 2}]}}}
  db:
    image: redis
    tmpfs: [/dev/shm]
"""
POD = """apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata: {name: t}
spec:
  pytorchReplicaSpecs:
    Worker:
      template:
        spec:
          initContainers: [{name: i, image: a}]
          containers:
          - name: pytorch
            image: me/train:1
            command: [python, train.py]
            resources: {limits: {nvidia.com/gpu: 4}}
            volumeMounts: [{mountPath: /dev/shm, name: shm}]
"""
SCRIPT = "#!/bin/bash\n#SBATCH -n 1\ndocker run --gpus '\"device=0,1\"' a/b:1 python x.py\n"


def source(path: str, text: str) -> SourceFile:
    return SourceFile(path, text, form=form_of(path, text.encode()))


def started(path: str, text: str) -> Containers:
    made = containers.function(source(path, text))
    assert isinstance(made, Containers)
    return made


@pytest.mark.parametrize("text", [GUIDE, "{" + GUIDE + "}"], ids=["fragment", "whole"])
def test_dispatch_reads_what_guides_show(text: str) -> None:
    found = dispatch.function(source("machine.json", text))
    [resources] = found.resources
    assert found.tree.flaws == ()
    assert found.batch_type(resources) == "lsf"
    assert resources.value("kwargs.gpu_exclusive")[0] is False
    assert resources.value("custom_flags")[0] == ["#BSUB -J train", "#BSUB -W 24:00"]


def test_dispatch_of_yaml_and_of_a_template() -> None:
    text = "resources:\n  group_size: 1\n  number_node: '{{ nodes }}'\nmachine:\n  batch_type: Slurm\n"
    found = dispatch.function(source("m.yaml", text))
    assert not found.json
    assert found.template
    assert found.batch_type(found.resources[0]) == "slurm"


def test_containers_of_compose() -> None:
    train, db = started("compose.yaml", COMPOSE).all
    assert (train.key, train.gpus, train.shared, train.workers) == ("train", "2", False, 8)
    assert train.image is not None
    assert train.image.torch
    assert (db.gpus, db.shared) == ("", True)
    assert [service.name for service in compose.function(source("compose.yaml", COMPOSE)).services] == ["train", "db"]


def test_containers_of_kubernetes() -> None:
    [worker] = started("job.yaml", POD).all
    assert (worker.key, worker.gpus, worker.shared) == ("PyTorchJob/t/pytorch", "4", True)
    [pod] = pods.function(source("job.yaml", POD)).all
    assert pod.path == "spec.pytorchReplicaSpecs.Worker.template.spec"


def test_containers_of_a_script() -> None:
    found = started("train.sbatch", SCRIPT)
    [run] = found.all
    assert found.job
    assert (run.image_text, run.gpus, run.command) == ("a/b:1", "2", ("python", "x.py"))
    assert not started("go.sh", "#!/bin/bash\necho docker\n").all


@pytest.mark.parametrize("fact", [dispatch, compose, pods, containers], ids=lambda fact: fact.name)
def test_other_files_are_said_to_be_so(fact: object) -> None:
    with pytest.raises(OtherFile):
        fact.function(source("notes.txt", "hello"))  # type: ignore[attr-defined]
