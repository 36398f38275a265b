"""A script uses `sudo`, `apt` or `yum`, which this site's accounts may not.

## Why is this bad?
The command fails with "not in the sudoers file" or "Permission denied", or waits for a password until the job's time is
over. The script goes on without the package.

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
from envdoctor.facts.jobs import Body
from envdoctor.facts.site import Site
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.body import Command
from envdoctor.syntax.jobs.pointing import Keys, at

MANAGERS = frozenset("apt apt-get aptitude yum dnf zypper dpkg rpm snap".split())
CHANGES = frozenset(
    "install update upgrade dist-upgrade remove purge autoremove localinstall in -i -U --install".split()
)
INSIDE = frozenset("apptainer singularity docker podman nerdctl enroot shifter srun-container fakeroot chroot".split())


def _needs_root(command: Command) -> bool:
    if INSIDE & set(command.wrapped):
        return False
    if command.name == "sudo":
        return bool(command.args) and command.args[0] not in ("-h", "-V", "-l", "--help", "--version")
    return command.name in MANAGERS and bool(CHANGES & set(command.args)) and "sudo" not in command.wrapped


@rule("JOB416", "needs-root", severity=Severity.WARNING, fix=Safety.MANUAL)
def needs_root(source: SourceFile, body: Body, site: Site) -> Iterator[Finding]:
    """One finding for each command; what runs inside a container is the container's own business."""
    if not site.no_root:
        return
    keys = Keys()
    for command in body.commands:
        if _needs_root(command):
            yield Finding(
                msg("{command} does not work here: accounts have no administrator's rights; use conda or pip"),
                place=source.path,
                key=keys(command.name),
                location=at(source.path, command.words[0].span),
                wish=Advise(
                    msg("install it into an environment of your own"), {}, ("conda install -c conda-forge PACKAGE",)
                ),
                command=command.name,
            )
