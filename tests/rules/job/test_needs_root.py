from __future__ import annotations

import pytest
from envdoctor_rules.job.needs_root import INSTALL, ROOT, needs_root

from envdoctor.facts.site import Site
from envdoctor.testing import offends, passes

SITE = Site(no_root=True)
HEAD = "#!/bin/bash\n#SBATCH -c 1\n"


@pytest.mark.parametrize(
    ("command", "marked"),
    [
        ("sudo apt install git", "sudo"),
        ("apt-get install -y git", "apt-get"),
        ("apt update", "apt"),
        ("yum install -y git", "yum"),
        ("dnf -y install git", "dnf"),
        ("dpkg -i a.deb", "dpkg"),
    ],
)
def test_fires(command: str, marked: str) -> None:
    offends(needs_root, f"{HEAD}{command}\n{'^' * len(marked)}\n", path="a.sbatch", site=SITE)


def test_one_finding_a_kind_and_other_words_for_what_is_no_package() -> None:
    text = (
        f"{HEAD}sudo modprobe nvidia-uvm\n^^^^\nsudo modprobe nvidia-uvm\nsudo apt install git\n^^^^\napt update\n^^^\n"
    )
    found = offends(needs_root, text, path="a.sbatch", site=SITE)
    assert [(finding.template, finding.key) for finding in found] == [
        (ROOT, "sudo modprobe"),
        (INSTALL, "sudo apt"),
        (INSTALL, "apt"),
    ]


def test_scripts_without_directives_too() -> None:
    offends(needs_root, "#!/bin/bash\nsudo reboot\n^^^^\n", path="setup.sh", site=SITE)


@pytest.mark.parametrize(
    "command",
    [
        "apt list --installed",
        "rpm -q git",
        "sudo -l",
        "apptainer exec a.sif apt-get install git",
        "singularity exec --fakeroot a.sif yum install git",
        'srun --container-image=a.sqsh bash -c "\n  apt update &&\n  apt install git\n"',
        "echo sudo",
        "conda install -c conda-forge git",
    ],
)
def test_healthy(command: str) -> None:
    passes(needs_root, f"{HEAD}{command}\n", path="a.sbatch", site=SITE)


def test_silent_without_the_policy() -> None:
    passes(needs_root, f"{HEAD}sudo apt install git\n", path="a.sbatch", site=Site())


def test_start_up_files_too() -> None:
    offends(needs_root, "export A=1\nsudo apt update\n^^^^\n", path="~/.bashrc", shell="bash", site=SITE)


@pytest.mark.parametrize(
    "line", ["alias up='sudo apt update'", "up() { sudo apt update; }", "export EDITOR='sudo vim'", "# sudo apt update"]
)
def test_what_a_person_calls_later_is_not_meant(line: str) -> None:
    passes(needs_root, f"{line}\n", path="~/.bashrc", shell="bash", site=SITE)
