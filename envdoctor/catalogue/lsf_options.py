"""The options of LSF's ``bsub``, by their names, after the command reference of IBM Spectrum LSF 10.1."""

from __future__ import annotations

_FLAGS = "ar B H h hl I Ip Is IS ISp ISs IX K N Ne r rn tty ti ul V x XF Zs datachk".split()
_VALUED = (
    "a alloc_flags app b C c clusters cn_cu cn_mem core_isolation csm cwd D data datagrp E Ep e env eo eptl ext "
    "extsched F f freq G g gpu hostfile i is J Jd jobaff jsdl jsdl_strict json jsm k L Lp ln_mem ln_slots M m mig n "
    "network nnodes notify o oo outdir P p pack ptl Q q R rcacct rnc S s sla smt sp stage step_cgroup T t U u v W We w "
    "wa wt X yaml"
).split()

OPTIONS: dict[str, bool] = {**dict.fromkeys(_FLAGS, False), **dict.fromkeys(_VALUED, True)}
"""Option without its dash -> it takes a value."""

REPEATABLE = frozenset("R a env data datagrp f alloc_flags extsched ext notify stage".split())
"""Options whose every occurrence counts, or for which the manual does not say that one only does."""

NUMBERED = frozenset("n nnodes W We M c C D F S T p v t b wt sp smt ln_slots ln_mem cn_mem mig".split())
"""Options whose value begins with a digit: it may be glued on (``-n4``)."""

GPU_KEYS: dict[str, tuple[str, ...]] = {
    "num": (),
    "mode": ("shared", "exclusive_process"),
    "mps": ("yes", "no", "per_socket", "per_gpu"),
    "j_exclusive": ("yes", "no"),
    "aff": ("yes", "no"),
    "block": ("yes", "no"),
    "gpack": ("yes", "no"),
    "gvendor": ("amd", "nvidia"),
    "gmodel": (),
    "gtile": (),
    "gmem": (),
    "glink": ("yes",),
    "nvlink": ("yes",),
    "mig": (),
}
"""Key of ``-gpu`` -> the words it takes; empty: a number, a size or a name."""

SECTIONS = ("select", "order", "rusage", "span", "same", "cu", "affinity")
"""Sections of ``-R``: ``NAME[..]``."""

SLURM_WORDS: dict[str, str] = {
    "gres": "-gpu",
    "gpus": "-gpu",
    "gpus-per-node": "-gpu",
    "time": "-W",
    "mem": "-M",
    "mem-per-cpu": "-M",
    "ntasks": "-n",
    "ntasks-per-node": '-R "span[ptile=..]"',
    "cpus-per-task": "-n",
    "nodes": '-R "span[hosts=..]"',
    "partition": "-q",
    "job-name": "-J",
    "output": "-o",
    "error": "-e",
    "account": "-P",
    "mail-user": "-u",
    "mail-type": "-N",
    "array": '-J "name[1-10]"',
    "dependency": "-w",
    "exclusive": "-x",
    "chdir": "-cwd",
}
"""Slurm's long option -> how LSF says it."""
