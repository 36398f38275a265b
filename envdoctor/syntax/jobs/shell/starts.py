"""The launchers in a script's body and their own options: srun, mpirun, torchrun, accelerate, deepspeed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from envdoctor.syntax.jobs.body import Body, Command, Word
from envdoctor.syntax.jobs.remembered import remembered
from envdoctor.syntax.jobs.shell.launch import behind
from envdoctor.syntax.jobs.values import number_of

MPI = frozenset("mpirun mpiexec mpiexec.hydra mpirun_rsh orterun prterun mpiexec.mpich mpirun.openmpi".split())
_MODULES = {
    "torch.distributed.run": "torchrun",
    "torch.distributed.launch": "torchrun",
    "accelerate.commands.launch": "accelerate",
    "deepspeed.launcher.runner": "deepspeed",
}
_FLAGS = {
    "torchrun": "standalone m module no_python run_path use_env",
    "accelerate": "multi_gpu cpu use_cpu tpu use_xpu ipex use_deepspeed use_fsdp use_megatron_lm quiet q debug m "
    "module no_python same_network use_mps_device downcast_bf16 tpu_use_cluster tpu_use_sudo fp16 enable_cpu_affinity "
    "h help dynamo_use_dynamic dynamo_use_fullgraph",
    "deepspeed": "no_python module no_local_rank no_ssh force_multi bind_cores_to_rank h help",
}
_FLAG_SETS = {kind: frozenset(text.split()) for kind, text in _FLAGS.items()}
_CALLED = MPI | {"torchrun", "deepspeed", "srun", "accelerate", "accelerate-launch"}
_LONG = {"n": "ntasks", "N": "nodes", "c": "cpus_per_task", "G": "gpus"}


class Start(NamedTuple):
    """One launcher as it is called.

    Attributes:
        kind: ``srun``, ``mpi``, ``torchrun``, ``accelerate`` or ``deepspeed``.
        options: its own, without dashes and with ``_`` for ``-``; None for a flag.
        rest: the program it starts and that one's arguments.
    """

    kind: str
    command: Command
    options: Mapping[str, Word | None]
    rest: tuple[Word, ...]

    def word(self, *names: str) -> Word | None:
        """The first of these options that has a value."""
        return next((word for name in names if (word := self.options.get(name)) is not None), None)

    def has(self, *names: str) -> bool:
        """One of these options is given."""
        return any(name in self.options for name in names)


def number(word: Word | None) -> int | None:
    """A value that is surely a whole number."""
    return number_of(word.text) if word and word.certain and word.text.isascii() and word.text.isdigit() else None


@remembered
def starts(body: Body) -> tuple[Start, ...]:
    """All launchers, in the order of the text."""
    return tuple(_starts(body))


def _starts(body: Body) -> Iterator[Start]:
    for command in body.commands:
        if command.name not in _CALLED and not command.name.startswith("python"):
            continue
        kind, words = _kind(command)
        if kind:
            end = behind(command) if kind in ("srun", "mpi") else 0
            options, rest = _options(kind, command.words[1:end] if end else words)
            yield Start(kind, command, options, command.words[end:] if end else rest)


def _kind(command: Command) -> tuple[str, tuple[Word, ...]]:
    """(what launcher it is, its words without its name); ("", ()) for any other command."""
    name, words = command.name, command.words
    if name in ("torchrun", "deepspeed", "srun"):
        return name, words[1:]
    if name in MPI:
        return "mpi", words[1:]
    if name in ("accelerate", "accelerate-launch"):
        if name == "accelerate-launch":
            return "accelerate", words[1:]
        return ("accelerate", words[2:]) if len(words) > 1 and words[1].text == "launch" else ("", ())
    if name.startswith("python"):
        at = next((at for at, word in enumerate(words) if at and not word.text.startswith("-")), 0)
        if at > 1 and words[at - 1].text == "-m" and words[at].text in _MODULES:
            return _MODULES[words[at].text], words[at + 1 :]
    return "", ()


def _options(kind: str, words: tuple[Word, ...]) -> tuple[dict[str, Word | None], tuple[Word, ...]]:
    found: dict[str, Word | None] = {}
    at = 0
    while at < len(words):
        text = words[at].text
        if not text.startswith("-") or text == "-":
            if kind in _FLAGS:
                break
            at += 1  # the second value of an option that takes two
            continue
        if text == "--":
            at += 1
            break
        at += _take(kind, words, at, found)
    return found, words[at:]


def _take(kind: str, words: tuple[Word, ...], at: int, found: dict[str, Word | None]) -> int:
    """Put the option at ``at`` into ``found``; how many words it takes."""
    word = words[at]
    name, equals, value = word.text.lstrip("-").partition("=")
    if kind == "srun" and not word.text.startswith("--"):
        if name[1:].isdigit():
            found[_LONG.get(name[0], name[0])] = word._replace(text=name[1:])
            return 1
        name = _LONG.get(name, name)
    name = name.replace("-", "_")
    if equals:
        found[name] = word._replace(text=value)
        return 1
    if name in _FLAG_SETS.get(kind, ()) or at + 1 >= len(words):
        found[name] = None
        return 1
    following = words[at + 1]
    if following.text.startswith("-") or following.text.endswith((".py", ".sh")):
        found[name] = None
        return 1
    found[name] = following
    return 2
