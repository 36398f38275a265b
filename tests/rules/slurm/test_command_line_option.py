from __future__ import annotations

from envdoctor_rules.slurm.command_line_option import command_line_option

from envdoctor.testing import offends, passes


def test_fires() -> None:
    [found] = offends(
        command_line_option,
        """
        #!/bin/bash
        #SBATCH -n 2 --wrap="sleep 1"
                     ^^^^^^^^^^^^^^^^
        """,
        path="a.sbatch",
    )
    assert found.args == {"option": "--wrap"}


def test_healthy() -> None:
    passes(command_line_option, "#!/bin/bash\n#SBATCH -n 2 --parsable\nsbatch --wrap=ls\n", path="a.sbatch")
