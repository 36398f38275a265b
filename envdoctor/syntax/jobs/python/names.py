"""The names of a Python module: what is imported under which name, calls in loops, constants, options of argparse."""

from __future__ import annotations

import ast
import sys

from envdoctor.late import pattern

KNOWN: dict[str, str] = {
    name: name
    for name in (
        "torch torchvision torchaudio torchtext pytorch_lightning lightning accelerate transformers "
        "datasets tokenizers "
        "peft deepspeed tensorflow keras jax flax optax orbax sklearn numpy scipy pandas matplotlib "
        "seaborn PIL cv2 tqdm "
        "wandb einops timm yaml h5py joblib torchmetrics evaluate sentencepiece omegaconf hydra tensorboardX psutil "
        "rich click absl ml_collections networkx torch_geometric dgl nltk"
    ).split()
}
"""Packages whose names tell whether they save and load."""
_STANDARD = frozenset(sys.stdlib_module_names)
_OPAQUE = frozenset("exec eval __import__".split())
_OPAQUE_MODULES = frozenset("subprocess importlib runpy hydra".split())
"""Through these a program may do anything."""

NAMES: dict[str, frozenset[str]] = {
    key: frozenset(text.split())
    for key, text in {
        "saves": "torch.save torch.distributed.checkpoint.save accelerate.save save_pretrained save_weights save_model "
        "save_lora_weights save_16bit_model",
        "save-methods": "save_checkpoint save_state",
        "save-words": "save saves saving saver saved dump dumps checkpoint checkpoints checkpointer "
        "checkpointing ckpt ckpts "
        "export write writer writes to_pickle to_csv tofile savez savetxt upload artifact store snapshot snapshots "
        "serialize persist orbax backup",
        "loads": "torch.load joblib.load pickle.load torch.distributed.checkpoint.load "
        "flax.training.checkpoints.restore_checkpoint",
        "load-methods": "load_state_dict load_checkpoint load_weights load_state load_from_checkpoint load_model "
        "restore_checkpoint",
        "load-words": "load loads loaded restore restores restored resume resumes resumed checkpoint "
        "checkpoints ckpt ckpts "
        "pretrained continue_from latest warm_start snapshot snapshots orbax",
        "delete-words": "remove unlink rmtree rotate prune cleanup delete keep system replace rename shutil",
    }.items()
}
_WORDS = pattern(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_VARYING = pattern(
    r"(?i)^(?:epoch|step|iteration|iter|global_step|global_steps|it|i|ep|e|batch_idx|n_iter|epochs?_?\w?)$"
)


class Names:
    """What one walk over a module finds.

    Attributes:
        tops: top packages that are imported. unknown: modules that are imported and are of no known package.
        opaque: it runs code that does not stand in it, or imports all that a module has.
        calls: all calls. in_loops: dotted names of calls that stand in a loop.
        constants: module-level name -> whole number. options: argparse's name -> (option, default).
    """

    def __init__(self, tree: ast.Module) -> None:
        self.aliases: dict[str, str] = {}
        self.tops: set[str] = set()
        self.unknown: set[str] = set()
        self.opaque = False
        self.calls: list[ast.Call] = []
        self.in_loops: set[str] = set()
        self.constants: dict[str, int] = {}
        self.options: dict[str, tuple[str, int]] = {}
        self._identifiers: set[str] = set()
        self._twice: set[str] = set()
        self._looped: set[int] = set()
        nodes = list(ast.walk(tree))
        for node in nodes:
            if isinstance(node, ast.Import | ast.ImportFrom):
                self._import(node)
        for node in nodes:
            self._look(node)
        self._loops(nodes)
        for name in self._twice:
            self.constants.pop(name, None)

    # ---- one walk

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            self._package(module if not node.level else "")
            for alias in node.names:
                self.aliases[alias.asname or alias.name] = f"{module}.{alias.name}"
                self.opaque = self.opaque or alias.name == "*"
            return
        for alias in node.names:
            self._package(alias.name)
            self.aliases[alias.asname or alias.name.partition(".")[0]] = (
                alias.name if alias.asname else alias.name.partition(".")[0]
            )

    def _package(self, module: str) -> None:
        top = module.partition(".")[0]
        self.tops.add(top)
        self.opaque = self.opaque or top in _OPAQUE_MODULES
        if top not in KNOWN and top not in _STANDARD:
            self.unknown.add(module)

    def _look(self, node: ast.AST) -> None:
        if isinstance(node, ast.Call):
            self.calls.append(node)
            self._call(node)
        elif isinstance(node, ast.Name):
            self._identifiers.add(node.id)
        elif isinstance(node, ast.Attribute):
            self._identifiers.add(node.attr)
        elif isinstance(node, ast.keyword | ast.arg):
            self._identifiers.add(node.arg or "")
        elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            self._identifiers.add(node.name)
        elif isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            self._assign(node.targets[0].id, node.value)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            self._twice.add(node.target.id)

    def _assign(self, name: str, value: ast.expr) -> None:
        if name in self.constants:
            self._twice.add(name)
        elif isinstance(value, ast.Constant) and type(value.value) is int:
            self.constants[name] = value.value
        else:
            self._twice.add(name)

    def _call(self, node: ast.Call) -> None:
        name = self.dotted(node.func)
        last = name.rpartition(".")[2]
        self.opaque = self.opaque or last in _OPAQUE
        if name == "open" and len(node.args) > 1:
            self._identifiers.add("write")
        if last == "add_argument":
            self._option(node)

    def _option(self, node: ast.Call) -> None:
        words = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        long = next((word for word in words if word.startswith("--")), None)
        if long is None:
            return
        self._identifiers.update(word.lstrip("-").replace("-", "_") for word in words)
        named = {keyword.arg: keyword.value for keyword in node.keywords}
        default, target = named.get("default"), named.get("dest")
        if isinstance(default, ast.Constant) and type(default.value) is int:
            name = target.value if isinstance(target, ast.Constant) else long[2:].replace("-", "_")
            self.options[str(name)] = (long, default.value)

    def _loops(self, nodes: list[ast.AST]) -> None:
        for loop in nodes:
            if isinstance(loop, ast.For | ast.While | ast.AsyncFor) and id(loop) not in self._looped:
                for node in ast.walk(loop):
                    self._looped.add(id(node))
                    if isinstance(node, ast.Call):
                        self.in_loops.add(self.dotted(node.func))

    # ---- questions

    def dotted(self, node: ast.expr) -> str:
        """``torch.save`` for whatever name it was imported under; "?" stands for what is no name."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        first = node.id if isinstance(node, ast.Name) else "?"
        return ".".join((self.aliases.get(first, first), *reversed(parts)))

    def speaks_of(self, words: frozenset[str]) -> bool:
        """Some identifier is, or holds as a part, one of the words; names of data loaders do not count."""
        for name in self._identifiers:
            if name in words or any(part.lower() in words for part in _WORDS.findall(name)):
                return True
        return False

    def varies(self, node: ast.expr) -> bool:
        """A file name that holds the number of a step or epoch, in a loop."""
        if id(node) not in self._looped:
            return False
        names = [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
        return isinstance(node, ast.JoinedStr | ast.BinOp | ast.Call) and any(_VARYING.match(name) for name in names)
