from __future__ import annotations

import pytest

from envdoctor.syntax.specs.kinds import kind_of

RESOURCES = '"resources": {"number_node": 1, "group_size": 1, "queue_name": "gpu2"}'
POD = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: x\n"
COMPOSE = "services:\n  train:\n    image: pytorch/pytorch\n"


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("machine.json", "{" + RESOURCES + "}", "dpdispatcher"),
        ("part.json", RESOURCES, "dpdispatcher"),
        ("machine.json", '{"batch_type": "Slurm", "context_type": "Local"}', "dpdispatcher"),
        ("machine.yaml", "train:\n  machine:\n    batch_type: Slurm\n    local_root: ./\n", "dpdispatcher"),
        ("old.json", '{"resources": {"numb_node": 1, "task_per_node": 4}}', "dpdispatcher"),
        ("broken.json", "{'batch_type': 'lsf', group_size: 3,}", "dpdispatcher"),
        ("submission.json", "{" + RESOURCES + ', "belonging_jobs": []}', ""),
        ("compose.yaml", COMPOSE, "compose"),
        ("docker-compose.yml", f"version: '3'\r\n{COMPOSE}".replace("\n", "\r\n"), "compose"),
        ("pod.yaml", POD, "kubernetes"),
        ("pod.yaml", POD.replace("Pod", "PyTorchJob"), "kubernetes"),
        ("pod.json", '{"apiVersion": "v1",\n"kind": "Pod",\n"spec": {}}', "kubernetes"),
        ("crd.yaml", POD.replace("Pod", "ConfigMap"), ""),
        ("package.json", '{"name": "x", "resources": 1}', ""),
        ("conf.yaml", "services:\n  - a\n", ""),
        ("batch.yaml", "batch_size: 3\ngroup_size: 1\n", ""),
        ("x.json", "", ""),
        ("x.json", "\x00\udcff" * 50, ""),
    ],
)
def test_kind(name: str, text: str, kind: str) -> None:
    assert kind_of(name, text) == kind
