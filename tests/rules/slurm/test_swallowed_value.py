from __future__ import annotations

from envdoctor_rules.slurm.swallowed_value import swallowed_value

from envdoctor import Severity
from envdoctor.testing import offends, passes


def test_fires() -> None:
    [found] = offends(
        swallowed_value,
        """
        #!/bin/bash
        #SBATCH --mail-user
                ^^^^^^^^^^^
        #SBATCH --time=1:00:00
        """,
        path="a.sbatch",
    )
    assert (found.severity, found.args) == (None, {"option": "--mail-user", "value": "--time=1:00:00"})


def test_an_error_where_sbatch_refuses_what_it_took() -> None:
    [found] = offends(swallowed_value, "#!/bin/bash\n#SBATCH -n\n        ^^\n#SBATCH --mem=4G\n", path="a.sbatch")
    assert found.severity is Severity.ERROR


def test_an_error_where_a_word_is_left_over() -> None:
    [found] = offends(swallowed_value, "#!/bin/bash\n#SBATCH -p\n        ^^\n#SBATCH -n 16\n", path="a.sbatch")
    assert found.severity is Severity.ERROR


def test_a_note_where_it_works_by_chance() -> None:
    [found] = offends(swallowed_value, "#!/bin/bash\n#SBATCH -p\n        ^^\n#SBATCH gpu\n", path="a.sbatch")
    assert found.severity is Severity.NOTE


def test_a_note_in_a_template() -> None:
    text = "#!/bin/bash\n#SBATCH -n\n        ^^\n#SBATCH --mem=4G\n"
    [found] = offends(swallowed_value, text, path="template.sbatch")
    assert found.severity is Severity.NOTE


def test_healthy() -> None:
    passes(
        swallowed_value,
        "#!/bin/bash\n#SBATCH --mail-user alice -n 2\n#SBATCH --requeue\n#SBATCH --mem=4G\n",
        path="a.sbatch",
    )
