"""Which kind of spec a JSON or YAML text is, told by words that no other kind has."""

from __future__ import annotations

import re

from envdoctor.late import pattern
from envdoctor.syntax.specs.forms import COMPOSE, DPDISPATCHER, KUBERNETES

_API = pattern(r"^[\"']?apiVersion[\"']?[ \t]*:", re.M)
_API_JSON = pattern(r'"apiVersion"\s*:\s*"')
_WORKLOAD = pattern(
    r"^[ \t]*[\"']?kind[\"']?[ \t]*:[ \t]*[\"']?(?:Pod|PodTemplate|Job|CronJob|Deployment|StatefulSet|DaemonSet|"
    r"ReplicaSet|ReplicationController|List|PyTorchJob|TFJob|MPIJob|TrainJob|ClusterTrainingRuntime|TrainingRuntime|XGBoostJob|PaddleJob|JAXJob|RayJob|RayCluster|RayService|"
    r"InferenceService|Notebook|LeaderWorkerSet|JobSet)\b",
    re.M,
)
_SERVICES = pattern(r"^[\"']?services[\"']?[ \t]*:[ \t]*(?:#.*|&\S+)?\r?$", re.M)
_SERVICE = pattern(r"^[ \t]+[\"']?(?:image|build|extends)[\"']?[ \t]*:", re.M)
_TOOL = pattern(
    r"""["']?\b(batch_type|context_type|group_size|numb_node|numb_gpu|task_per_node|queue_name|number_node|cpu_per_node"""
    r"""|gpu_per_node|local_root|remote_root|remote_profile|if_cuda_multi_devices|custom_flags|para_deg|work_path"""
    r"""|module_list|source_list)["']?[ \t]*:"""
)
_STRONG = frozenset(
    "batch_type context_type number_node cpu_per_node gpu_per_node if_cuda_multi_devices numb_node numb_gpu "
    "task_per_node".split()
)
_HEAD = 200_000


def kind_of(name: str, text: str) -> str:
    """``dpdispatcher``, ``compose``, ``kubernetes``, or "" for anything else.

    Args:
        name: the file's name or path; only its ending counts.
        text: the file's text, or its beginning.
    """
    head = text[:_HEAD]
    if _dispatcher(head):
        return DPDISPATCHER
    if name.lower().endswith(".json"):
        return KUBERNETES if _API_JSON.search(head) and _WORKLOAD.search(head) else ""
    if "apiVersion" in head:
        return KUBERNETES if _API.search(head) and _WORKLOAD.search(head) else ""
    if "services" in head and _SERVICES.search(head) and _SERVICE.search(head):
        return COMPOSE
    return ""


def _dispatcher(head: str) -> bool:
    """Two keys of DPDispatcher's, one of them its own alone; and not what it writes itself to remember its jobs."""
    if "job_task_list" in head or "belonging_jobs" in head or not any(word in head for word in _STRONG):
        return False
    found = {match[1] for match in _TOOL.finditer(head)}
    return len(found) >= 2 and bool(found & _STRONG)
