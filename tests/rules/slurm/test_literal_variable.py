from __future__ import annotations

import pytest
from envdoctor_rules.slurm.literal_variable import literal_variable

from envdoctor.facts.types import SourceFile
from envdoctor.i18n import render
from envdoctor.testing import findings, fixed, offends, passes


def test_fires() -> None:
    log, name, folder = offends(
        literal_variable,
        """
        #!/bin/bash
        #SBATCH --output=$HOME/logs/%j.out
                         ^^^^^^^^^^^^^^^^^
        #SBATCH -J $USER
                   ^^^^^
        #SBATCH --chdir=~/work
                        ^^^^^^
        """,
        path="a.sbatch",
    )
    assert [render(each.template, each.args) for each in (log, name, folder)] == [
        "sbatch does not know $HOME: write /home/you/logs/%j.out",
        "$USER stays as it is written: write it out, or give it on the command line: sbatch -J VALUE",
        "sbatch does not know ~: write /home/you/work",
    ]
    assert log.wish is None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("-A ${ACCOUNT}", "${ACCOUNT} stays as it is written: write it out, or give it on the command line: sbatch -A"),
        ("--account=$A", "$A stays as it is written: write it out, or give it on the command line: sbatch --account="),
        ('-o "~/logs/%j.out"', "sbatch does not know ~: write /home/you/logs/%j.out"),
        ("-o $SLURM_JOB_ID.out", "nothing expands directives; write %j.out"),
        (
            "-o $SCRATCH/%j.out",
            "nothing expands directives; write the path out",
        ),
        ("-o $HOME/$SCRATCH/%j.out", "nothing expands directives; write the path out"),
    ],
)
def test_what_to_write(line: str, said: str) -> None:
    [found] = findings(literal_variable, source=SourceFile("a.sh", f"#!/bin/bash\n#SBATCH {line}\n", form="job"))
    assert said in render(found.template, found.args)


@pytest.mark.parametrize("line", ["-o %u/%j.out", "-J a", "-o logs/x~", "--comment='100 %'"])
def test_healthy(line: str) -> None:
    passes(literal_variable, f"#!/bin/bash\n#SBATCH {line}\n", path="a.sbatch")


def test_a_template_as_a_whole() -> None:
    passes(literal_variable, "#!/bin/bash\n#SBATCH -J $job\n#SBATCH -n ${tasks}\n#SBATCH -t $time\n", path="a.sbatch")
    passes(literal_variable, "#!/bin/bash\n#SBATCH -J $NAME\n#SBATCH -n $TASKS\n#SBATCH -N $NODES\n", path="a.sbatch")
    passes(literal_variable, "#!/bin/bash\n#SBATCH -J ${job}\n", path="templates/slurm.txt")


def test_fixed() -> None:
    fixed(
        literal_variable,
        "#!/bin/bash\n#SBATCH -o $SLURM_JOB_ID.out -e ${USER}_${SLURM_ARRAY_TASK_ID}.err\n#SBATCH -J $SLURM_JOB_ID\n",
        "#!/bin/bash\n#SBATCH -o %j.out -e %u_%a.err\n#SBATCH -J $SLURM_JOB_ID\n",
        path="a.sbatch",
    )


def test_other_tokens_make_the_file_a_template() -> None:
    text = "#!/bin/bash\n#SBATCH --nodes=__NODES__\n#SBATCH --mem=%MEM%\n#SBATCH --time=$TIME\n"
    passes(literal_variable, text, path="a.sbatch")
