from __future__ import annotations

import time
from pathlib import Path

import pytest
from envdoctor_rules.slurm.late_directive import ONE, ONE_BROKEN, SEVERAL, SEVERAL_BROKEN, late_directive

from envdoctor import ReplaceSpan
from envdoctor.facts.types import SourceFile
from envdoctor.i18n import render
from envdoctor.plan.spans import replaced
from envdoctor.run import fix
from envdoctor.session import Request
from envdoctor.steps import WriteFile
from envdoctor.testing import findings, fixed, offends, passes


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
    assert render(ONE, found[0].args) == ("--mem=4G is ignored: it stands after the first command (line 3); move it up")
    assert [each.template for each in found] == [ONE, ONE]


def test_lines_that_stand_together_are_one_finding() -> None:
    first, last = offends(
        late_directive,
        """
        #!/bin/bash
        set -e
        #SBATCH -n 2
        ^^^^^^^^^^^^
        #SBATCH --mem=4G
        #SBATCH -t 60

        #SBATCH -c 4
        ^^^^^^^^^^^^
        """,
        path="a.sbatch",
    )
    assert (first.template, first.args["first"], first.args["last"]) == (SEVERAL, 3, 5)
    assert (first.key, last.template, last.args["first"]) == ("-n", ONE, 7)


def test_says_why_they_cannot_be_moved() -> None:
    [found] = offends(
        late_directive,
        "#!/bin/bash\nset -e\n#SBATCH -n 2\n^^^^^^^^^^^^\n#SBATCH --time = 10:00:00 # ten\npython a.py\n",
        path="a.sbatch",
    )
    assert (found.template, found.wish) == (SEVERAL_BROKEN, None)
    assert render(found.template, found.args).endswith("moved up, sbatch would refuse --time = 10:00:00")


def test_says_it_of_the_line_that_would_be_refused() -> None:
    text = "#!/bin/bash\nset -e\n#SBATCH -n 2\n^^^^^^^^^^^^\nls\n#SBATCH --time=x\n^^^^^^^^^^^^^^^^\n#SBATCH\n"
    first, second = offends(late_directive, text, path="a.sbatch")
    assert (first.template, first.args["broken"]) == (ONE, "")
    assert (second.template, second.args["broken"]) == (ONE_BROKEN, "--time=x")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_line_that_ends_a_command_of_several_lines_stays(end: str) -> None:
    text = end.join(["#!/bin/bash", "#SBATCH -n 2", "python a.py \\", "#SBATCH --mem=4G", "python b.py", ""])
    [found] = findings(late_directive, source=SourceFile("a.sbatch", text, form="job"))
    assert found.wish is None


def test_a_byte_order_mark_is_no_command() -> None:
    passes(late_directive, "\ufeff#!/bin/bash\n#SBATCH -n 2\npython a.py\n", path="a.sbatch")


@pytest.mark.parametrize(
    "text",
    [
        "#!/bin/bash\n\n# x\n#SBATCH -n 2\n\n# y\n#SBATCH -N 1\nset -e\n",
        "#!/bin/bash\n#SBATCH -n 2\ncat > b.sh <<EOF\n#!/bin/bash\n#SBATCH -n 4\nEOF\n",
        '#!/bin/bash\n#SBATCH -n 2\necho "#!/bin/bash\n#SBATCH -n 4\n#SBATCH -p $queue\n" > b.sh\n',
        "#!/bin/bash\n#SBATCH -n 2\nHEAD='\n#SBATCH -n 4\n'\n",
        "#!/bin/bash\n#SBATCH -n 2\nls\n##SBATCH -n 4\n",
        "#!/bin/bash\nX=1\n#SBATCH --mem=3g\ncat > b.sh <<EOF\n#!/bin/bash\n#SBATCH -n 4\nEOF\n",
        "#!/bin/bash\n#SBATCH -n 2\n%(mail)s\n#SBATCH -J x\nls\n",
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


def test_the_lines_between_are_no_part_of_the_change() -> None:
    text = "#!/bin/bash\n#SBATCH -n 2\nset -e\n#SBATCH -t 60\nls\n#SBATCH -c 4\n"
    found = findings(late_directive, source=SourceFile("a.sbatch", text, form="job"))
    wishes = [each.wish for each in found if isinstance(each.wish, ReplaceSpan)]
    assert [[(part.before, part.after) for part in wish.parts] for wish in wishes] == [
        [("", "\n#SBATCH -t 60"), ("#SBATCH -t 60\n", "")],
        [("", "\n#SBATCH -c 4"), ("#SBATCH -c 4\n", "")],
    ]


def test_each_finding_moves_its_own_lines() -> None:
    text = "#!/bin/bash\n#SBATCH -n 2\nset -e\n#SBATCH -t 60\nls\n#SBATCH -c 4\npwd\n#SBATCH -t 60\n"
    found = findings(late_directive, source=SourceFile("a.sbatch", text, form="job"))
    wishes = [each.wish for each in found if isinstance(each.wish, ReplaceSpan)]
    assert replaced(text, wishes[1:]) == (
        "#!/bin/bash\n#SBATCH -n 2\n#SBATCH -c 4\n#SBATCH -t 60\nset -e\n#SBATCH -t 60\nls\npwd\n"
    )
    assert replaced(text, wishes) == (
        "#!/bin/bash\n#SBATCH -n 2\n#SBATCH -t 60\n#SBATCH -c 4\n#SBATCH -t 60\nset -e\nls\npwd\n"
    )


def test_the_fix_of_the_others_is_there_where_the_first_is_silenced(tmp_path: Path) -> None:
    path = tmp_path / "a.sbatch"
    silenced = "#SBATCH -n 2 # envdoctor: ignore[SLU109]\n"
    path.write_text(f"#!/bin/bash\nset -e\n{silenced}ls\n#SBATCH -c 4\npwd\n#SBATCH -t 60\n")
    plan, report = fix(Request("fix", (str(path),), select=("SLU109",), cache=False, isolated=True, unsafe=True))
    assert len(report.hits) == 2
    [step] = plan.steps
    assert isinstance(step, WriteFile)
    assert step.after.decode() == f"#!/bin/bash\n#SBATCH -c 4\n#SBATCH -t 60\nset -e\n{silenced}ls\npwd\n"


def test_line_ends_of_dos() -> None:
    before = "#!/bin/bash\r\n#SBATCH -n 2\r\nset -e\r\n#SBATCH -t 60\r\nls\r\n"
    after = "#!/bin/bash\r\n#SBATCH -n 2\r\n#SBATCH -t 60\r\nset -e\r\nls\r\n"
    fixed(late_directive, before, after, path="a.sbatch")


def test_a_key_holds_no_value() -> None:
    text = "#!/bin/bash\nset -e\n#SBATCH --comment=Tr0ub4dor -pTr0ub4dor\n"
    [found] = findings(late_directive, source=SourceFile("a.sbatch", text, form="job"))
    assert found.key == "--comment -p"


def test_thousands_of_them_in_a_moment() -> None:
    text = "#!/bin/bash\n#SBATCH -n 1\n" + "cat <<E\nx\nE\n#SBATCH -n 2\n" * 4000
    began = time.monotonic()
    assert len(findings(late_directive, source=SourceFile("a.sbatch", text, form="job"))) == 4000
    assert time.monotonic() - began < 5
