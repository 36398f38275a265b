"""conda itself is installed on a disk that is full.

## Why is this bad?
The folder of an installer (`~/miniconda3`, `~/miniforge3`) takes some hundred megabytes to several gigabytes, and by
default every environment and every downloaded package goes into it as well. On a full home nothing can be installed
or updated any more, and an update that stops half way can break conda itself.

## What to do
First let new environments and packages go to a data disk: `envdoctor fix`. Then install conda anew on the data disk
(`-b`: no questions, `-p`: where) and run its `conda init`, which replaces the old block in your start-up files. The
old folder cannot simply be moved: its own path is written into its files. Environments below it go with it, so
export them (`conda env export -n NAME`) and make them anew before you delete the old folder.

## Fix safety
Nothing is changed: installing conda anew is yours to do. The commands are shown.

## References
- conda: "Installing on Linux", silent mode; `conda init --help`.
- `conda info --base` prints the folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from shlex import quote

from envdoctor import Advise, Finding, Here, Safety, Severity, msg, rule, size
from envdoctor.facts.conda import Conda, Root, alike, require
from envdoctor.facts.questions import is_data
from envdoctor.facts.types import Disk, Disks

SAYS = {
    "full": (msg("conda itself is on a full disk, {free} free there"), Severity.WARNING),
    "near": (msg("conda itself is on a nearly full disk, {free} free there"), Severity.NOTE),
}
ANEW = msg(
    "let environments and packages go elsewhere first; then install conda anew and make the environments below {base} "
    "anew before the old folder goes"
)
INSTALLERS = (
    ("miniconda", "Miniconda3-latest-Linux-$(uname -m).sh"),
    ("anaconda", "Anaconda3-*-Linux-$(uname -m).sh"),
)
SHELLS = ("bash", "zsh", "fish", "tcsh")


def _anew(root: Root, disks: Disks, here: Here) -> Advise:
    if disks.target is None:
        return Advise(msg("there is no other disk for it: {why}"), {"why": disks.no_target})
    name = PurePosixPath(root.path).name
    file = next((file for start, file in INSTALLERS if name.startswith(start)), "Miniforge3-Linux-$(uname -m).sh")
    prefix = quote(f"{disks.target.folder}/{name.lstrip('.')}")
    shell = PurePosixPath(here.shell).name
    init = f"{prefix}/bin/conda init {shell if shell in SHELLS else ''}".rstrip()
    return Advise(ANEW, {"base": root.path}, (f"bash {file} -b -p {prefix}", init))


def _blamed(root: Root, disks: Disks) -> Disk | None:
    disk = disks.of(root.real)
    return disk if root.own and disk is not None and disk.state in SAYS and not is_data(disk, disks) else None


@rule("CON101", "conda-base-on-home", severity=Severity.WARNING, fix=Safety.MANUAL)
def conda_base_on_home(conda: Conda, disks: Disks, here: Here) -> Iterator[Finding]:
    """One finding for each prefix that this account may change."""
    bases = alike(conda, lambda setup, _: [setup.base] if setup.base in conda.roots else [])
    blamed = {base: disk for base in bases if (disk := _blamed(conda.roots[base], disks)) is not None}
    if not blamed:
        require(conda)
    for base, disk in blamed.items():
        template, severity = SAYS[disk.state]
        yield Finding(
            template,
            place=base,
            severity=severity,
            contexts=bases[base],
            evidence=(f"{disk.point}, {disk.kind}, {size(disk.total)}",),
            wish=_anew(conda.roots[base], disks, here),
            free=size(disk.free),
        )
