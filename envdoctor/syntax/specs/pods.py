"""The containers of compose files and Kubernetes manifests."""

from __future__ import annotations

from typing import NamedTuple

from envdoctor.syntax.specs.values import LIST, OBJECT, Node, Tree, walk


class Service(NamedTuple):
    """One service of a compose file; ``name`` is its key."""

    name: str
    node: Node


class Pod(NamedTuple):
    """One pod, or the template of one.

    Attributes:
        kind: of the document it stands in (``Job``). name: that document's. path: of ``spec`` in it.
        spec: the object that holds ``containers``. containers: those, and not the ``initContainers``.
        head, template: ``metadata`` of the document, and of the template that the pod is made from.
    """

    kind: str
    name: str
    path: str
    spec: Node
    containers: tuple[Node, ...]
    head: Node | None = None
    template: Node | None = None


def services_of(tree: Tree) -> tuple[Service, ...]:
    """The services of all documents."""
    found: list[Service] = []
    for root in tree.roots:
        services = root.get("services")
        if services is not None:
            found += [Service(f.name, f.value) for f in services.fields.values() if f.value.kind == OBJECT]
    return tuple(found)


def pods_of(tree: Tree) -> tuple[Pod, ...]:
    """Every object with ``containers`` that name images; operators' own resources hold them at many places."""
    found: list[Pod] = []
    for root in tree.roots:
        documents = [root]
        if root.text("kind") == "List" and (items := root.get("items")) is not None:
            documents = [item for item in items.items if item.kind == OBJECT]
        for document in documents:
            found += _pods(document)
    return tuple(found)


def _pods(document: Node) -> list[Pod]:
    found: list[Pod] = []
    kind, name = document.text("kind"), document.text("metadata.name") or document.text("metadata.generateName")
    owners: dict[str, Node] = {}
    for path, node, _key in walk(document):
        owners[path] = node
        field = node.fields.get("containers")
        if field is None or field.value.kind != LIST:
            continue
        containers = tuple(item for item in field.value.items if item.kind == OBJECT)
        if containers and any("image" in item.fields for item in containers):
            owner = owners.get(path.rpartition(".")[0]) if "." in path else None
            template = owner.get("metadata") if owner is not None else None
            found.append(Pod(kind, name, path, node, containers, document.get("metadata"), template))
    return found
