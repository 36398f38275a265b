from __future__ import annotations

from envdoctor_rules.slurm.option_of_another_version import FUTURE, RENAMED, option_of_another_version

from envdoctor import Severity
from envdoctor.facts.site import Target
from envdoctor.testing import fixed, offends, passes

SEGMENT = "#!/bin/bash\n#SBATCH --segment=2\n        ^^^^^^^^^\n"


def test_gone() -> None:
    [found] = offends(
        option_of_another_version,
        """
        #!/bin/bash
        #SBATCH --workdir=/data
                ^^^^^^^^^
        """,
        path="a.sbatch",
    )
    assert (found.template, found.severity, found.args["near"]) == (RENAMED, None, "--chdir")


def test_only_the_name_is_another() -> None:
    fixed(
        option_of_another_version,
        "#!/bin/bash\n#SBATCH --workdir=/data --share\n#SBATCH --workdir /a\n",
        "#!/bin/bash\n#SBATCH --chdir=/data --oversubscribe\n#SBATCH --chdir /a\n",
        path="a.sbatch",
    )


def test_not_there_yet() -> None:
    [found] = offends(option_of_another_version, SEGMENT, path="a.sbatch", target=Target((22, 5)))
    assert (found.template, found.severity, found.args["since"]) == (FUTURE, None, "24.05")


def test_a_note_where_the_version_is_not_known() -> None:
    [found] = offends(option_of_another_version, SEGMENT, path="a.sbatch")
    assert found.severity is Severity.NOTE


def test_gone_for_newer_ones() -> None:
    power = "#!/bin/bash\n#SBATCH --power=level\n"
    [found] = offends(option_of_another_version, power + "        ^^^^^^^\n", path="a.sbatch")
    assert (found.severity, found.args["until"]) == (Severity.NOTE, "24.05")
    [found] = offends(option_of_another_version, power + "        ^^^^^^^\n", path="a.sbatch", target=Target((24, 5)))
    assert found.severity is None
    passes(option_of_another_version, power, path="a.sbatch", target=Target((22, 5)))


def test_healthy() -> None:
    passes(option_of_another_version, "#!/bin/bash\n#SBATCH --segment=2\n", path="a.sbatch", target=Target((24, 11)))
    passes(option_of_another_version, "#!/bin/bash\n#SBATCH --chdir=/data\n", path="a.sbatch")
