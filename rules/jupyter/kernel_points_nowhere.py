"""A Jupyter kernel starts a program that is not there.

## Why is this bad?
A kernel names its Python by the whole path. When the environment was deleted, renamed or moved, the kernel still
stands in the list, and a notebook that uses it shows "Kernel starting" or an error for ever.

## What to do
Register it again from the environment you mean, or remove it from the list. Both commands are shown. If the disk with
the environment is only missing on this node, ask whether it should be there.

## Fix safety
Nothing is changed: only you know which environment is meant.

## References
- jupyter_client: "Kernel specs", argv; `jupyter kernelspec list` prints where each kernel comes from.
- ipykernel: "Installing the IPython kernel", kernels for different environments.
"""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from envdoctor import Advise, Finding, Safety, Severity, Unavailable, msg, rule
from envdoctor.facts.kernels import Kernel, Kernels, names, successor
from envdoctor.facts.pythons import PythonEnv, Pythons

SAYS = {
    "gone": msg("the kernel {name} cannot start: {program} is not there"),
    "closed": msg("the kernel {name} cannot start: you may not reach {program}"),
}
EITHER = msg("register it again from {env}, or remove it")
REMOVE = msg("register it again from the environment that you mean, or remove it")


def _register(kernel: Kernel, env: PythonEnv) -> str:
    """Overwrites the kernel where it is."""
    there = "--user" if kernel.kind == "user" else f"--prefix {quote(kernel.folder.rsplit('/share/jupyter/', 1)[0])}"
    python = quote(f"{env.prefix}/bin/python")
    return f"{python} -m ipykernel install {there} --name {kernel.name} --display-name {quote(kernel.display)}"


def _remove(kernel: Kernel, alone: bool) -> str:
    """By name only where the name can mean no other kernel, those of servers themselves included."""
    if alone and kernel.kind == "user" and kernel.name != "python3":
        return f"jupyter kernelspec remove {kernel.name}"
    return f"rm -r {quote(kernel.folder)}"


@rule("JUP101", "kernel-points-nowhere", severity=Severity.WARNING, fix=Safety.MANUAL)
def kernel_points_nowhere(kernels: Kernels, pythons: Pythons) -> Iterator[Finding]:
    """One finding for each kernel that this account may change."""
    listed = [kernel for kernel in kernels.all if kernel.kind != "stray"]
    found = [kernel for kernel in listed if kernel.state in SAYS and kernel.writable]
    if not found and kernels.partial:
        raise Unavailable(kernels.partial)
    if not found and (silent := [kernel.program for kernel in listed if kernel.state == "unknown"]):
        raise Unavailable(f"{silent[0]} gave no answer")
    counts = names(kernels)
    for kernel in found:
        env = successor(kernel, pythons.all) if kernel.ipython else None
        remove = _remove(kernel, counts[kernel.name] == 1)
        yield Finding(
            SAYS[kernel.state],
            place=kernel.folder,
            evidence=(kernel.display,),
            wish=Advise(
                EITHER if env else REMOVE,
                {"env": env.prefix} if env else {},
                (_register(kernel, env), remove) if env else (remove,),
            ),
            name=kernel.name,
            program=kernel.program,
        )
