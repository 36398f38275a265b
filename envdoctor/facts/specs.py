"""Facts about one job spec: DPDispatcher's files, compose files, Kubernetes manifests."""

from __future__ import annotations

import re
from functools import lru_cache

from envdoctor.declare import fact
from envdoctor.errors import OtherFile
from envdoctor.facts.types import SourceFile
from envdoctor.light import dataclass
from envdoctor.syntax.specs.dispatch import MACHINE, RESOURCES, TASK, Part, batch_type, parts
from envdoctor.syntax.specs.forms import COMPOSE, DPDISPATCHER, KUBERNETES
from envdoctor.syntax.specs.pods import Pod, Service, pods_of, services_of
from envdoctor.syntax.specs.values import EMPTY, Tree

__all__ = [
    "Compose",
    "Dispatch",
    "Part",
    "Pod",
    "Pods",
    "Service",
    "compose",
    "dispatch",
    "dispatch_of",
    "pods",
    "tree_of",
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


@lru_cache(maxsize=4)
def tree_of(path: str, text: str) -> tuple[Tree, bool]:
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
    tree, json = tree_of(path, text)
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
    return Compose(services_of(tree_of(source.path, source.text)[0]))


@fact(forms=(KUBERNETES,))
def pods(source: SourceFile) -> Pods:
    """Pods of a Kubernetes manifest, also those inside jobs and operators' resources."""
    if source.form != KUBERNETES:
        raise OtherFile("not a Kubernetes manifest")
    return Pods(pods_of(tree_of(source.path, source.text)[0]))
