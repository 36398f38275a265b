"""A script or start-up file uses `sudo` or `apt`, which accounts here may not.

## Why is this bad?
The command fails with "not in the sudoers file" or "Permission denied", or waits for a password until the job's time is
over. The script goes on without the package. In a start-up file it happens at every login.

## What to do
Install into an environment of your own, where you need nobody's rights: `conda install -c conda-forge PACKAGE` has
most system libraries and compilers, `pip install PACKAGE` what belongs to Python. What only the system can have (a
driver, a kernel module), the administrators install.

## Fix safety
Nothing is changed: which package replaces it is known to the author only.

## References
- sudo(8), apt(8), dnf(8). The policy's `scheduler.no_root: true`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Safety, Severity, msg, rule
from envdoctor.facts.shell_code import Body
from envdoctor.facts.site import Site
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.body import Command
from envdoctor.syntax.jobs.pointing import at

MANAGERS = frozenset("apt apt-get aptitude yum dnf zypper dpkg rpm snap".split())
CHANGES = frozenset(
    "install update upgrade dist-upgrade remove purge autoremove localinstall in -i -U --install".split()
)
WORDS = ("sudo", "apt", "yum", "dnf", "zypper", "dpkg", "rpm", "snap")
INSIDE = frozenset("apptainer singularity docker podman nerdctl enroot shifter srun-container fakeroot chroot".split())


CONDA = msg("install it into an environment of your own")
ASK = msg("ask the administrators, or do without")
ROOT = msg("{command} does not work here: accounts have no administrator's rights")
INSTALL = msg("{command} does not work here: accounts have no administrator's rights; install with conda or pip")


def _contained(body: Body) -> list[tuple[int, int]]:
    """Where commands for the inside of containers stand: (first offset, offset after the last)."""
    return [
        (command.span.start, last.span.start + len(last.text) + len("''"))
        for command in body.commands
        if command.name in INSIDE or (command.name == "srun" and any("--container-" in arg for arg in command.args))
        for last in command.words[-1:]
    ]


def _needs_root(command: Command) -> bool:
    if command.name == "sudo":
        return bool(command.args) and command.args[0] not in ("-h", "-V", "-l", "--help", "--version")
    return command.name in MANAGERS and bool(CHANGES & set(command.args)) and "sudo" not in command.wrapped


@rule("JOB416", "needs-root", severity=Severity.WARNING, fix=Safety.MANUAL, words=WORDS)
def needs_root(source: SourceFile, shell_code: Body, site: Site) -> Iterator[Finding]:
    """One finding for each kind of command, at the first; what runs in a container is the container's own business."""
    if not site.no_root:
        return
    inside, told = _contained(shell_code), set[str]()
    for command in shell_code.commands:
        if not _needs_root(command) or any(start < command.span.start < end for start, end in inside):
            continue
        installs = bool(MANAGERS & {command.name, *command.args[:2]})
        name = f"sudo {command.args[0]}" if command.name == "sudo" else command.name
        if name in told:
            continue
        told.add(name)
        yield Finding(
            INSTALL if installs else ROOT,
            place=source.path,
            key=name,
            location=at(source.path, command.words[0].span),
            wish=Advise(CONDA, {}, ("conda install -c conda-forge PACKAGE",)) if installs else Advise(ASK),
            command=command.name,
        )
