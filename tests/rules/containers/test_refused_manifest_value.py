from __future__ import annotations

import pytest
from envdoctor_rules.containers.refused_manifest_value import refused_manifest_value

from envdoctor.testing import offends, passes

JOB = """
apiVersion: batch/v1
kind: Job
metadata: {name: train, labels: {team: "1"}}
spec:
  template:
    spec:
      containers:
      - name: main
        image: me/t:1
        %s
"""


def test_fires() -> None:
    found = offends(
        refused_manifest_value,
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: Train_Job
                ^^^^^^^^^
          labels: {run: 12}
                        ^^
        spec:
          template:
            metadata: {labels: {run: 12}}
                                     ^^
            spec:
              nodeSelector: {gpu: true}
                                  ^^^^
              containers:
              - name: main_1
                      ^^^^^^
                image: me/t:1
                command: python train.py
                         ^^^^^^^^^^^^^^^
                args: [--epochs, 10]
                                 ^^
                env:
                - {name: OMP_NUM_THREADS, value: 8}
                                                 ^
                - {name: DEBUG, value: true}
                                       ^^^^
                resources:
                  requests: {memory: 32Gi, cpu: 500m}
                                     ^^^^
                  limits: {memory: 16Gi, cpu: "1"}
              initContainers:
              - name: load
                image: me/t:1
                resources: {limits: {memory: 16gb, cpu: 4 cores}}
                                             ^^^^
                                                        ^^^^^^^
              volumes:
              - name: shm
                emptyDir: {medium: Memory, sizeLimit: 512m}
              - name: data_disk
                      ^^^^^^^^^
                emptyDir: {sizeLimit: 8GB}
                                      ^^^
        """,
        path="job.yaml",
    )
    assert [str(one.args["other"]) for one in found if one.key.startswith("quantity")] == ["16Gi", "", "8Gi"]
    keys = [one.key for one in found]
    assert len(set(keys)) == len(keys)


def test_half_a_byte_is_a_warning() -> None:
    resources = "resources: {limits: {memory: 512m}}\n                                     ^^^^"
    [found] = offends(refused_manifest_value, JOB % resources, path="job.yaml")
    assert found.severity is not None
    assert found.severity.word == "warning"


def test_a_value_is_not_shown() -> None:
    line = "env: [{name: PASSWORD, value: 48151623}]"
    [found] = offends(refused_manifest_value, JOB % f"{line}\n{' ' * 38}{'^' * 8}", path="job.yaml")
    assert "48151623" not in f"{found.key}{found.args}"


@pytest.mark.parametrize(
    "line",
    [
        'env: [{name: N, value: "8"}, {name: M}, {name: K, value: ""}, {name: E, value: }]',
        "env: [{name: N, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]",
        "resources: {limits: {memory: 16Gi, cpu: 4, nvidia.com/gpu: 1}}",
        "resources: {limits: {memory: 1.5G, cpu: .5}, requests: {memory: 1e9, cpu: 500m}}",
        "resources: {limits: {memory: 128000000000m}}",
        "resources: {requests: {nvidia.com/gpu: 2}, limits: {nvidia.com/gpu: 1}}",
        "resources: {limits: {memory: '{{ memory }}', cpu: $CPUS}}",
        "resources: {limits: {memory: MEMORY}}",
        "resources: {limits: {memory: {{ memory }}}}",
        'command: [python, train.py]\n        args: ["--epochs", "10"]',
        'command: "{{ command }}"',
        "command: $(COMMAND)",
    ],
)
def test_healthy(line: str) -> None:
    passes(refused_manifest_value, JOB % line, path="job.yaml")


@pytest.mark.parametrize(
    "name",
    [
        "a",
        "train-job.v1",
        "9a",
        "{{ name }}",
        "job-${USER}",
        "JOB_NAME",
        "train-USERNAME",
        "'{{ .Values.x }}_a'",
        "<me>",
    ],
)
def test_healthy_names(name: str) -> None:
    source = f"apiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\nspec:\n  containers: [{{name: a, image: b}}]\n"
    passes(refused_manifest_value, source, path="pod.yaml")


def test_other_resources_may_read_it_otherwise() -> None:
    passes(
        refused_manifest_value,
        (JOB % "env: [{name: N, value: 8}]").replace("kind: Job", "kind: Own\nof:\n  kind: Pod"),
        path="own.yaml",
    )
