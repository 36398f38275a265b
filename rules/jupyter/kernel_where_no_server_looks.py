"""A Jupyter kernel is registered where no server of this account looks.

## Why is this bad?
`ipykernel install --user` writes below the home of whoever runs it: done as root, the kernel lands in `/root/.local`
and a server of another account never shows it. A `--prefix` outside the list that servers search does the same, and
`--sys-prefix` in an environment without a server.

## What to do
Register it again: `--user` from the account that runs the server, or `--prefix /usr/local` for every account of the
machine, which needs an administrator. `jupyter --paths` prints where your server looks.

## Fix safety
Nothing is changed: the commands are shown, never run.

## References
- jupyter_core: "Common directories and file locations", data files; jupyter_client: "Kernel specs".
"""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from envdoctor import Advise, Finding, Here, Safety, Severity, Unavailable, msg, rule
from envdoctor.facts.kernels import Kernel, Kernels

STRAY = msg("no Jupyter server of this account finds the kernel {name} here")
UNSERVED = msg("only a Jupyter server in {prefix} would find the kernel {name}, and none is installed there")
AGAIN = msg("register it where your server looks: for this account, or for everybody")
INSTALL = msg("install its program for this account first, then register it")


def _lost(kernel: Kernel) -> bool:
    """Nobody finds it although somebody registered it: a package's own ``python3`` is left alone."""
    if kernel.kind == "stray":
        return True
    registered = kernel.kind == "env" and kernel.ipython and kernel.name != "python3"
    return registered and not kernel.served and kernel.state == "there"


def _again(kernel: Kernel, here: Here) -> Advise:
    if not (kernel.ipython and kernel.program and kernel.state == "there"):
        return Advise(INSTALL)
    words = f"--name {kernel.name} --display-name {quote(kernel.display)}"
    python = f"{quote(kernel.program)} -m ipykernel install"
    sudo = "" if here.uid == 0 else "sudo "
    return Advise(AGAIN, commands=(f"{python} --user {words}", f"{sudo}{python} --prefix /usr/local {words}"))


@rule("JUP102", "kernel-where-no-server-looks", severity=Severity.WARNING, fix=Safety.MANUAL)
def kernel_where_no_server_looks(kernels: Kernels, here: Here) -> Iterator[Finding]:
    """One finding for each kernel; one of the same name that servers do find makes up for it."""
    seen = {kernel.name for kernel in kernels.all if not _lost(kernel)}
    found = [kernel for kernel in kernels.all if _lost(kernel) and kernel.name not in seen]
    if not found and kernels.partial:
        raise Unavailable(kernels.partial)
    for kernel in found:
        yield Finding(
            STRAY if kernel.kind == "stray" else UNSERVED,
            place=kernel.folder,
            severity=Severity.WARNING if kernel.kind == "stray" else Severity.NOTE,
            evidence=tuple(text for text in (kernel.display, kernel.program) if text),
            wish=_again(kernel, here),
            name=kernel.name,
            prefix=kernel.prefix,
        )
