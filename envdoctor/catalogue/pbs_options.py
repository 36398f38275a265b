"""The options of ``qsub`` in PBS Professional and OpenPBS, Torque, and NEC's NQSV, which reads ``#PBS`` lines as well.

Sources: ``qsub_sup.c`` of OpenPBS 23, ``qsub_functions.c`` of Torque 6, and their manual pages.
"""

from __future__ import annotations

PRO = "a:A:c:C:e:fGhIj:J:k:l:m:M:N:o:p:P:q:r:R:S:u:v:VW:Xz"
TORQUE = "a:A:b:c:C:d:D:e:EfF:hi:Ij:J:k:K:l:L:m:M:nN:o:p:P:q:r:S:t:T:u:v:Vw:W:Xxz"


def _table(letters: str) -> dict[str, bool]:
    return {letter: letters[at + 1 : at + 2] == ":" for at, letter in enumerate(letters) if letter != ":"}


PRO_OPTIONS, TORQUE_OPTIONS = _table(PRO), _table(TORQUE)
OPTIONS: dict[str, bool] = TORQUE_OPTIONS | PRO_OPTIONS
"""Option letter -> it takes a value, in any of the two; they never disagree."""

NQSV_RESOURCES = (
    "cpunum_", "elapstim_", "memsz_", "cputim_", "gpunum_", "venum_", "vememsz_", "filecapa_", "stackmx_", "coresz_",
    "vmemsz_", "ve_",
)  # fmt: skip
"""How resources of NQSV begin."""

SLURM_WORDS: dict[str, str] = {
    "nodes": "-l select=..",
    "ntasks": "-l select=..:mpiprocs=..",
    "cpus-per-task": "-l select=1:ncpus=..",
    "gres": "-l select=1:ngpus=..",
    "gpus": "-l select=1:ngpus=..",
    "time": "-l walltime=..",
    "mem": "-l select=1:mem=..",
    "partition": "-q",
    "job-name": "-N",
    "output": "-o",
    "error": "-e",
    "account": "-A",
    "mail-user": "-M",
    "mail-type": "-m",
    "array": "-J",
    "dependency": "-W depend=..",
}
"""Slurm's long option -> how PBS says it."""
