"""How ``sbatch`` turns the resources of a #PBS line into options of its own."""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor.syntax.jobs.slurm.state import State, leading_integer, lower

# name= -> the option, and the character that ends its value
_DIRECT = {
    "cput=": ("time", ","), "pcput=": ("time", ","), "walltime=": ("time", ","), "nice=": ("nice", ","),
    "select=": ("nodes", ":"), "ncpus=": ("mincpus", ":"), "mpiprocs=": ("ntasks-per-node", ":"),
    "file=": ("tmp", ","), "mem=": ("mem", ","),
}  # fmt: skip
_FREE_CASE = ("accelerator=", "mpiprocs=", "naccelerators=", "ncpus=", "select=")
_SKIPPED = ("arch=", "host=", "opsys=", "other=", "pmem=", "pvmem=", "software=", "vmem=")
_ORDER = (
    "accelerator=", "arch=", "cput=", "file=", "host=", "mem=", "mpiprocs=", "naccelerators=", "ncpus=", "nice=",
    "nodes=",
    "opsys=", "other=", "pcput=", "pmem=", "proc=", "pvmem=", "select=", "software=", "vmem=", "walltime=",
)  # fmt: skip


def mail(value: str) -> str | None:
    """``abe`` as mail types; None for letters that mean nothing."""
    letters = lower(value)
    if "n" in letters:
        return "NONE"
    return ",".join(word for letter, word in (("b", "BEGIN"), ("e", "END"), ("a", "FAIL")) if letter in letters) or None


def attributes(value: str) -> Iterator[tuple[str, str]]:
    """What counts of ``-W``."""
    for start, name in (("umask=", "umask"), ("depend=", "dependency")):
        if lower(value).startswith(start):
            yield name, value[len(start) :]
            return


def _start(text: str, lowered: str, at: int) -> str:
    for name in _ORDER:
        if (lowered if name in _FREE_CASE else text).startswith(name, at):
            return name
    return ""


def _until(text: str, at: int, mark: str) -> tuple[str, int]:
    end = text.find(mark, at)
    return (text[at:], len(text)) if end < 0 else (text[at:end], end + 1)


def resources(text: str, state: State) -> Iterator[tuple[str, str]]:
    """The options that one ``-l`` list sets, in that order."""
    lowered, at, gpus, pro = lower(text), 0, 0, set()
    while at < len(text):
        name = _start(text, lowered, at)
        at += len(name) or 1
        if name in _SKIPPED:
            _skipped, at = _until(text, at, ",")
        elif name in _DIRECT:
            option, mark = _DIRECT[name]
            value, at = _until(text, at, mark)
            if option in ("tmp", "mem") and value[-1:] in ("b", "B"):
                value = value[:-1]
            pro |= {name} if mark == ":" else set()
            yield option, value
        elif name == "nodes=":
            value, at = _until(text, at, ",")
            yield from _nodes(value)
        elif name == "accelerator=":
            gpus = max(gpus, 1) if lowered.startswith("true", at) else gpus
        elif name == "naccelerators=":
            value, at = _until(text, at, ",")
            gpus = (leading_integer(value) or (0, ""))[0]
        elif name == "proc=":
            value, at = _until(text, at, ",")
            before = state.texts.get("constraint")
            yield "constraint", value if before is None else f"{value},{before}"
            _skipped, at = _until(text, at, ",")
    yield from _rest(state, len(pro) == 3, gpus)


def _rest(state: State, pro: bool, gpus: int) -> Iterator[tuple[str, str]]:
    cpus, tasks = state.numbers.get("mincpus", -1), state.numbers.get("ntasks-per-node", -2)
    if pro and cpus > tasks > 0:
        yield "cpus-per-task", str(cpus // tasks)
    if gpus > 0:
        before = state.texts.get("gres")
        yield "gres", f"gpu:{gpus}" if before is None else f"{before},gpu:{gpus}"


def _nodes(text: str) -> Iterator[tuple[str, str]]:
    """``2:ppn=4:gpus=1+node7``."""
    nodes = tasks = 0
    hosts = []
    for part in text.replace("+", ":").split(":"):
        if part.startswith("gpus="):
            yield "gpus-per-node", part[5:]
        elif part.startswith("ppn="):
            tasks += (leading_integer(part[4:]) or (0, ""))[0]
        elif part[:1].isdigit():
            nodes += (leading_integer(part) or (0, ""))[0]
        elif part[:1].isalpha():
            hosts.append(part)
    if nodes:
        yield "nodes", str(nodes)
    if tasks:
        yield "ntasks", str(tasks * (nodes or 1))
    if hosts:
        yield "nodelist", ",".join(hosts)
