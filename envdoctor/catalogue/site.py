"""What a policy says of a site's scheduler: queues, node shapes, cards, and what a queue wants of a script."""

from __future__ import annotations

from collections.abc import Mapping

from envdoctor.light import dataclass, field

UNLIMITED = -1
"""As minutes: no limit at all."""
QUEUES = ("queue", "queue_name", "q", "partition", "p")
"""Names of a profile that stand for the queue."""
REQUIRED: Mapping[str, str] = {
    "time": "minutes",
    "queue": "queue",
    "partition": "queue",
    "account": "account",
    "name": "name",
    "output": "output",
    "nodes": "nodes",
    "tasks": "tasks",
    "cpus": "",
    "gpus": "",
    "memory": "memory",
    "qos": "qos",
    "mail_user": "mail_user",
}
"""Words of ``required`` that mean the same for every scheduler -> the field of a request; "": several together say it.
Any other word is an option's own name.
"""


@dataclass(frozen=True, slots=True)
class Queue:
    """A partition or queue. None: the policy does not say.

    Attributes:
        minutes: the time limit; -1 for none. default_minutes: what a job without a limit gets.
        nodes: how many nodes it has. gpus, cpus: of one node. memory: MiB of one node.
        card: the card's model, as in the GPU catalogue (``A100``); mig: the cards are cut into slices.
        gpu_only: jobs without a GPU do not belong there.
        most_gpus: cards that one job may hold. cpus_per_gpu, memory_per_gpu (MiB): a card's share of the node.
        cuda: the oldest CUDA that works with the cards here, where the site needs a later one than the card does.
    """

    name: str
    minutes: int | None = None
    default_minutes: int | None = None
    nodes: int | None = None
    gpus: int | None = None
    cpus: int | None = None
    memory: int | None = None
    card: str = ""
    mig: bool = False
    gpu_only: bool = False
    most_gpus: int | None = None
    cpus_per_gpu: int | None = None
    memory_per_gpu: int | None = None
    cuda: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """When a script asks for ``when``, it has to ask for ``require`` as well.

    Both are tables of dotted names and wanted values, in the words of the spec: ``queue``, ``gpu.j_exclusive``,
    ``gpu.mode``, ``n``, ``span.ptile`` for directives (any option's own name may stand there), ``commands`` (a command
    that the body must run), ``env.CUDA_VISIBLE_DEVICES``; for DPDispatcher the keys of ``resources``, dotted:
    ``kwargs.gpu_exclusive``, ``strategy.if_cuda_multi_devices``, ``envs.NAME`` (also what ``prepend_script`` sets). A
    value may be a tuple of allowed values. A name with None must be absent; in a tuple, None allows it to be. The word
    ``picker`` stands for a call of ``slice_picker``.

    Attributes:
        say: the site's own sentence, shown with the finding.
        severity: ``error``, ``warning`` or ``note``.
    """

    name: str
    when: Mapping[str, object] = field(default_factory=dict)
    require: Mapping[str, object] = field(default_factory=dict)
    say: str = ""
    severity: str = "error"


@dataclass(frozen=True, slots=True)
class Site:
    """The policy's section ``scheduler``. None and empty: the policy does not say, and rules that need it skip.

    Attributes:
        kind: ``slurm``, ``lsf``, ``pbs`` or "". version: ``22.05``, as two numbers; None: asked of ``sinfo -V``.
        default_queue: where a job without a queue goes. queues: by name.
        memory_configured: False: ``--mem`` is refused, nodes show MEMORY 1.
        compute_network: whether compute nodes reach the network. modules: names that ``module load`` knows.
        required: options that every script must give, see :data:`REQUIRED`.
        whole_node: ``note`` whoever takes every card of a node.
        symlinks: False: a start script that is a link does not start. node_only: folders that other nodes do not see.
        shm_settable: False: the user cannot ask for shared memory. no_root: ``sudo``, ``apt`` and ``yum`` do not work.
        memory_per_cpu: MiB that go with one CPU by the site's custom. cpus: fewest and most CPUs of a job by custom.
        wait_time: DPDispatcher's ``wait_time`` that the site found enough, in seconds.
        slice_picker: the site's program that names a free MIG slice. mig_option: whether LSF's ``mig=`` works here.
        driver_cuda: the newest CUDA that the compute nodes' driver runs, as two numbers.
    """

    kind: str = ""
    version: tuple[int, int] | None = None
    default_queue: str = ""
    queues: Mapping[str, Queue] = field(default_factory=dict)
    profiles: tuple[Profile, ...] = ()
    memory_configured: bool | None = None
    compute_network: bool | None = None
    modules: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    whole_node: bool | None = None
    symlinks: bool | None = None
    node_only: tuple[str, ...] = ()
    shm_settable: bool | None = None
    no_root: bool | None = None
    memory_per_cpu: int | None = None
    cpus: tuple[int, int] | None = None
    wait_time: int | None = None
    slice_picker: str = ""
    mig_option: bool | None = None
    driver_cuda: tuple[int, int] | None = None

    @property
    def signs(self) -> frozenset[str]:
        """The names of what the policy says; ``site`` if it says anything."""
        said = frozenset(name for name in self.__match_args__ if getattr(self, name) != getattr(_NOTHING, name))
        return said | {"site"} if said else said


_NOTHING = Site()
SIGNS = (*Site.__match_args__, "site")
"""All that the policy may say."""
