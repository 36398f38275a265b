from __future__ import annotations

import pytest
from envdoctor_rules.slurm.stray_word import TEXTS, stray_word

from envdoctor.facts.site import Site
from envdoctor.facts.types import SourceFile
from envdoctor.testing import findings, fixed, offends, passes


def test_one_finding_a_line() -> None:
    [found] = offends(
        stray_word,
        """
        #!/bin/bash
        #SBATCH --nodes=2 two nodes please
                          ^^^
        """,
        path="a.sbatch",
    )
    assert (found.template, found.wish) == (TEXTS["word"], None)


@pytest.mark.parametrize(
    "line",
    [
        "#SBATCH --nodes=2 # two nodes",
        '#SBATCH -J "my job" --mail-type=END,FAIL',
        "#SBATCH --ntasks = 2",
        "#SBATCH \u2013n 2",
        "#SBATCH {}extra1{}".format("X" * 3, "X" * 3),
        "#SBATCH -p {a name}",
    ],
)
def test_healthy_or_not_this_rules(line: str) -> None:
    passes(stray_word, f"#!/bin/bash\n#SBATCH -n 1\n{line}\n", path="a.sbatch")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("--mail-type=END, FAIL", "--mail-type=END,FAIL"),
        ("--mail-type=BEGIN, END, FAIL # mails", "--mail-type=BEGIN,END,FAIL # mails"),
        ("--mail-type=END ,FAIL", "--mail-type=END,FAIL"),
        ("-p gpu1, gpu2", "-p gpu1,gpu2"),
        ("--mem 16 G", "--mem=16G"),
        ("--mem=16 GB # all", "--mem=16GB # all"),
        ("-n 1 --mem-per-cpu 4 g -t 5", "-n 1 --mem-per-cpu=4g -t 5"),
        ("-J my job", '-J "my job"'),
        ("--job-name=run of today", '--job-name="run of today"'),
        ("--gres=gpu:1 (for one GPU)", "--gres=gpu:1 # (for one GPU)"),
        ("--nodes=2 // nodes", "--nodes=2 # // nodes"),
    ],
)
def test_fixed(before: str, after: str) -> None:
    fixed(stray_word, f"#!/bin/bash\n#SBATCH {before}\n", f"#!/bin/bash\n#SBATCH {after}\n", path="a.sbatch")


@pytest.mark.parametrize(
    "line", ["-J job   of mine", "-n 4 cores", "--mem=16 cores", "--exclusive user", "--mail-type=END, FAIL, -n 2"]
)
def test_left_to_the_person(line: str) -> None:
    words = f"#SBATCH {line}"
    word = next(w for w in ("of", "cores", "user", "FAIL,") if w in words)
    at = words.index(word)
    [found] = offends(stray_word, f"#!/bin/bash\n{words}\n{' ' * at}{'^' * len(word)}\n", path="a.sbatch")
    assert found.wish is None or word == "FAIL,"


def test_a_unit_is_left_alone_where_any_memory_is_refused() -> None:
    site = Site(kind="slurm", memory_configured=False)
    passes(stray_word, "#!/bin/bash\n#SBATCH --mem 16 G\n", path="a.sbatch", site=site)
    [found] = offends(stray_word, "#!/bin/bash\n#SBATCH --mem 16 G\n                 ^\n", path="a.sbatch")
    assert (found.template, found.args["joined"]) == (TEXTS["unit"], "--mem=16G")


def test_a_key_holds_no_value() -> None:
    [found] = findings(
        stray_word, source=SourceFile("a.sbatch", "#!/bin/sh\n#SBATCH --comment a Tr0ub4dor\n", form="job")
    )
    assert found.key == "comment"


def test_a_template_as_a_whole() -> None:
    text = "#!/bin/bash\n#SBATCH --nodes=__NODES__ --mem=%MEM%\n#SBATCH <EXTRA>\n#SBATCH [options]\n#SBATCH -t $TIME\n"
    passes(stray_word, text, path="a.sbatch")


def test_a_word_that_begins_with_the_sign() -> None:
    [found] = offends(stray_word, "#!/bin/bash\n#SBATCH -n 2\n#SBATCHES x\n       ^^\n", path="a.sbatch")
    assert (found.template, found.args["word"], found.wish) == (TEXTS["glued"], "#SBATCHES", None)
