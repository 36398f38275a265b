from __future__ import annotations

import pytest
from envdoctor_rules.job.missing_log_folder import DIES, LATE, LOST, MAY_BE_LATE, MAY_DIE, missing_log_folder

from envdoctor import Advise, Severity
from envdoctor.facts.job_files import LogFolders
from envdoctor.facts.site import Site, Target
from envdoctor.testing import offends, passes

MISSING = LogFolders({"output": "logs", "error": "logs"})
OLD, NEW = Target((22, 5)), Target((23, 2))
TEXT = "#!/bin/bash\n#SBATCH -o logs/%j.out -e logs/%j.err\n#SBATCH -n 1\npython a.py\n"


def test_once_a_folder() -> None:
    text = TEXT.replace("#SBATCH -n", "           ^^^^^^^^^^^\n#SBATCH -n")
    [found] = offends(missing_log_folder, text, path="a.sbatch", target=OLD, log_folders=MISSING)
    assert (found.template, found.key, found.severity) == (DIES, "logs", Severity.WARNING)
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == ("mkdir -p -- logs",)


def test_no_warning_where_slurm_may_make_the_folder() -> None:
    text = TEXT.replace("#SBATCH -n", "           ^^^^^^^^^^^\n#SBATCH -n")
    [found] = offends(missing_log_folder, text, path="a.sbatch", target=Target(), log_folders=MISSING)
    assert (found.template, found.severity) == (MAY_DIE, Severity.NOTE)


def test_an_unknown_version_and_an_absolute_folder() -> None:
    [found] = offends(
        missing_log_folder,
        "#!/bin/bash\n#SBATCH --error=/data/x/e.log\n                ^^^^^^^^^^^^^\n",
        path="a.sbatch",
        target=Target(),
        log_folders=LogFolders({"error": "/data/x"}),
    )
    assert (found.template, found.severity) == (MAY_DIE, Severity.NOTE)


@pytest.mark.parametrize(("line", "template"), [("#BSUB -o", LOST["lsf"]), ("#PBS -o", LOST["pbs"])])
def test_other_schedulers_make_no_folder(line: str, template: str) -> None:
    text = f"#!/bin/bash\n{line} logs/a.out\n{' ' * len(line)} ^^^^^^^^^^\npython a.py\n"
    [found] = offends(missing_log_folder, text, path="a.job", target=Target(), log_folders=MISSING)
    assert (found.template, found.severity) == (template, Severity.NOTE)


@pytest.mark.parametrize("line", ["#BSUB -o", "#PBS -o"])
def test_they_need_it_only_at_the_end(line: str) -> None:
    text = f"#!/bin/bash\n{line} logs/a.out\nmkdir -p logs\npython a.py\n"
    passes(missing_log_folder, text, path="a.job", target=Target(), log_folders=MISSING)


def test_healthy() -> None:
    passes(missing_log_folder, TEXT, path="a.sbatch", target=NEW, log_folders=MISSING)
    passes(missing_log_folder, TEXT, path="a.sbatch", target=OLD, log_folders=LogFolders())


@pytest.mark.parametrize(
    ("line", "late"),
    [
        ("mkdir -p logs", True),
        ("mkdir -p ./logs/a b", True),
        ("mkdir -p $SLURM_SUBMIT_DIR/logs", True),
        ("mkdir -p logs2 out/logs", False),
        ("echo mkdir logs", False),
    ],
)
def test_a_mkdir_in_the_script(line: str, late: bool) -> None:
    text = TEXT.replace("#SBATCH -n 1\n", "           ^^^^^^^^^^^\n" + line + "\n")
    for target, early, says in ((OLD, DIES, LATE), (Target(), MAY_DIE, MAY_BE_LATE)):
        [found] = offends(missing_log_folder, text, path="a.sbatch", target=target, log_folders=MISSING)
        assert (found.template, found.args["line"]) == ((says, 3) if late else (early, 0))


def test_what_other_rules_tell() -> None:
    text = "#!/bin/bash\n#SBATCH -o {}\n"
    site, missing = Site(node_only=("/mnt",)), LogFolders({"output": "/tmp/x"})
    passes(missing_log_folder, text.format("logs/"), path="a.sbatch", target=OLD, log_folders=MISSING)
    passes(missing_log_folder, text.format("/tmp/x/log"), path="a.sbatch", target=OLD, log_folders=missing, site=site)
    marked = text.format("/tmp/x/log\n           ^^^^^^^^^^")
    offends(missing_log_folder, marked, path="a.sbatch", target=OLD, log_folders=missing)
