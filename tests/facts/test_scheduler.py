from __future__ import annotations

import pytest

from envdoctor.catalogue.view import Here
from envdoctor.facts.scheduler import scheduler
from envdoctor.host.probes import Content, Failed, Look, Seen

SLURM = "/etc/slurm/slurm.conf"


def observe(files, env=None):
    """Drive the fact; ``files``: path -> text, or an answer."""
    steps = scheduler.function(Here(hostname="login1.cluster", env=env or {}))
    probes = next(steps)
    answers = []
    for probe in probes:
        given = files.get(probe.path)
        if isinstance(probe, Look):
            answers.append(Seen("file") if given is not None else Seen("missing"))
        else:
            answers.append(
                given if isinstance(given, (Content, Failed)) else Content(given.encode() if given else None)
            )
    with pytest.raises(StopIteration) as end:
        steps.send(answers)
    return end.value.value


@pytest.mark.parametrize(
    ("files", "env", "name"),
    [
        ({}, {}, ""),
        ({SLURM: "ClusterName=x\nNodeName=gpu[1-4] CPUs=64\n"}, {}, "slurm"),
        ({SLURM: "NodeName=login1 CPUs=8\nNodeName=DEFAULT\n"}, {}, ""),
        ({SLURM: "# NodeName=gpu1\nNodeName=localhost\n"}, {}, ""),
        ({SLURM: "include nodes.conf\n"}, {}, "slurm"),
        ({SLURM: Content(None, error="Permission denied")}, {}, "slurm"),
        ({SLURM: Failed("/etc gave no answer", timed_out=True)}, {}, "slurm"),
        ({"/opt/slurm.conf": "nodename=a\n"}, {"SLURM_CONF": "/opt/slurm.conf"}, "slurm"),
        ({"/etc/lsf/lsf.conf": "x"}, {}, "lsf"),
        ({"/share/lsf/lsf.conf": "x"}, {"LSF_ENVDIR": "/share/lsf"}, "lsf"),
        ({"/etc/pbs.conf": "x"}, {}, "pbs"),
    ],
)
def test_a_cluster_is_told_by_its_configuration_and_another_node(files, env, name):
    assert observe(files, env).name == name
