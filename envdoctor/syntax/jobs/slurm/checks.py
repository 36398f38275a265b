"""Checks across options, and what ``sbatch`` fills in before it prints its table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from envdoctor.catalogue.slurm_options import JUDGED, NEWEST, RELEASES, Version
from envdoctor.syntax.jobs.slurm.faults import Faults
from envdoctor.syntax.jobs.slurm.gres import INVALID, gres_problem, malformed
from envdoctor.syntax.jobs.slurm.nodes import host_count, host_list_problem
from envdoctor.syntax.jobs.slurm.state import State, lower
from envdoctor.syntax.jobs.values import Directive, Span

_MEMORY = ("mem", "mem-per-cpu", "mem-per-gpu")
_PER_GPU = ("gpus-per-task", "gpus-per-socket", "ntasks-per-node")
_GPUS = (
    "gpus", "gpus-per-node", "gpus-per-socket", "gpus-per-task", "gres", "cpus-per-gpu", "mem-per-gpu",
    "ntasks-per-gpu",
    "ntasks-per-tres",
)  # fmt: skip
_SHAPE = ("nodes", "ntasks", "cpus-per-task", "ntasks-per-node", "sockets-per-node", "ntasks-per-socket", "nodelist")
_CHANGED_SINCE = (
    ("exclusive", "oversubscribe"), ("gres", "gpus-per-node"), ("ntasks-per-core", "threads-per-core"),
    ("nodes", "segment"), ("cpus-per-task", "tres-per-task"), ("gpus-per-task", "tres-per-task"),
    ("ntasks-per-gpu", "tres-per-task"), ("ntasks-per-tres", "tres-per-task"),
)  # fmt: skip
"""Pairs that only some releases refuse."""
_HINTS = ("compute_bound", "memory_bound", "multithread", "nomultithread")
_TOO_FEW = "Too few processes for the requested {plane,node} distribution"
_NO_HOSTS = "With Arbitrary distribution you need to specify a nodelist or hostfile with the -w option"


class Problem(NamedTuple):
    """Options that do not go together, and the sentence of ``sbatch``."""

    kind: str
    options: tuple[str, ...]
    reason: str


def check(state: State, version: Version | None, faults: Faults) -> None:
    """Looks at all options of a component at once, and fills in the counts as ``sbatch`` does."""
    given = state.given
    newest = None
    if version is None and any(one in given and other in given for one, other in _CHANGED_SINCE):
        newest = state.copy(NEWEST)
    before = state.copy(JUDGED) if version is None else state
    problem = _verify(state)
    if problem is not None:
        since = _other_release(before, refused=True) if version is None else None
        _add(problem, state, faults, since)
    elif newest is not None:
        problem = _verify(newest)
        if problem is not None:
            _add(problem, state, faults, _other_release(before, refused=False))


def _other_release(state: State, *, refused: bool) -> Version | None:
    """The first release that answers otherwise than the judged one."""
    for version in RELEASES:
        if version > JUDGED and (_verify(state.copy(version)) is None) == refused:
            return version
    return None


def _add(problem: Problem, state: State, faults: Faults, since: Version | None) -> None:
    directives = [state.given[name] for name in problem.options if state.given.get(name) is not None]
    mine: list[Directive] = sorted((d for d in directives if d is not None), key=lambda d: d.span.start)
    span = mine[-1].span if mine else Span(0, 0, 1, 1)
    last = mine[-1] if mine else None
    args = {"option": last.option if last else "", "value": (last.value or "") if last else ""}
    options = " ".join(directive.option for directive in mine)
    if since is None:
        faults.fatal(problem.kind, span, problem.reason, last, options=options, **args)
    else:
        spelled = f"{since[0]}.{since[1]:02d}"
        faults.note(problem.kind, span, last, reason=problem.reason, options=options, since=spelled, **args)


def _given(state: State, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name in state.given)


def _exclusive(state: State) -> Problem | None:
    """Pairs that no job may have, in the order in which ``sbatch`` looks at them."""
    numbers, given, version = state.numbers, state.given, state.version
    tres, gpu = "ntasks-per-tres" in given, "ntasks-per-gpu" in given
    if tres and gpu and numbers["ntasks-per-gpu"] != numbers["ntasks-per-tres"]:
        return Problem(
            "exclusive-options", ("ntasks-per-gpu", "ntasks-per-tres"), "Inconsistent values set to --ntasks-per-gpu"
        )
    if tres or gpu:
        later = ("tres-per-task",) if version >= (23, 2) else ()
        for name in (*_PER_GPU, *later):
            if name in given:
                reason = f"--{name} is mutually exclusive with --ntasks-per-gpu and SLURM_NTASKS_PER_GPU"
                return Problem("exclusive-options", (name, "ntasks-per-gpu", "ntasks-per-tres"), reason)
    if "core-spec" in given and "thread-spec" in given:
        reason = "-S/--core-spec and --thred-spec options are mutually exclusive"
        return Problem("exclusive-options", ("core-spec", "thread-spec"), reason)
    if len(_given(state, _MEMORY)) > 1:
        reason = "--mem, --mem-per-cpu, and --mem-per-gpu are mutually exclusive."
        return Problem("exclusive-options", _given(state, _MEMORY), reason)
    return _exclusive_later(state) if version >= (23, 2) else None


def _exclusive_later(state: State) -> Problem | None:
    given, version, gres = state.given, state.version, state.texts.get("gres", "")
    if "exclusive" in given and "oversubscribe" in given:
        reason = "--exclusive and --oversubscribe options are mutually exclusive"
        return Problem("exclusive-options", ("exclusive", "oversubscribe"), reason)
    per_task = lower(state.texts.get("tres-per-task", ""))
    if "gpu" in per_task and "gpus-per-task" in given:
        reason = "You can not have --tres-per-task=gres/gpu: and gpus-per-task please use one or the other"
        return Problem("exclusive-options", ("tres-per-task", "gpus-per-task"), reason)
    if "cpu:" in per_task and "cpus-per-task" in given and "cpu=" not in per_task:
        reason = "You can not have --tres-per-task=cpu: and -c please use one or the other"
        return Problem("exclusive-options", ("tres-per-task", "cpus-per-task"), reason)
    if version >= (26, 5) and "gres/gpu" in gres.replace("gres:", "gres/") and "gpus-per-node" in given:
        reason = "--gpus-per-node and --gres=gpu are mutually exclusive."
        return Problem("exclusive-options", ("gpus-per-node", "gres"), reason)
    size, nodes = state.numbers.get("segment", 0), state.numbers.get("min-nodes", 0)
    if version >= (26, 5) and size and "nodes" in given and nodes > size and nodes % size:
        reason = f"--segment={size} does not fit the job size ({nodes})"
        return Problem("exclusive-options", ("segment", "nodes"), reason)
    return None


def _hint(state: State) -> Problem | None:
    """``--hint`` gives way to what it would set, or sets it."""
    hint, given, numbers = state.texts.get("hint"), state.given, state.numbers
    if hint is None or "hint" not in given:
        return None
    rivals = ("ntasks-per-core", "threads-per-core", "extra-node-info")
    if any(name in given for name in rivals):
        given.pop("hint")
        state.texts.pop("hint")
        return None
    for field in ("sockets-per-node", "cores-per-socket", "threads-per-core", "ntasks-per-core"):
        numbers.pop(field, None)
    for word in hint.split(","):
        lowered = lower(word)
        if lowered not in _HINTS:
            return Problem("bad-value", ("hint",), f'unrecognized --hint argument "{word}", see --hint=help')
        _apply_hint(numbers, lowered)
    return None


def _apply_hint(numbers: dict[str, int], hint: str) -> None:
    if hint == "multithread":
        numbers.pop("threads-per-core", None)
        return
    numbers["threads-per-core"] = 1
    if hint == "memory_bound":
        numbers["cores-per-socket"] = 1
    elif hint == "compute_bound":
        numbers.pop("cores-per-socket", None)


def _verify(state: State) -> Problem | None:
    problem = _exclusive(state)
    if problem is None and "bb" in state.texts and "bbf" in state.texts:
        problem = Problem("exclusive-options", ("bb", "bbf"), "Cannot specify both --burst-buffer and --bbf")
    problem = problem or _hint(state) or _hosts(state) or _counts(state)
    begin, deadline = state.numbers.get("begin"), state.numbers.get("deadline")
    if problem is None and begin and deadline and deadline < begin:
        reason = "Incompatible begin and deadline time specification"
        problem = Problem("exclusive-options", ("begin", "deadline"), reason)
    arbitrary = state.texts.get("distribution", "").startswith("arbitrary")
    if problem is None and arbitrary and "nodelist" not in state.texts and "nodefile" not in state.texts:
        problem = Problem("exclusive-options", ("distribution",), _NO_HOSTS)
    if problem is not None or not any(name in state.given for name in _GPUS):
        return problem
    reason = gres_problem(state)
    if not reason:
        return None
    wrong = malformed(state) if reason == INVALID else ()
    return Problem("bad-value", wrong, reason) if wrong else Problem("gpu-counts", (*_GPUS, *_SHAPE), reason)


def _counts(state: State) -> Problem | None:
    """Fills in tasks and nodes from each other."""
    numbers, version = state.numbers, state.version
    hosts = host_count(state.texts["nodelist"]) if _plain_hosts(state) else 0
    if hosts and (version < (23, 2) or not numbers.get("nodes-set")):
        numbers["min-nodes"] = max(hosts, numbers.get("min-nodes", 1)) if numbers.get("nodes-set") else hosts
        numbers["nodes-set"] = 1
    if "ntasks" in numbers:
        numbers["ntasks-set"] = 1
    fewest, most = numbers.get("min-nodes", 1), numbers.get("max-nodes", 0)
    fixed = not most or fewest == most
    per_node = numbers.get("ntasks-per-node", 0)
    if version < (23, 2) and per_node > 0 and not numbers.get("ntasks-set") and fixed:
        numbers["ntasks"], numbers["ntasks-set"] = fewest * per_node, 1
    if most and fewest > most:
        return Problem("exclusive-options", ("nodelist", "nodes"), f"invalid number of nodes (-N {fewest}-{most})")
    if version >= (23, 2) and 0 < numbers.get("threads-per-core", 0) < numbers.get("ntasks-per-core", 0):
        names = ("ntasks-per-core", "threads-per-core")
        return Problem("exclusive-options", names, "--ntasks-per-core can not be bigger than --threads-per-core")
    plane = numbers.get("plane", 0) if state.texts.get("distribution", "").startswith("plane") else 0
    tasks = numbers.get("ntasks", 1)
    if plane and (fewest <= 0 or tasks // plane < fewest) and (fewest - 1) * plane >= tasks:
        return Problem("exclusive-options", ("distribution", "nodes", "ntasks"), _TOO_FEW)
    _massage(state, fixed)
    return None


def _hosts(state: State) -> Problem | None:
    reason = host_list_problem(state.texts["nodelist"]) if _plain_hosts(state) else ""
    return Problem("bad-value", ("nodelist",), reason) if reason else None


def _plain_hosts(state: State) -> bool:
    return "nodelist" in state.texts and "/" not in state.texts["nodelist"]


def _massage(state: State, fixed: bool) -> None:
    numbers = state.numbers
    fewest, most = numbers.get("min-nodes", 1), numbers.get("max-nodes", 0)
    asked = numbers.get("nodes-set") or numbers.get("layout-set")
    if asked and fixed and not numbers.get("ntasks-set"):
        if state.version >= (23, 2) and "ntasks-per-node" in numbers:
            return
        tasks = max(fewest, 1)
        for field in ("sockets-per-node", "cores-per-socket", "threads-per-core"):
            if field in numbers:
                tasks, numbers["ntasks-set"] = tasks * numbers[field], 1
        numbers["ntasks"] = tasks
    elif numbers.get("nodes-set") and numbers.get("ntasks-set"):
        tasks = numbers.get("ntasks", 1)
        numbers["max-nodes"] = min(most, tasks)
        if tasks < fewest:
            numbers["min-nodes"] = numbers["max-nodes"] = tasks
