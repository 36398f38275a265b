"""Every option of Slurm's ``sbatch``, ``srun`` and ``salloc``, from 21.08 to 26.05, in the order of printing.

Source: Slurm's own table (``src/common/slurm_opt.c``) at the last release of each of 21.08, 22.05, 23.02, 23.11, 24.05,
24.11, 25.05, 25.11 and 26.05.
"""

from __future__ import annotations

from typing import NamedTuple

Version = tuple[int, int]

NEWEST: Version = (26, 5)
RELEASES: tuple[Version, ...] = (
    (21, 8), (22, 5), (23, 2), (23, 11), (24, 5), (24, 11), (25, 5), (25, 11), (26, 5),
)  # fmt: skip
JUDGED: Version = (22, 5)
"""The release whose behaviour was compared with a real ``sbatch``."""


class Option(NamedTuple):
    """One option.

    Attributes:
        name: the long name, without dashes. short: its letter, or "".
        argument: ``no``, ``required`` or ``optional``.
        grammar: the name of its value's grammar; "" for options that ``sbatch`` does not take.
        each: every component of a heterogeneous job begins without it; otherwise it stays from component to component.
        commands: which of ``sbatch``, ``srun``, ``salloc`` take it.
        since: the first release with it; None: older than 21.08. until: the first without it; None: still there.
    """

    name: str
    short: str
    argument: str
    grammar: str
    each: bool
    commands: tuple[str, ...]
    since: Version | None = None
    until: Version | None = None

    def known(self, version: Version) -> bool:
        """Whether a release has this option."""
        return (self.since is None or version >= self.since) and (self.until is None or version < self.until)


# name, letter, argument, grammar, each, commands, since, until
_ROWS = """
account               A  required  text          once  all            -      -
acctg-freq            -  required  freq          once  all            -      -
array                 a  required  text          once  sbatch         -      -
batch                 -  required  text          once  sbatch         -      -
autocomplete          -  required  text          once  all            23.02  -
begin                 b  required  moment        once  all            -      -
bb                    -  required  text          each  all            -      -
bbf                   -  required  text          once  all            -      -
cluster-constraint    -  required  text          once  all            -      -
chdir                 D  required  folder        once  all            -      -
cluster               -  required  text          once  all            -      -
clusters              M  required  text          once  all            -      -
comment               -  required  text          once  all            -      -
container             -  required  text          once  all            -      -
context               -  required  text          once  all            -      -
consolidate-segments  -  no        flag          each  all            25.11  -
contiguous            -  no        flag          each  all            -      -
container-id          -  required  text          once  all            23.02  -
constraint            C  required  text          each  all            -      -
core-spec             S  required  number        each  all            -      -
cores-per-socket      -  required  count         each  all            -      -
container-type        -  required  text          once  all            26.05  -
cpu-freq              -  required  cpu-freq      each  all            -      -
cpus-per-gpu          -  required  count         each  all            -      -
cpus-per-task         c  required  count         each  all            -      -
deadline              -  required  moment        once  all            -      -
delay-boot            -  required  seconds       once  all            -      -
dependency            d  required  text          once  all            -      -
distribution          m  required  distribution  each  all            -      -
error                 e  required  log           once  sbatch,srun    -      -
exclude               x  required  text          once  all            -      -
exclusive             -  optional  exclusive     each  all            -      -
export                -  required  text          once  sbatch,srun    -      -
export-file           -  required  text          once  sbatch         -      -
extra-node-info       B  required  layout        each  all            -      -
get-user-env          -  optional  user-env      once  sbatch,salloc  -      -
gid                   -  required  root          once  all            -      -
extra                 -  required  text          once  all            23.02  -
external              -  no        flag          once  sbatch         25.05  -
gpu-bind              -  required  gpu-bind      each  all            -      -
gpu-freq              -  required  gpu-freq      each  all            -      -
gpus                  G  required  gpus          each  all            -      -
gpus-per-node         -  required  gpus          each  all            -      -
gpus-per-socket       -  required  gpus          each  all            -      -
gpus-per-task         -  required  gpus          each  all            -      -
gres                  -  required  gres          each  all            -      -
gres-flags            -  required  gres-flags    each  all            -      -
help                  h  no        early         once  all            -      -
hint                  -  required  hint          each  all            -      -
hold                  H  no        flag          once  all            -      -
ignore-pbs            -  no        flag          once  sbatch         -      -
input                 i  required  log           once  sbatch,srun    -      -
job-name              J  required  text          once  all            -      -
kill-on-invalid-dep   -  required  yes-no        once  sbatch         -      -
licenses              L  required  text          each  all            -      -
mail-type             -  required  mail          each  all            -      -
mail-user             -  required  text          each  all            -      -
mcs-label             -  required  text          once  all            -      -
mem                   -  required  size          once  all            -      -
mem-bind              -  required  mem-bind      each  all            -      -
mem-per-cpu           -  required  size          each  all            -      -
mem-per-gpu           -  required  size          each  all            -      -
mincpus               -  required  count         each  all            -      -
network               -  required  text          each  all            -      -
nice                  -  optional  nice          once  all            -      -
no-kill               k  optional  no-kill       once  all            -      -
mem-update            -  required  text          once  all            26.05  -
no-requeue            -  no        flag          once  sbatch         -      -
nodefile              F  required  names         each  all            -      -
nodelist              w  required  names         each  all            -      -
nodes                 N  required  nodes         each  all            -      -
ntasks                n  required  count         each  all            -      -
ntasks-per-core       -  required  count         each  all            -      -
ntasks-per-gpu        -  required  count         each  all            -      -
ntasks-per-node       -  required  count         each  all            -      -
ntasks-per-socket     -  required  count         each  all            -      -
ntasks-per-tres       -  required  count         each  all            -      -
open-mode             -  required  open-mode     once  sbatch,srun    -      -
output                o  required  log           once  sbatch,srun    -      -
overcommit            O  no        flag          each  all            -      -
oversubscribe         s  no        flag          each  all            -      -
oom-kill-step         -  optional  text          once  all            24.11  -
parsable              -  no        flag          once  sbatch         -      -
partition             p  required  text          each  all            -      -
power                 -  required  power         each  all            -      24.05
prefer                -  required  text          once  all            22.05  -
priority              -  required  priority      once  all            -      -
profile               -  required  profile       once  all            -      -
propagate             -  optional  limits        once  sbatch,srun    -      -
qos                   q  required  text          once  all            -      -
quiet                 Q  no        early         once  all            -      -
reboot                -  no        flag          once  all            -      -
requeue               -  no        flag          once  sbatch         -      -
reservation           -  required  text          once  all            -      -
signal                -  required  signal        once  all            -      -
resv-ports            -  optional  text          each  all            24.05  -
sockets-per-node      -  required  count         each  all            -      -
segment               -  required  number        each  all            24.05  -
spread-job            -  no        flag          each  all            -      -
resources             -  required  text          each  all            25.11  -
switches              -  required  switches      each  all            -      -
stepmgr               -  no        flag          once  all            24.05  -
tasks-per-node        -  required  count         each  all            -      -
test-only             -  no        flag          once  sbatch,srun    -      -
thread-spec           -  required  count         each  all            -      -
threads-per-core      -  required  count         each  all            -      -
spread-segments       -  no        flag          each  all            25.11  -
time                  t  required  minutes       once  all            -      -
time-min              -  required  minutes       once  all            -      -
tmp                   -  required  size          each  all            -      -
uid                   -  required  root          once  all            -      -
use-min-nodes         -  no        flag          each  all            -      -
verbose               v  no        early         once  all            -      -
tres-per-task         -  required  text          each  all            23.02  -
version               V  no        early         once  all            -      -
tres-bind             -  required  text          each  all            23.11  -
usage                 -  no        early         once  all            -      -
wait                  W  no        flag          once  sbatch         -      -
wait-all-nodes        -  required  number        once  sbatch,salloc  -      -
wckey                 -  required  text          once  all            -      -
wrap                  -  required  early         once  sbatch         -      -
accel-bind            -  required  -             each  srun           -      -
async                 -  no        -             once  srun           26.05  -
bcast                 -  optional  -             each  srun           -      -
bcast-exclude         -  required  -             each  srun           -      -
bell                  -  no        -             once  salloc         -      -
compress              -  optional  -             each  srun           -      -
cpu-bind              -  required  -             each  srun           -      -
cpu_bind              -  required  -             each  srun           -      -
debugger-test         -  no        -             once  srun           -      -
disable-status        X  no        -             once  srun           -      -
epilog                -  required  -             once  srun           -      -
exact                 -  no        -             once  srun           -      -
external-launcher     -  no        -             once  srun           23.11  -
het-group             -  required  -             once  srun           -      -
immediate             I  optional  -             once  srun,salloc    -      -
interactive           -  no        -             once  srun           -      -
jobid                 -  required  -             once  srun           -      -
kill-command          K  optional  -             once  salloc         -      -
kill-on-bad-exit      K  optional  -             once  srun           -      -
label                 l  no        -             once  srun           -      -
ignore-signals        -  required  -             each  srun           26.05  -
threads               T  required  -             once  srun           -      -
mpi                   -  required  -             once  srun           -      -
msg-timeout           -  required  -             once  srun           -      -
multi-prog            -  no        -             once  srun           -      -
no-allocate           Z  no        -             once  srun           -      -
no-bell               -  no        -             once  salloc         -      -
no-shell              -  no        -             once  salloc         -      -
overlap               -  optional  -             once  srun           -      -
pack-group            -  required  -             once  srun           -      -
preserve-env          E  no        -             once  srun           -      -
prolog                -  required  -             once  srun           -      -
pty                   -  no        -             once  srun           -      -
quit-on-interrupt     -  no        -             once  srun           -      -
relative              r  required  -             each  srun           -      -
resv-ports            -  optional  -             each  srun           -      24.05
send-libs             -  optional  -             each  srun           -      -
slurmd-debug          -  required  -             once  srun           -      -
task-epilog           -  required  -             once  srun           -      -
task-prolog           -  required  -             once  srun           -      -
unbuffered            u  no        -             once  srun           -      -
treewidth             -  required  -             once  srun           23.11  -
wait                  W  required  -             once  srun           -      -
whole                 -  no        -             once  srun           -      -
x11                   -  optional  -             once  srun,salloc    -      -
wait-for-children     -  no        -             once  srun           25.05  -
"""

_ALL = ("sbatch", "srun", "salloc")

# The option itself is older; from these releases on its argument is another.
CHANGED: dict[str, tuple[tuple[Version, str], ...]] = {
    "get-user-env": (((25, 5), "no"),),
    "requeue": (((25, 11), "optional"),),
}

GONE: dict[str, str] = {"share": "oversubscribe", "workdir": "chdir"}
"""Options that no release since 21.08 has, and what took their place."""

PLUGINS: dict[str, str] = {
    **dict.fromkeys(
        (
            "container-image", "container-mounts", "container-workdir", "container-name", "container-save",
            "container-mount-home", "no-container-mount-home", "container-remap-root", "no-container-remap-root",
            "container-entrypoint", "no-container-entrypoint", "container-writable", "container-readonly",
            "container-env", "container-entrypoint-log",
        ),
        "pyxis",
    ),
    **dict.fromkeys(("image", "volume", "module", "clearenv", "entrypoint"), "shifter"),
    "x11": "spank-x11",
}  # fmt: skip
"""Options that a plugin adds at sites that have it: whether this one has cannot be told from a script."""

ALIASES: dict[str, str] = {"tasks-per-node": "ntasks-per-node"}
"""Names that stand for another option altogether."""


def _version(word: str) -> Version | None:
    year, _dot, month = word.partition(".")
    return None if word == "-" else (int(year), int(month))


def _option(row: str) -> Option:
    name, short, argument, grammar, each, commands, since, until = row.split()
    return Option(
        name,
        short.replace("-", ""),
        argument,
        grammar if grammar != "-" else "",
        each == "each",
        _ALL if commands == "all" else tuple(commands.split(",")),
        _version(since),
        _version(until),
    )


OPTIONS: tuple[Option, ...] = tuple(_option(row) for row in _ROWS.splitlines() if row)
SBATCH: dict[str, Option] = {option.name: option for option in OPTIONS if "sbatch" in option.commands}
ELSEWHERE: dict[str, Option] = {option.name: option for option in OPTIONS if "sbatch" not in option.commands}
"""Options of ``srun`` and ``salloc`` alone; ``wait`` and ``resv-ports`` are also options of ``sbatch``."""
LETTERS: dict[str, Option] = {option.short: option for option in SBATCH.values() if option.short}
LETTERS_ELSEWHERE: dict[str, Option] = {o.short: o for o in ELSEWHERE.values() if o.short and o.short not in LETTERS}


def argument(option: Option, version: Version | None) -> str:
    """The kind of argument that a release wants; None stands for the oldest."""
    kind = option.argument
    for since, changed in CHANGED.get(option.name, ()):
        if version is not None and version >= since:
            kind = changed
    return kind
