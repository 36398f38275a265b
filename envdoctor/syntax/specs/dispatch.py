"""DPDispatcher's machines, resources and tasks, wherever a file of it or of a tool above it (DP-GEN) holds them."""

from __future__ import annotations

from typing import Any, NamedTuple

from envdoctor.syntax.jobs.values import Span
from envdoctor.syntax.specs.values import LIST, OBJECT, STRING, Node, Tree, walk

MACHINE, RESOURCES, TASK = "machine", "resources", "task"

_OWN = {
    MACHINE: frozenset("batch_type context_type remote_profile local_root remote_root".split()),
    RESOURCES: frozenset(
        "group_size number_node cpu_per_node gpu_per_node queue_name custom_flags para_deg strategy module_list "
        "source_list prepend_script append_script wait_time envs kwargs".split()
    ),
    TASK: frozenset("task_work_path forward_files backward_files outlog errlog command".split()),
}
_OLD = {
    MACHINE: frozenset("batch hostname work_path machine_type lazy_local".split()),
    RESOURCES: frozenset("numb_node numb_gpu task_per_node time_limit partition exclude_list mem_limit".split()),
}
_SURE = {
    MACHINE: frozenset(("batch_type",)),
    RESOURCES: frozenset(("group_size", "number_node", "cpu_per_node")),
    TASK: frozenset(("task_work_path",)),
}
_NO_PART = frozenset("strategy kwargs envs remote_profile input_data custom_gpu_line".split())


class Part(NamedTuple):
    """One machine, one set of resources or one task.

    Attributes:
        role: ``machine``, ``resources`` or ``task``.
        path: where it stands, ``train[0].resources``; "" if it is the file as a whole.
        node: its object. legacy: it speaks the words of the time before DPDispatcher.
        own_key: where the key stands whose value it is; None for an item of a list or the file as a whole.
    """

    role: str
    path: str
    node: Node
    legacy: bool = False
    own_key: Span | None = None

    @property
    def parent(self) -> str:
        """The path of what holds it: ``train[0]``."""
        return self.path.rpartition(".")[0]

    def value(self, dotted: str) -> tuple[Any, Span] | None:
        """``(value in Python's types, span)`` of ``kwargs.gpu_usage``; None where the file does not say it."""
        node = self.node.get(dotted)
        return None if node is None else (node.plain(), node.span)

    def where(self, dotted: str = "") -> Span:
        """The key of ``dotted`` if it is there, else the key that the part itself stands under."""
        above, _, name = dotted.rpartition(".")
        node = self.node.get(above) if above else self.node
        field = node.fields.get(name) if node is not None else None
        return field.key if field else self.own_key or self.node.span

    def called(self, dotted: str) -> str:
        """A key for subjects and messages: ``train[0].resources.group_size``."""
        return ".".join(name for name in (self.path, dotted) if name) or "."


def parts(tree: Tree) -> tuple[Part, ...]:
    """All machines, resources and tasks of a file, in the order of the text."""
    found: list[Part] = []
    inside: list[str] = []
    for root in tree.roots:
        for path, node, key in walk(root):
            name = path.rpartition(".")[2]
            if any(path.startswith(f"{above}.") for above in inside[-3:]):
                continue
            part = _part(path, name.partition("[")[0], node, key)
            if part is not None:
                found.append(part)
                if path:
                    inside.append(path)
    return tuple(found)


def _part(path: str, name: str, node: Node, key: Span | None) -> Part | None:
    keys = node.fields.keys()
    if name in _NO_PART:
        return None
    for role in (MACHINE, RESOURCES, TASK):
        named = name == role or name.endswith(f"_{role}") or (role == TASK and name == "task_list")
        own, old = len(keys & _OWN[role]), len(keys & _OLD.get(role, frozenset()))
        alone = (own >= 2 and keys & _SURE[role]) or (old >= 2 and own + old >= 3)
        if alone or (named and own + old):
            return Part(role, path, node, old > own, key)
    return None


def batch_type(resources: Part, machines: tuple[Part, ...]) -> str:
    """``lsf``, ``slurm``, .. in lower case: what the machine beside it says, else its own lines; "" unknown."""
    beside = [m for m in machines if m.parent == resources.parent] or (list(machines) if len(machines) == 1 else [])
    for node in (resources.node, *(machine.node for machine in beside)):
        said = node.text("batch_type") or node.text("batch")
        if said:
            return said.lower()
    return "" if beside else _guessed(resources.node)


def _guessed(node: Node) -> str:
    flags = node.get("custom_flags")
    for item in flags.items if flags is not None and flags.kind == LIST else ():
        if item.kind == STRING:
            for start, name in (("#BSUB", "lsf"), ("#SBATCH", "slurm"), ("#PBS", "pbs")):
                if item.value.startswith(start):
                    return name
    kwargs = node.get("kwargs")
    lsf = (
        kwargs is not None
        and kwargs.kind == OBJECT
        and kwargs.fields.keys() & {"gpu_usage", "gpu_new_syntax", "gpu_exclusive"}
    )
    return "lsf" if lsf else ""
