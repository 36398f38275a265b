"""Whether the counts of GPUs, nodes, tasks and sockets that a job asks for fit together, as ``sbatch`` checks it."""

from __future__ import annotations

from envdoctor.late import pattern
from envdoctor.syntax.jobs.slurm.state import State, leading_integer, lower

INVALID = "Invalid generic resource (gres) specification"
MIXED = "Invalid GRES specification (with and without type identification)"

_NAME = pattern(r"[A-Za-z_][A-Za-z0-9_./-]*")
_PLAIN = pattern(r"(?:[a-z][a-z0-9_]*:)?[1-9][0-9]{0,3}")
_OPTIONS = (
    "gpus", "gpus-per-node", "gpus-per-socket", "gpus-per-task", "gres", "cpus-per-gpu", "mem-per-gpu",
    "ntasks-per-gpu", "ntasks-per-tres",
)  # fmt: skip
_SHARED = ("mps", "shard")
_FACTORS = {letter: 1024**power for power, letter in enumerate(("", "k", "m", "g", "t", "p"))}
_FACTORS |= {f"{letter}ib": 1024**power for power, letter in enumerate("kmgtp", 1)}
_FACTORS |= {f"{letter}b": 1000**power for power, letter in enumerate("kmgtp", 1)}


class Record:
    """What is asked for of one kind of resource; 0: nothing.

    Attributes:
        name, kind: ``gpu``, ``a100`` ("" for any). job, node, socket, task: how many for each of them.
        cpus, memory: for each piece. total: of the whole job, as far as it can be computed.
    """

    __slots__ = ("cpus", "job", "kind", "memory", "name", "node", "socket", "task", "total")

    def __init__(self, name: str, kind: str) -> None:
        self.name, self.kind = name, kind
        self.job = self.node = self.socket = self.task = self.cpus = self.memory = self.total = 0

    @property
    def generic(self) -> bool:
        """It only says how much CPU or memory goes with each piece."""
        return not (self.job or self.node or self.socket or self.task)


class Shape:
    """Counts of a job; None: not given."""

    __slots__ = ("cpus", "most", "node_tasks", "nodes", "per_gpu", "socket_tasks", "sockets", "tasks")

    def __init__(self, state: State) -> None:
        numbers, given = state.numbers, bool(state.numbers.get("nodes-set"))
        self.tasks = numbers.get("ntasks") if numbers.get("ntasks-set") else None
        self.nodes = numbers.get("min-nodes", 1) if given else None
        self.most = (numbers.get("max-nodes") or None) if given else None
        self.node_tasks = numbers.get("ntasks-per-node")
        self.socket_tasks = numbers.get("ntasks-per-socket")
        self.sockets = numbers.get("sockets-per-node")
        self.cpus = numbers.get("cpus-per-task")
        self.per_gpu = numbers.get("ntasks-per-tres", numbers.get("ntasks-per-gpu"))

    def guess_tasks(self) -> None:
        """With a fixed number of nodes Slurm sets the tasks itself where they are needed."""
        if self.tasks is None and self.nodes is not None and self.nodes == self.most:
            if self.per_gpu is not None:
                self.tasks = self.nodes * self.per_gpu
            elif self.node_tasks is not None:
                self.tasks = self.nodes * self.node_tasks
            elif self.cpus is None:
                self.tasks = self.nodes


def _count(text: str) -> int | None:
    read = leading_integer(text) or (0, text)
    factor = _FACTORS.get(lower(read[1]))
    return None if factor is None else abs(read[0]) * factor


def _piece(text: str) -> tuple[str, str, int] | None:
    """``name[:type][:count]``; None if it is malformed."""
    name, *rest = text.split(":", 2)
    if not _NAME.fullmatch(name) or "" in rest:
        return None
    if not rest:
        return name, "", 1
    count = _count(rest[-1])
    if len(rest) == 2:
        return None if count is None else (name, rest[0], count)
    return (name, rest[0], 1) if count is None else (name, "", count)


class Demand:
    """All that is asked for. ``wrong``: the first thing that makes ``sbatch`` refuse it."""

    __slots__ = ("records", "wrong")

    def __init__(self) -> None:
        self.records: dict[tuple[str, str], Record] = {}
        self.wrong = ""

    def add(self, field: str, text: str, shape: Shape) -> None:
        """The pieces of one option."""
        for part in text.split(","):
            piece = _piece(part) if part else ("", "", 0)
            if piece is None:
                self.wrong = self.wrong or INVALID
                return
            name, kind, count = piece
            if not count:
                continue
            record = self.records.setdefault((name, kind), Record(name, kind))
            setattr(record, field, count)
            if field in ("job", "node", "socket", "task"):
                record.total = max(record.total, count * _times(field, shape))

    def asks_gpu(self) -> bool:
        """Some option asks for GPUs themselves."""
        return any(record.name == "gpu" and record.total for record in self.records.values())


def _times(field: str, shape: Shape) -> int:
    if field == "node":
        return shape.nodes if shape.nodes is not None else 1
    if field == "task":
        return shape.tasks if shape.tasks is not None else 1
    if field == "socket":
        if shape.nodes is not None and shape.sockets is not None:
            return shape.nodes * shape.sockets
        if shape.tasks is not None and shape.socket_tasks:
            return -(-shape.tasks // shape.socket_tasks)
    return 1


def _demand(state: State, shape: Shape) -> Demand:
    demand, texts = Demand(), state.texts
    gres = texts.get("gres", "")
    slash = "gres/" if gres.startswith("gres/") else "gres:"
    wanted = [part.removeprefix(slash) for part in gres.split(",") if part] if lower(gres) != "none" else []
    if any(not part for part in wanted) and not any(wanted):
        wanted = []

    def gpus(name: str) -> str:
        return ",".join(f"gpu:{part}" for part in texts.get(name, "").split(",") if part)

    if state.numbers.get("cpus-per-gpu"):
        demand.add("cpus", f"gpu:{state.numbers['cpus-per-gpu']}", shape)
    demand.add("job", gpus("gpus"), shape)
    demand.add("node", ",".join([gpus("gpus-per-node"), *wanted]).strip(","), shape)
    demand.add("socket", gpus("gpus-per-socket"), shape)
    demand.add("task", gpus("gpus-per-task"), shape)
    if "mem-per-gpu" in state.numbers:
        demand.add("memory", f"gpu:{state.numbers['mem-per-gpu']}", shape)
    return demand


def _per_gpu(demand: Demand, shape: Shape) -> None:
    """``--ntasks-per-gpu``: tasks come from the GPUs, or GPUs from the tasks."""
    if not shape.per_gpu:
        return
    if demand.asks_gpu():
        shape.tasks = shape.per_gpu * sum(r.total for r in demand.records.values() if r.name == "gpu")
    elif shape.tasks:
        demand.add("job", f"gpu:{shape.tasks // shape.per_gpu}", shape)
    else:
        demand.wrong = (
            demand.wrong or "--ntasks-per-tres needs either a GRES GPU specification or a node/ntask specification"
        )


def _simple(state: State) -> bool:
    """Nothing but GPUs of each node are asked for, and they are well written: nothing to compare."""
    asked = [name for name in _OPTIONS if name in state.given]
    if asked == ["gres"]:
        gres = state.texts["gres"]
        return gres[:9] in ("gres:gpu:", "gres/gpu:") and _PLAIN.fullmatch(gres, 9) is not None
    return asked == ["gpus-per-node"] and _PLAIN.fullmatch(state.texts["gpus-per-node"]) is not None


def malformed(state: State) -> tuple[str, ...]:
    """Options whose pieces are no ``name[:type][:count]``."""
    wrong = []
    for name in ("gpus", "gpus-per-node", "gpus-per-socket", "gpus-per-task", "gres"):
        start = "" if name == "gres" else "gpu:"
        parts = [part for part in state.texts.get(name, "").split(",") if part]
        if any(_piece(start + part.removeprefix("gres:").removeprefix("gres/")) is None for part in parts):
            wrong.append(name)
    return tuple(wrong)


def gres_problem(state: State) -> str:
    """The sentence with which ``sbatch`` refuses the counts; "" if it does not."""
    if "clusters" in state.texts or _simple(state):
        return ""
    shape = Shape(state)
    if state.texts.get("gpus-per-task") or shape.per_gpu is not None:
        shape.guess_tasks()
    demand = _demand(state, shape)
    _per_gpu(demand, shape)
    if demand.wrong or not demand.records:
        return demand.wrong
    if "mem-per-gpu" in state.numbers and not demand.asks_gpu():
        return f"Requested mem_per_tres=gres:gpu:{state.numbers['mem-per-gpu']} but did not request any GPU."
    for record in demand.records.values():
        wrong = _fits(record, shape)
        if wrong:
            return wrong
    return _together(demand)


def _together(demand: Demand) -> str:
    records = demand.records.values()
    names = {record.name for record in records}
    if "gpu" in names and any(name in names for name in _SHARED):
        return INVALID
    for name in names:
        plain = demand.records.get((name, ""))
        if plain is not None and not plain.generic and any(r.kind for r in records if r.name == name):
            return MIXED
    return ""


def _fits(record: Record, shape: Shape) -> str:
    """The counts of one resource against each other, in Slurm's order."""
    return _order(record, shape) or _by_nodes(record, shape) or _by_tasks(record, shape) or _by_size(record, shape)


def _order(r: Record, shape: Shape) -> str:
    if r.job and max(r.node, r.task, r.socket) > r.job:
        return f"Failed to ensure --{r.name}s >= --gres={r.name}/--{r.name}s-per-node >= --{r.name}s-per-socket"
    if r.node and max(r.task, r.socket) > r.node:
        return f"Failed to ensure --{r.name}s >= --{r.name}s-per-task"
    if r.socket and shape.sockets is None:
        return f"--{r.name}s-per-socket option requires --sockets-per-node specification"
    if r.cpus and shape.cpus is not None:
        return f"--cpus-per-{r.name} is mutually exclusive with --cpus-per-task"
    return ""


def _by_nodes(r: Record, shape: Shape) -> str:
    start = "Failed to validate job spec"
    if r.job and r.node:
        if r.job % r.node:
            return f"{start}, --{r.name}s is not multiple of --gres={r.name}/--{r.name}s-per-node"
        nodes = r.job // r.node
        if (shape.nodes is not None and nodes < shape.nodes) or (shape.most is not None and nodes > shape.most):
            return (
                f"{start}. Based on --{r.name} and --gres={r.name}/--{r.name}s-per-node required nodes ({nodes}) "
                f"doesn't fall between min_nodes ({shape.nodes}) and max_nodes ({shape.most}) boundaries."
            )
        shape.nodes = shape.most = nodes
    if r.node and r.socket:
        if r.node % r.socket:
            return f"{start}, --gres={r.name}/--{r.name}s-per-node not multiple of --{r.name}s-per-socket."
        if shape.sockets != r.node // r.socket:
            counts = f"--gres={r.name}/--{r.name}s-per-node and --{r.name}s-per-socket"
            return f"{start}. Based on {counts} required number of sockets differ from --sockets-per-node."
    if shape.per_gpu and r.total and shape.tasks is not None and shape.tasks % shape.per_gpu:
        return f"{start}, -n/--ntasks has to be a multiple of --ntasks-per-{r.name}."
    return ""


def _by_tasks(r: Record, shape: Shape) -> str:
    start = "Failed to validate job spec"
    if not r.task:
        return ""
    if r.job:
        if r.job % r.task:
            return f"{start}, --{r.name}s not multiple of --{r.name}s-per-task"
        if shape.tasks is None:
            shape.tasks = r.job // r.task
        elif shape.tasks != r.job // r.task:
            counts = f"--{r.name}s and --{r.name}s-per-task"
            return f"{start}. Based on {counts} number of requested tasks differ from -n/--ntasks."
    elif shape.tasks is None:
        return f"{start}. --{r.name}s-per-task used without either --{r.name}s or -n/--ntasks is not allowed."
    else:
        r.job = shape.tasks * r.task
    for count, what, field in ((r.node, "node", "node_tasks"), (r.socket, "socket", "socket_tasks")):
        if not count:
            continue
        if count % r.task:
            return f"{start}, --{r.name}s-per-{what} not multiple of --{r.name}s-per-task."
        if not getattr(shape, field):
            setattr(shape, field, count // r.task)
        elif getattr(shape, field) != count // r.task:
            return f"{start}. Based on --{r.name}s-per-{what} and --{r.name}s-per-task the tasks per {what} differ."
    return ""


def _by_size(r: Record, shape: Shape) -> str:
    if r.job and shape.nodes is not None and r.job < shape.nodes:
        return f"Failed to validate job spec, --{r.name} < -N"
    if r.job and shape.most is not None and r.job < shape.most:
        shape.most = r.job
    return ""
