"""What a Python program does that a job script should know of, told from its text: nothing is executed.

"Cannot tell" is None, never False: an import of a local module, an unknown framework or names that are made at run time
leave almost everything open. Only a program that can be read to the end is said not to do something.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence, Set

from envdoctor.syntax.jobs.python.names import KNOWN, NAMES, Names
from envdoctor.syntax.jobs.python.program import LIMIT, Program, Workers

_NONE: Mapping[str, str] = {}
_TRAINS = re.compile(r"(?!.*(?:load|data|set|split|arg|test|pars))(?:.*_)?(?:train(?:ing)?|fit)(?:_|\Z)", re.I)
"""Names of functions that run a training loop: ``train_one_epoch``, ``run_training``."""


def read(text: str, path: str = "train.py", modules: Mapping[str, str] = _NONE) -> Program:
    """Read a program; one that cannot be parsed tells nothing.

    Args:
        text: its text.
        path: how it is named.
        modules: name -> text of modules beside it, which count as parts of it.
    """
    own = _names(text)
    if own is None:
        return Program(path)
    others = [_names(one) for one in modules.values()]
    known = [one for one in others if one is not None]
    return _Reader(own, known, frozenset(modules) if len(known) == len(others) else frozenset()).program(path)


def _names(text: str) -> Names | None:
    if len(text) > LIMIT:
        return None
    try:
        return Names(ast.parse(text.encode("utf-8", "surrogateescape")))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


Call = tuple[ast.Call, str]


def _calls(names: Names) -> list[Call]:
    return [(node, names.dotted(node.func)) for node in names.calls]


class _Reader:
    """Collects calls and names of one program, which may consist of several modules."""

    def __init__(self, names: Names, others: Sequence[Names] = (), modules: frozenset[str] = frozenset()) -> None:
        self.names, self.all = names, (names, *others)
        self.own = _calls(names)
        self.calls = [*self.own, *(call for other in others for call in _calls(other))]
        self.tops = frozenset().union(*(one.tops for one in self.all))
        self.in_loops = frozenset().union(*(one.in_loops for one in self.all))
        self.clear = not any(one.opaque or one.unknown - modules for one in self.all)

    def program(self, path: str) -> Program:
        clear = self.clear
        saves, loads = self._saves(), self._loads()
        plain = all(name.isidentifier() for name in self.names.unknown)
        return Program(
            path,
            trains=True if self._trains() else None,
            saves=saves if saves or clear else None,
            loads=loads if loads or clear else None,
            unlimited=self._unlimited() if clear else None,
            workers=self._workers(),
            catches=self._catches() if clear else None,
            prints=any(name == "print" for _node, name in self.own) or None,
            flushes=self._flushes(),
            frameworks=frozenset(self.names.tops & KNOWN.keys()),
            local=frozenset(self.names.unknown) if plain and not self.names.opaque else frozenset(),
        )

    def _speaks_of(self, words: frozenset[str]) -> bool:
        return any(one.speaks_of(words) for one in self.all)

    # ---- questions

    def _trains(self) -> bool:
        """Its own code does; or that of its modules, and it calls what is named so."""
        if _trains(self.own, self.names.tops, self.names.in_loops):
            return True
        calls = any(name.endswith((".train", ".fit")) or self._starts(name) for _node, name in self.own)
        return calls and len(self.all) > 1 and _trains(self.calls, self.tops, self.in_loops)

    def _starts(self, name: str) -> bool:
        """It is a function of one of the modules and named like one that trains."""
        module, _, function = name.partition(".")
        return module in self.names.unknown and _TRAINS.match(function) is not None

    def _lightning(self) -> bool:
        return _lightning(self.calls, self.tops)

    def _made(self, ending: str) -> list[ast.Call]:
        return _made(self.calls, ending)

    def _called(self, functions: str, methods: str) -> bool:
        known, last = NAMES.get(functions, ()), NAMES[methods]
        return any(name in known or name.rpartition(".")[2] in last for _node, name in self.calls)

    def _saves(self) -> bool | None:
        """True: surely; False: nothing in the text looks like it; None: something may."""
        arguments = self._made("TrainingArguments")
        if arguments and "transformers" in self.tops:
            return None if any(_strategy(node) is None for node in arguments) else True
        if self._lightning():
            trainers = self._made("Trainer")
            switched = any(_keyword(node, "enable_checkpointing") is not None or _starred(node) for node in trainers)
            return None if switched else True
        if self._called("", "save-methods") or any(_ends(name, NAMES["saves"]) for name in self.in_loops):
            return True  # what is saved once, at the end, is no checkpoint
        return None if self._speaks_of(NAMES["save-words"]) else False

    def _loads(self) -> bool | None:
        if self._called("loads", "load-methods"):
            return True
        for node, name in self.calls:
            last = name.rpartition(".")[2]
            value = _keyword(node, "resume_from_checkpoint") if last == "train" else None
            value = _keyword(node, "ckpt_path") if last == "fit" else value
            if value is not None and not (isinstance(value, ast.Constant) and value.value in (None, False)):
                return True
        return None if self._speaks_of(NAMES["load-words"]) else False

    def _unlimited(self) -> int | None:
        """Line of a call that surely writes one more file time and again, where nothing is ever deleted."""
        if self._speaks_of(NAMES["delete-words"]):
            return None
        return next((node.lineno for node, name in self.own if self._grows(node, name)), None)

    def _grows(self, node: ast.Call, name: str) -> bool:
        last = name.rpartition(".")[2]
        if last.endswith("TrainingArguments") and "transformers" in self.names.tops:
            return not _starred(node) and _keyword(node, "save_total_limit") is None and _strategy(node) is not None
        if last == "ModelCheckpoint":
            return _number(_keyword(node, "save_top_k")) == -1
        return name == "torch.save" and len(node.args) > 1 and self.names.varies(node.args[1])

    def _workers(self) -> Workers | None:
        found: list[Workers] = []
        for node, name in self.own:
            last = name.rpartition(".")[2]
            keyword = {"DataLoader": "num_workers"}.get(last)
            keyword = "dataloader_num_workers" if last.endswith("TrainingArguments") else keyword
            value = _keyword(node, keyword) if keyword else None
            if value is not None:
                one = self._count(value, node.lineno)
                if one is not None:
                    found.append(one)
        return max(found, key=lambda one: one.count, default=None)

    def _count(self, value: ast.expr, line: int) -> Workers | None:
        number = _number(value)
        if number is not None:
            return Workers(number, "", line) if number > 0 else None
        if isinstance(value, ast.Name):
            number = self.names.constants.get(value.id)
            return Workers(number, "", line) if number else None
        if isinstance(value, ast.Attribute) and isinstance(value.value, ast.Name):
            option = self.names.options.get(value.attr)
            return Workers(option[1], option[0], line) if option else None
        return None

    def _catches(self) -> frozenset[str] | None:
        found: set[str] = set()
        for node, name in self.calls:
            if name in ("signal.signal", "loop.add_signal_handler") and node.args:
                signal = self.names.dotted(node.args[0]).rpartition(".")[2]
                if not signal.startswith("SIG"):
                    return None
                found.add(signal)
        if self._lightning() or self.tops & {"submitit", "accelerate"}:
            return None  # they handle signals of schedulers themselves
        return frozenset(found)

    def _flushes(self) -> bool | None:
        if any(name.endswith((".flush", ".reconfigure")) for _node, name in self.own):
            return True
        flushed = [_keyword(node, "flush") is not None for node, name in self.own if name == "print"]
        return any(flushed) if flushed else None


def _made(calls: Sequence[Call], ending: str) -> list[ast.Call]:
    """Calls of a name that ends so: ``transformers.Seq2SeqTrainer``."""
    return [node for node, name in calls if name.rpartition(".")[2].endswith(ending)]


def _lightning(calls: Sequence[Call], tops: Set[str]) -> bool:
    return bool(tops & {"pytorch_lightning", "lightning"}) and bool(_made(calls, "Trainer"))


def _trains(calls: Sequence[Call], tops: Set[str], in_loops: Set[str]) -> bool:
    """It surely runs a training loop."""
    called = {name.rpartition(".")[2] for _node, name in calls}
    if "torch" in tops and "backward" in called and "step" in called:
        return any(name.endswith(".backward") for name in in_loops)
    if _lightning(calls, tops) and "fit" in called:
        return True
    if "transformers" in tops and "train" in called and _made(calls, "Trainer"):
        return True
    return bool(tops & {"keras", "tensorflow"}) and "fit" in called


def _ends(name: str, known: frozenset[str]) -> bool:
    return name in known or name.rpartition(".")[2] in known


def _keyword(node: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in node.keywords if keyword.arg == name), None)


def _starred(node: ast.Call) -> bool:
    return any(keyword.arg is None for keyword in node.keywords)


def _strategy(node: ast.Call) -> str | None:
    """When a ``TrainingArguments`` saves: ``steps`` by default; None: not at all, at the end only, or cannot tell."""
    value = _keyword(node, "save_strategy")
    if value is None:
        return None if _starred(node) else "steps"
    if isinstance(value, ast.Constant) and value.value in ("steps", "epoch"):
        return str(value.value)
    return None


def _number(node: ast.expr | None) -> int | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _number(node.operand)
        return None if inner is None else -inner
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    return None


Programs = Mapping[str, Program]
"""Path as the job script writes it -> what that program does."""
