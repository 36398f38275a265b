"""Programs that start other programs: ``srun``, ``mpirun``, ``time``, ``env``, ``apptainer exec``, ``conda run``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from envdoctor.syntax.jobs.body import Command, Word
from envdoctor.syntax.jobs.shell.walk import Walk


class _Launcher(NamedTuple):
    """How to find the program behind a launcher.

    Attributes:
        letters: short options whose value is the next word, unless it is glued on.
        names: long options likewise, unless they have an ``=``; ``pairs``: those that take two words.
        single: long options have one dash, as in MPI.
        operands: words before the program: a container image, ``exec``.
        verbs: the first word must be one of these and is skipped.
    """

    letters: str = ""
    names: frozenset[str] = frozenset()
    pairs: frozenset[str] = frozenset()
    operands: int = 0
    verbs: frozenset[str] = frozenset()


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SRUN = _Launcher(
    "ABCDGJLMNPSTWacdeimnopqrtwx",
    _names(
        "account acctg-freq array bb bbf bcast begin chdir cluster-constraint clusters comment constraint container "
        "container-image container-mounts container-name container-workdir container-env core-spec cores-per-socket "
        "cpu-bind cpu_bind cpu-freq cpus-per-gpu cpus-per-task deadline delay-boot dependency distribution "
        "epilog error "
        "exclude export extra-node-info gpu-bind gpu-freq gpus gpus-per-node gpus-per-socket gpus-per-task gres "
        "gres-flags het-group hint input job-name jobid licenses mail-type mail-user max-threads mcs-label "
        "mem mem-bind "
        "mem_bind mem-per-cpu mem-per-gpu mincpus mpi msg-timeout multi-prog network nice-value nodefile "
        "nodelist nodes "
        "ntasks ntasks-per-core ntasks-per-gpu ntasks-per-node ntasks-per-socket ntasks-per-tres open-mode output "
        "partition power prefer priority profile prolog qos relative reservation signal slurmd-debug "
        "sockets-per-node spread switches task-epilog task-prolog thread-spec threads threads-per-core "
        "time time-min tmp "
        "tres-bind tres-per-task tree-width uid unbuffered-no wait wckey"
    ),
)
_MPI = _Launcher(
    "NcfgHnp",
    _names(
        "n np c N npernode perhost ppn npersocket map-by bind-to rank-by host hosts hostfile machinefile f x wdir wd "
        "hostlist env envlist bind-to-core-n report-uri-to output-filename path prefix tune app configfile "
        "rsh launcher "
        "bootstrap iface arch dir soft rankfile rf max-restarts timeout stdin am cpus-per-proc "
        "cpus-per-rank H genvlist "
        "ppr num-cores mca-file tag"
    ),
    _names("mca gmca env genv prtemca omca"),
)
_IMAGE = _Launcher(
    "BHSWpc",
    _names(
        "bind home workdir scratch pwd cwd env env-file overlay network network-args dns hostname app "
        "security apply-cgroups "
        "mount fusemount add-caps drop-caps pem-path shub-user memory cpus"
    ),
    operands=1,
    verbs=_names("exec"),
)
LAUNCHERS: dict[str, _Launcher] = {
    "srun": _SRUN,
    **dict.fromkeys(("mpirun", "mpiexec", "mpiexec.hydra", "orterun", "prterun", "mpirun_rsh", "ibrun", "prun"), _MPI),
    "jsrun": _Launcher(
        "nacgrblpKEdXDe",
        _names(
            "nrs tasks_per_rs cpu_per_rs gpu_per_rs rs_per_host bind launch_distribution np smpiargs stdio_mode env"
        ),
    ),
    "aprun": _Launcher("nNdjeSLaprtBmF", _names("cc")),
    "time": _Launcher("of", _names("output format")),
    "env": _Launcher("uCS", _names("unset chdir")),
    "nohup": _Launcher(),
    "exec": _Launcher("a"),
    "command": _Launcher(),
    "builtin": _Launcher(),
    "nice": _Launcher("n", _names("adjustment")),
    "ionice": _Launcher("cn"),
    "chrt": _Launcher(operands=1),
    "timeout": _Launcher("ks", _names("kill-after signal"), operands=1),
    "stdbuf": _Launcher("ioe", _names("input output error")),
    "unbuffer": _Launcher(),
    "setsid": _Launcher(),
    "catchsegv": _Launcher(),
    "coproc": _Launcher(),
    "taskset": _Launcher(operands=1),
    "numactl": _Launcher(
        "CNmipPl", _names("cpunodebind physcpubind membind interleave preferred localalloc-n cpubind")
    ),
    "apptainer": _IMAGE,
    "singularity": _IMAGE,
    "conda": _Launcher("np", _names("name prefix cwd"), verbs=_names("run")),
    "mamba": _Launcher("np", _names("name prefix cwd"), verbs=_names("run")),
    "micromamba": _Launcher("np", _names("name prefix cwd root-prefix"), verbs=_names("run")),
    "uv": _Launcher(
        "p", _names("with python extra group with-requirements env-file directory project package"), verbs=_names("run")
    ),
    "poetry": _Launcher("C", _names("directory project"), verbs=_names("run")),
    "pipenv": _Launcher(verbs=_names("run")),
    "pixi": _Launcher("e", _names("environment manifest-path"), verbs=_names("run")),
    "xvfb-run": _Launcher("nsefp", _names("server-num server-args error-file auth-file")),
    "nsys": _Launcher(
        "otscdwfye",
        _names("output trace sample capture-range duration delay force-overwrite stats cuda-memory-usage"),
        verbs=_names("profile launch"),
    ),
    "ncu": _Launcher(
        "okcs", _names("kernel-name launch-count launch-skip metrics section set export target-processes")
    ),
    "horovodrun": _Launcher("npHx", _names("num-proc hosts hostfile start-timeout network-interface")),
    "dplace": _Launcher("cs"),
    "omplace": _Launcher("cnb", _names("nt")),
}
"""Options as their manuals have them; what is not listed is taken for a flag."""

_DEEPEST = 8
"""Launchers before one program."""


def behind(command: Command) -> int:
    """Index of the word that names the program which a launcher starts; 0 where there is none, or it is no launcher."""
    launcher = LAUNCHERS.get(command.name)
    if launcher is None:
        return 0
    words, at, left = command.words, 1, launcher.operands
    verbs = launcher.verbs
    taskset = command.name == "taskset"
    while at < len(words):
        text = words[at].text
        if text == "--":
            at += 1
            if not left and not verbs:
                return at if at < len(words) else 0
        elif text[:1] == "-" and len(text) > 1:
            if taskset and text in ("-c", "--cpu-list"):
                left, at = 1, at + 1  # the list stands where the mask would
            else:
                at += _takes(launcher, text)
        elif verbs:
            if text not in verbs:
                return 0
            verbs, at = frozenset(), at + 1
        elif left:
            left, at = left - 1, at + 1
        elif command.name == "env" and _assigns(text):
            at += 1
        else:
            return at
    return 0


def _takes(launcher: _Launcher, text: str) -> int:
    """How many words an option is."""
    name, equals, _value = text.lstrip("-").partition("=")
    if equals:
        return 1
    if name in launcher.pairs:
        return 3
    if text.startswith("--") or launcher is _MPI:
        return 2 if name in launcher.names else 1
    if name in launcher.names and len(name) > 1:
        return 2
    for place, letter in enumerate(text[1:], 1):
        if letter in launcher.letters:
            return 2 if place == len(text) - 1 else 1
    return 1


def _assigns(text: str) -> bool:
    name, sign, _value = text.partition("=")
    return bool(sign) and name.isidentifier()


def looked_through(walk: Walk) -> tuple[Command, ...]:
    """The walk's commands and, after each launcher, the program it starts, in the order of the text."""
    found: list[Command] = []
    for command in walk.commands:  # grows by the code within strings that is found on the way
        found.append(command)
        if command.name in LAUNCHERS:
            for inner in _inner(command, walk):
                found.append(inner)
                walk.code_of(inner)
    found.sort(key=lambda command: command.span.start)
    return tuple(found)


def _inner(outer: Command, walk: Walk) -> Iterator[Command]:
    while len(outer.wrapped) < _DEEPEST and (at := behind(outer)):
        words = outer.words[at:]
        span = walk.words.across(words)
        name = words[0].text.rpartition("/")[2]
        assigns = {**outer.assigns, **_environment(outer, at)}
        wrapped = (*outer.wrapped, outer.name)
        outer = Command(
            name, words, span, assigns, outer.background, outer.piped, outer.inside, wrapped, outer.redirects
        )
        yield outer


def _environment(command: Command, until: int) -> dict[str, Word]:
    """``env A=1 program``: what it sets."""
    if command.name != "env":
        return {}
    found: dict[str, Word] = {}
    for word in command.words[1:until]:
        name, sign, value = word.text.partition("=")
        if sign and name.isidentifier():
            found[name] = word._replace(text=value)
    return found
