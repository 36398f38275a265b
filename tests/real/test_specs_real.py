"""The tables and rules for job specs against the programs they speak of: DPDispatcher, docker, podman."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest
from envdoctor_rules.dpdispatcher.missing_key import missing_key
from envdoctor_rules.dpdispatcher.multi_devices_refused import multi_devices_refused
from envdoctor_rules.dpdispatcher.non_boolean_flag import non_boolean_flag
from envdoctor_rules.dpdispatcher.unknown_batch_type import unknown_batch_type
from envdoctor_rules.dpdispatcher.wrong_type import wrong_type

from envdoctor import Severity
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.specs import docker_run, keys
from envdoctor.testing import apply_spans, findings

_HERE = os.getcwd()
os.chdir(tempfile.gettempdir())  # when it is imported it writes a log into the working folder
try:
    dpdispatcher = pytest.importorskip("dpdispatcher", reason="pip install dpdispatcher")
finally:
    os.chdir(_HERE)
RULES = (missing_key, multi_devices_refused, non_boolean_flag, unknown_batch_type, wrong_type)
HELP = re.compile(r"^\s+(?:-(\w), )?\s*--([\w-]+)( \S+)?(?:  |$)", re.MULTILINE)


# ---- DPDispatcher's schema ---------------------------------------------------------------------------------------


def flat(argument: Any, prefix: str = "") -> dict[str, str]:
    """Dotted key -> type in our words, of what dargs knows below ``argument``; aliases too."""
    found: dict[str, str] = {}
    for name, below in argument.sub_fields.items():
        for spelled in (name, *below.alias):
            found[prefix + spelled] = kind(below.dtype)
            found.update(flat(below, f"{prefix}{spelled}."))
    return found


def kind(types: tuple[Any, ...]) -> str:
    names = {list[str]: "list", type(None): "null"}
    told = [names.get(one) or getattr(one, "__name__", str(one)) for one in types]
    order = ("int", "float", "str", "list", "dict", "bool", "null")
    return "|".join(sorted(told, key=order.index))


def choices(argument: Any, flag: str) -> dict[str, Any]:
    return {**argument.sub_variants[flag].choice_dict}


def test_keys_of_resources() -> None:
    from dpdispatcher.arginfo import resources_dargs

    schema = resources_dargs()
    kwargs = {name.lower(): flat(choice) for name, choice in choices(schema, "batch_type").items()}
    assert {**flat(schema), "batch_type": "str", "kwargs": "dict"} == dict(keys.RESOURCE_KEYS)
    for name, table in kwargs.items():
        told = {key.removeprefix("kwargs."): kind for key, kind in table.items() if key != "kwargs"}
        assert told == dict(keys.KWARGS.get(name, {})), name


def test_keys_of_machines() -> None:
    from dpdispatcher.arginfo import machine_dargs

    schema = machine_dargs()
    assert {**flat(schema), "context_type": "str", "remote_profile": "dict"} == dict(keys.MACHINE_KEYS)
    for name, choice in choices(schema, "context_type").items():
        context = name.lower().removesuffix("context")
        table = flat(choice)
        told = {key.removeprefix("remote_profile."): kind for key, kind in table.items() if "." in key}
        if context in keys.PROFILES:
            assert told == dict(keys.PROFILES[context]), name


def test_keys_of_tasks() -> None:
    from dpdispatcher.arginfo import task_dargs

    assert flat(task_dargs()) == dict(keys.TASK_KEYS)


def test_names_of_batches_and_contexts() -> None:
    from dpdispatcher.base_context import BaseContext
    from dpdispatcher.machine import Machine

    ours = {name for long in keys.BATCH_TYPES for name in (long, long.lower())}
    assert ours == set(Machine.subclasses_dict)
    short = [name.removesuffix("Context") for name in keys.CONTEXT_TYPES]
    assert {n for name in (*keys.CONTEXT_TYPES, *short) for n in (name, name.lower())} == set(
        BaseContext.subclasses_dict
    )


# ---- what DPDispatcher takes -------------------------------------------------------------------------------------

RESOURCES: list[dict[str, Any]] = [
    {},
    {"gpu_per_node": "1"},
    {"gpu_per_node": 1.0},
    {"number_node": True},
    {"custom_flags": "x"},
    {"custom_flags": [1]},
    {"custom_flags": ["#SBATCH -t 1"]},
    {"envs": []},
    {"envs": {"A": 1, "B": ["x", "y"]}},
    {"module_list": None},
    {"wait_time": "60"},
    {"wait_time": 0.5},
    {"module_purge": 1},
    {"module_purge": "true"},
    {"queue_name": None},
    {"strategy": None},
    {"strategy": {"if_cuda_multi_devices": "true"}},
    {"strategy": {"if_cuda_multi_devices": 1}},
    {"strategy": {"if_cuda_multi_devices": True}},
    {"strategy": {"if_cuda_multi_devices": True}, "gpu_per_node": 2},
    {"strategy": {"if_cuda_multi_devices": True}, "gpu_per_node": 2, "number_node": 2},
    {"strategy": {"ratio_unfinished": 0}},
    {"para_deg": "2"},
    {"kwargs": []},
    {"kwargs": {"gpu_usage": True}},
    {"_note": 1, "other": 2},
]
MACHINES: list[dict[str, Any]] = [
    {},
    {"batch_type": "slurm"},
    {"batch_type": "SLURM"},
    {"batch_type": "Slurmm"},
    {"batch_type": None},
    {"context_type": "local"},
    {"context_type": "LOCAL"},
    {"context_type": "LazyLocalContext", "remote_root": None},
    {"context_type": None},
    {"local_root": None},
    {"remote_root": None},
    {"remote_root": "absent"},
    {"local_root": "absent"},
    {"batch_type": "absent"},
    {"context_type": "absent"},
    {"context_type": "SSHContext"},
    {"context_type": "SSHContext", "remote_profile": {"hostname": "127.0.0.1"}},
    {"retry_count": "3"},
    {"clean_asynchronously": "false"},
    {"remote_profile": {"symlink": "true"}},
    {"remote_profile": {"timeout": 1}},
]
LOCAL = {"batch_type": "Slurm", "context_type": "Local", "local_root": "./", "remote_root": "/tmp/nowhere"}


def errors(text: str) -> list[Any]:
    source = SourceFile("machine.json", text, form="dpdispatcher")
    found = [(rule, finding) for rule in RULES for finding in findings(rule, source=source)]
    return [finding for rule, finding in found if (finding.severity or rule.severity) == Severity.ERROR]


def accepted(loader: Any, table: dict[str, Any]) -> bool:
    try:
        loader.load_from_dict(table)
    except (KeyError, TypeError, RuntimeError, ValueError, AssertionError):
        return False
    except Exception as error:  # noqa: BLE001 - dargs has exceptions of its own; any refusal is an answer
        assert "Argument" in type(error).__name__, error
        return False
    return True


def written(role: str, table: dict[str, Any]) -> str:
    import json

    return json.dumps({role: table})


@pytest.mark.parametrize("change", RESOURCES, ids=str)
def test_resources_that_are_refused_are_found(change: dict[str, Any]) -> None:
    table = {"group_size": 1, "cpu_per_node": 1, **change}
    taken = accepted(dpdispatcher.Resources, table)
    found = errors(written("resources", table))
    assert taken == (not found)
    if any(finding.wish for finding in found):
        import json

        mended = json.loads(apply_spans(written("resources", table), found))["resources"]
        assert accepted(dpdispatcher.Resources, mended) or mended["strategy"]["if_cuda_multi_devices"]


def test_resources_without_a_group_size() -> None:
    table = {"number_node": 1, "cpu_per_node": 1}
    assert not accepted(dpdispatcher.Resources, table)
    assert errors(written("resources", table))


@pytest.mark.parametrize("change", MACHINES, ids=str)
def test_machines_that_are_refused_are_found(change: dict[str, Any]) -> None:
    table = {name: value for name, value in {**LOCAL, **change}.items() if value != "absent"}
    assert accepted(dpdispatcher.Machine, table) == (not errors(written("machine", table)))


def test_flags_of_lsf_count_only_if_they_are_true_itself() -> None:
    from dpdispatcher.machines.lsf import LSF

    class Job:
        job_hash = "x"

    def line(flag: object) -> bool:
        job = Job()
        table = {"group_size": 1, "gpu_per_node": 1, "kwargs": {"gpu_usage": flag, "gpu_new_syntax": True}}
        job.resources = dpdispatcher.Resources.load_from_dict(table)  # type: ignore[attr-defined]
        return "-gpu" in LSF.gen_script_header(None, job)

    assert [line(flag) for flag in (True, "true", 1, False)] == [True, False, False, False]


# ---- docker and podman -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("program", ["docker", "podman"])
def test_options_that_take_a_value(program: str) -> None:
    if not shutil.which(program):
        pytest.skip(f"apt-get install {program if program == 'podman' else 'docker.io'}")
    told = subprocess.run([program, "run", "--help"], capture_output=True, text=True, check=True, timeout=60).stdout
    listed = HELP.findall(told)
    assert len(listed) > 80
    assert [name for _short, name, value in listed if bool(value) == (name in docker_run._BARE)] == []
    assert [name for short, name, _value in listed if short and docker_run._SHORT.get(short) != name] == []


def test_docker_refuses_a_terminal_in_a_job() -> None:
    if not shutil.which("docker"):
        pytest.skip("apt-get install docker.io")
    told = subprocess.run(
        ["docker", "run", "-it", "nothing:here"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        timeout=60,
    )  # fmt: skip
    assert told.returncode != 0
    assert "the input device is not a TTY" in told.stderr + told.stdout


def test_prepend_script_comes_after_envs(tmp_path: Path) -> None:
    machine = {"batch_type": "LSF", "context_type": "LocalContext", "local_root": str(tmp_path)}
    resources = {"group_size": 1, "queue_name": "q", "kwargs": {}, "envs": {"A": "`date`"}}
    made = dpdispatcher.Machine.load_from_dict({**machine, "remote_root": str(tmp_path / "remote")})
    wanted = dpdispatcher.Resources.load_from_dict({**resources, "prepend_script": ["export A=$(echo picked)"]})
    task = dpdispatcher.Task(command="true", task_work_path="./")
    submission = dpdispatcher.Submission(work_base="./", machine=made, resources=wanted, task_list=[task])
    submission.generate_jobs()
    exports = [line for line in made.gen_script_env(submission.belonging_jobs[0]).splitlines() if "A=" in line]
    said = subprocess.run(["bash", "-c", "\n".join([*exports, "echo $A"])], capture_output=True, text=True, check=True)
    assert said.stdout == "picked\n"
