"""Facts about one job spec: DPDispatcher's files, compose files, Kubernetes manifests."""

from __future__ import annotations

import re
from functools import lru_cache

from envdoctor.declare import fact
from envdoctor.errors import OtherFile
from envdoctor.facts.types import SourceFile
from envdoctor.light import dataclass
from envdoctor.sniff import JOB, SCRIPT
from envdoctor.syntax.specs.containers import Container, of_body, of_pod, of_service
from envdoctor.syntax.specs.dispatch import MACHINE, RESOURCES, TASK, Part, batch_type, parts
from envdoctor.syntax.specs.kinds import COMPOSE, DPDISPATCHER, KUBERNETES
from envdoctor.syntax.specs.pods import Pod, Service, pods_of, services_of
from envdoctor.syntax.specs.values import EMPTY, Tree

__all__ = [
    "Compose",
    "Container",
    "Containers",
    "Dispatch",
    "Part",
    "Pod",
    "Pods",
    "Service",
    "compose",
    "containers",
    "dispatch",
    "dispatch_of",
    "pods",
]


_TOKEN = re.compile(r"\{\{[^{}\n]*\}\}|\{%")


@dataclass(frozen=True, slots=True)
class Dispatch:
    """What a file tells DPDispatcher.

    Attributes:
        machines, resources, tasks: in the order of the text, each with ``value(dotted) -> (value, span) | None``.
        tree: the whole file, with what a strict reader refuses in it. json: it is JSON, not YAML.
        template: it holds tokens that a program fills in, or its name says so: what is missing in it is not said.
    """

    machines: tuple[Part, ...] = ()
    resources: tuple[Part, ...] = ()
    tasks: tuple[Part, ...] = ()
    tree: Tree = EMPTY
    json: bool = True
    template: bool = False

    def batch_type(self, resources: Part) -> str:
        """``lsf``, ``slurm``, ``pbs``, ``shell``, .. in lower case for one of ``resources``; "" if it can't be told."""
        return batch_type(resources, self.machines)


@dataclass(frozen=True, slots=True)
class Compose:
    """The services of a compose file, in the order of the text."""

    services: tuple[Service, ...] = ()


@dataclass(frozen=True, slots=True)
class Pods:
    """The pods, and templates of pods, of a Kubernetes manifest, in the order of the text."""

    all: tuple[Pod, ...] = ()


@dataclass(frozen=True, slots=True)
class Containers:
    """The containers of one file, in the order of the text. ``job``: it is a job script, which nobody sits before."""

    all: tuple[Container, ...] = ()
    job: bool = False

    @property
    def signs(self) -> frozenset[str]:
        """``containers`` if there are any."""
        return frozenset(("containers",) if self.all else ())


@lru_cache(maxsize=4)
def _tree(path: str, text: str) -> tuple[Tree, bool]:
    """The file's values, and whether it was read as JSON."""
    if path.lower().endswith((".yaml", ".yml")):
        from envdoctor.syntax.specs.yaml_ import read

        return read(text), False
    from envdoctor.syntax.specs.json_ import read as read_json

    return read_json(text), True


@fact(forms=(DPDISPATCHER,))
def dispatch(source: SourceFile) -> Dispatch:
    """Machines, resources and tasks for DPDispatcher."""
    if source.form != DPDISPATCHER:
        raise OtherFile("not a file for DPDispatcher")
    return dispatch_of(source.path, source.text)


def dispatch_of(path: str, text: str) -> Dispatch:
    """Machines, resources and tasks in a file's text; its name tells JSON from YAML, and what is a template."""
    tree, json = _tree(path, text)
    found = parts(tree)
    machines, resources, tasks = (
        tuple(part for part in found if part.role == role) for role in (MACHINE, RESOURCES, TASK)
    )
    template = "template" in path.rpartition("/")[2].lower() or bool(_TOKEN.search(text))
    return Dispatch(machines, resources, tasks, tree, json, template)


@fact(forms=(COMPOSE,))
def compose(source: SourceFile) -> Compose:
    """Services of a compose file."""
    if source.form != COMPOSE:
        raise OtherFile("not a compose file")
    return Compose(services_of(_tree(source.path, source.text)[0]))


@fact(forms=(KUBERNETES,))
def pods(source: SourceFile) -> Pods:
    """Pods of a Kubernetes manifest, also those inside jobs and operators' resources."""
    if source.form != KUBERNETES:
        raise OtherFile("not a Kubernetes manifest")
    return Pods(pods_of(_tree(source.path, source.text)[0]))


@fact(forms=(JOB, SCRIPT, COMPOSE, KUBERNETES))
def containers(source: SourceFile) -> Containers:
    """Every container that a job script, a compose file or a Kubernetes manifest starts."""
    if source.form == COMPOSE:
        return Containers(tuple(of_service(one) for one in services_of(_tree(source.path, source.text)[0])))
    if source.form == KUBERNETES:
        pods_there = pods_of(_tree(source.path, source.text)[0])
        return Containers(tuple(container for pod in pods_there for container in of_pod(pod)))
    if source.form not in (JOB, SCRIPT):
        raise OtherFile("no file that starts containers")
    if "docker" not in source.text and "podman" not in source.text:
        return Containers()
    from envdoctor.facts.jobs import body_of  # loaded for scripts that mention a container alone

    return Containers(tuple(of_body(body_of(source.text))), source.form == JOB)
