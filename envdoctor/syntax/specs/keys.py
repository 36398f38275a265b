"""The keys that DPDispatcher reads, their types, and the names they had before. Versions 0.4 to 1.1 agree on them.

A type is one of Python's names, several with ``|``; ``list`` is a list of strings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from envdoctor.syntax.specs.dispatch import MACHINE, RESOURCES, TASK, Part
from envdoctor.syntax.specs.values import BOOL, LIST, NULL, NUMBER, OBJECT, STRING, Node

RESOURCE_KEYS: Mapping[str, str] = {
    "number_node": "int",
    "cpu_per_node": "int",
    "gpu_per_node": "int",
    "queue_name": "str",
    "group_size": "int",
    "custom_flags": "list",
    "strategy": "dict",
    "strategy.if_cuda_multi_devices": "bool",
    "strategy.ratio_unfinished": "float",
    "strategy.customized_script_header_template_file": "str",
    "para_deg": "int",
    "source_list": "list",
    "module_purge": "bool",
    "module_unload_list": "list",
    "module_list": "list",
    "envs": "dict",
    "prepend_script": "list",
    "append_script": "list",
    "wait_time": "int|float",
    "kwargs": "dict",
    "batch_type": "str",
}
KWARGS: Mapping[str, Mapping[str, str]] = {
    "lsf": {"gpu_usage": "bool", "gpu_new_syntax": "bool", "gpu_exclusive": "bool", "custom_gpu_line": "str|null"},
    "slurm": {"custom_gpu_line": "str|null"},
    "slurmjobarray": {"custom_gpu_line": "str|null", "slurm_job_size": "int"},
    "jh_unischeduler": {"custom_gpu_line": "str|null"},
    "sge": {"pe_name": "str", "sge_pe_name": "str", "job_name": "str"},
}
"""By batch type in lower case. What stands there is not checked by DPDispatcher itself; others take none."""
MACHINE_KEYS: Mapping[str, str] = {
    "batch_type": "str",
    "context_type": "str",
    "local_root": "str|null",
    "remote_root": "str|null",
    "clean_asynchronously": "bool",
    "retry_count": "int",
    "remote_profile": "dict",
}
PROFILES: Mapping[str, Mapping[str, str]] = {
    "local": {"symlink": "bool"},
    "ssh": {
        "hostname": "str",
        "username": "str",
        "password": "str",
        "port": "int",
        "key_filename": "str|null",
        "passphrase": "str|null",
        "timeout": "int",
        "totp_secret": "str|null",
        "tar_compress": "bool",
        "look_for_keys": "bool",
        "execute_command": "str|null",
        "proxy_command": "str|null",
        "archive_chunk_size": "int",
    },
}
"""Keys of ``remote_profile`` by context, ``Context`` left off, in lower case; of others they are not known."""
TASK_KEYS: Mapping[str, str] = {
    "command": "str",
    "task_work_path": "str",
    "forward_files": "list",
    "backward_files": "list",
    "outlog": "str|null",
    "errlog": "str|null",
    "task_name": "str|null",
}
BATCH_TYPES = (
    "LSF PBS Torque SGE Slurm SlurmJobArray JH_UniScheduler Shell Fugaku Bohrium Lebesgue DpCloudServer "
    "DistributedShell OpenAPI"
).split()
CONTEXT_TYPES = (
    "LocalContext LazyLocalContext SSHContext HDFSContext BohriumContext LebesgueContext DpCloudServerContext "
    "OpenAPIContext"
).split()

OLD_RESOURCES: Mapping[str, str] = {
    "numb_node": "number_node",
    "numb_nodes": "number_node",
    "numb_gpu": "gpu_per_node",
    "numb_gpus": "gpu_per_node",
    "task_per_node": "cpu_per_node",
    "partition": "queue_name",
    "time_limit": "custom_flags",
    "mem_limit": "custom_flags",
    "exclude_list": "custom_flags",
    "account": "custom_flags",
    "qos": "custom_flags",
    "constraint_list": "custom_flags",
}
OLD_MACHINE: Mapping[str, str] = {
    "batch": "batch_type",
    "machine_type": "batch_type",
    "lazy_local": "context_type",
    "hostname": "remote_profile.hostname",
    "username": "remote_profile.username",
    "port": "remote_profile.port",
    "work_path": "remote_root",
}
"""Names before DPDispatcher -> where the same is said now."""


def context_of(machine: Part) -> str:
    """``ssh``, ``local``, ``lazylocal``, .. in lower case; "" if it does not say."""
    return machine.node.text("context_type").lower().removesuffix("context")


def known(part: Part, batch: str) -> dict[str, str]:
    """Dotted key -> type, of all that is read in ``part``; ``kwargs`` and ``remote_profile`` where they are known."""
    if part.role == RESOURCES:
        below = {f"kwargs.{name}": kind for name, kind in KWARGS.get(batch, {}).items()}
        return {**RESOURCE_KEYS, **below}
    if part.role == TASK:
        return dict(TASK_KEYS)
    context = context_of(part)
    below = {f"remote_profile.{name}": kind for name, kind in PROFILES.get(context, {}).items()}
    extra = {"create_remote_root": "bool"} if context == "ssh" else {}
    return {**MACHINE_KEYS, **extra, **below}


def closed(part: Part, batch: str) -> tuple[str, ...]:
    """The objects of ``part`` in which a key that :func:`known` lacks is read by nothing; "" is the part itself."""
    if part.role == RESOURCES:
        return ("", "strategy", "kwargs") if batch in KWARGS else ("", "strategy")
    if part.role == MACHINE:
        return ("", "remote_profile") if context_of(part) in PROFILES else ("",)
    return ("",)


def fits(node: Node, wanted: str) -> bool:
    """True if ``node`` is of the type ``wanted``; so is what a template leaves open."""
    return any(_fits(node, kind) for kind in wanted.split("|"))


def _fits(node: Node, kind: str) -> bool:
    if kind == "list":
        return node.kind == LIST and all(item.kind == STRING for item in node.items)
    if kind in ("int", "float"):
        return node.kind == BOOL or (node.kind == NUMBER and (kind == "float" or isinstance(node.value, int)))
    return node.kind == {"str": STRING, "bool": BOOL, "dict": OBJECT, "null": NULL}[kind]


def nearest(word: str, names: Iterable[str]) -> str:
    """The one of ``names`` that was probably meant; "" if none is like it."""
    from difflib import get_close_matches

    by_lower = {name.lower(): name for name in names}
    found = get_close_matches(word.lower(), by_lower, 1, 0.72)
    return by_lower[found[0]] if found else ""
