from __future__ import annotations

import pytest
from envdoctor_rules.slurm.late_directive import late_directive

from envdoctor.testing import fixed, offends, passes


def test_fires() -> None:
    found = offends(
        late_directive,
        """
        #!/bin/bash
        #SBATCH -n 2
        module load cuda
        #SBATCH --mem=4G
        ^^^^^^^^^^^^^^^^
        # text
        #SBATCH --mem=4G
        ^^^^^^^^^^^^^^^^
        python train.py
        """,
        path="a.sbatch",
    )
    assert [each.args["line"] for each in found] == [3, 3]


@pytest.mark.parametrize(
    "text",
    [
        "#!/bin/bash\n\n# x\n#SBATCH -n 2\n\n# y\n#SBATCH -N 1\nset -e\n",
        "#!/bin/bash\n#SBATCH -n 2\ncat > b.sh <<EOF\n#!/bin/bash\n#SBATCH -n 4\nEOF\n",
        '#!/bin/bash\n#SBATCH -n 2\necho "#!/bin/bash\n#SBATCH -n 4\n#SBATCH -p $queue\n" > b.sh\n',
        "#!/bin/bash\n#SBATCH -n 2\nHEAD='\n#SBATCH -n 4\n'\n",
        "#!/bin/bash\n#SBATCH -n 2\nls\n##SBATCH -n 4\n",
        "#!/bin/bash\n#SBATCH -n 2\n__queue{{#SBATCH -p @@queue@@}}__\n#SBATCH -N 4\n",
        "#!/bin/bash\n#SBATCH -n 2\n% if gpu:\n#SBATCH --gres=gpu:1\n% endif\nls\n",
        "#!/bin/bash\n#SBATCH -n 2\nls\n\n#!/bin/bash\n#SBATCH -n 4\n",
        '#!/usr/bin/env python3\n#SBATCH -n 2\nimport os\nHEAD = """\n#SBATCH -n 4\n"""\n',
    ],
)
def test_healthy(text: str) -> None:
    passes(late_directive, text, path="a.sbatch")


def test_moved_behind_the_last_one_that_counts() -> None:
    fixed(
        late_directive,
        """
        #!/bin/bash
        #SBATCH -n 2
        # about
        set -e
        #SBATCH --mem=4G  # memory
        module load cuda

        #SBATCH -t 60
        python train.py
        """,
        """
        #!/bin/bash
        #SBATCH -n 2
        #SBATCH --mem=4G  # memory
        #SBATCH -t 60
        # about
        set -e
        module load cuda

        python train.py
        """,
        path="a.sbatch",
    )


def test_without_one_that_counts_they_go_below_the_first_line() -> None:
    fixed(
        late_directive,
        "#!/bin/bash\nset -e\n#SBATCH -n 2",
        "#!/bin/bash\n#SBATCH -n 2\nset -e\n",
        path="a.sbatch",
    )
