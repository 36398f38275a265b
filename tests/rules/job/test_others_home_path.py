from __future__ import annotations

from envdoctor_rules.job.others_home_path import CLOSED, GONE, others_home_path

from envdoctor.facts.scripts import Homes
from envdoctor.syntax.jobs.pointing import span_of
from envdoctor.testing import offends, passes

SCRIPT = "#!/bin/bash\n#SBATCH -n 1\ncd /home/bob/project\npython train.py\n"
START = SCRIPT.index("/home/bob")
SPAN = span_of(SCRIPT, START, START + 9)


def test_fires() -> None:
    annotated = SCRIPT.replace("project\n", "project\n   ^^^^^^^^^\n")
    named = {"/home/bob": SPAN}
    for homes, says in (
        (Homes(named, missing=frozenset(named)), GONE),
        (Homes(named, closed=frozenset(named)), CLOSED),
    ):
        [found] = offends(others_home_path, annotated, path="train.sbatch", homes=homes)
        assert (found.template, found.args["home"]) == (says, "/home/bob")


def test_healthy() -> None:
    passes(others_home_path, SCRIPT, path="train.sbatch", homes=Homes({"/home/bob": SPAN}))
    passes(others_home_path, SCRIPT, path="train.sbatch", homes=Homes())


def test_comments_are_not_read() -> None:
    text = "#!/bin/bash\n#SBATCH -n 1\n# from /home/bob/x\n"
    start = text.index("/home/bob")
    named = {"/home/bob": span_of(text, start, start + 9)}
    passes(others_home_path, text, path="train.sbatch", homes=Homes(named, missing=frozenset(named)))
