from __future__ import annotations

import pytest
from envdoctor_rules.lsf.shared_array_log import TEXTS, shared_array_log

from envdoctor import Severity
from envdoctor.testing import offends, passes

HEAD = '#!/bin/bash\n#BSUB -J "train[1-10]%2"\n'


@pytest.mark.parametrize(
    ("source", "said", "severity"),
    [
        ("#BSUB -o %J.out\n         ^^^^^^\n", "mixed", Severity.NOTE),
        ("#BSUB -e train.err\n         ^^^^^^^^^\n", "mixed", Severity.NOTE),
        ("#BSUB -oo %J.out\n          ^^^^^^\n", "over", None),
        ("#BSUB -oo %I.out\n          ^^^^^^\n", "again", Severity.NOTE),
    ],
)
def test_fires(source: str, said: str, severity: Severity | None) -> None:
    [found] = offends(shared_array_log, HEAD + source, path="train.lsf")
    assert (found.template, found.severity) == (TEXTS[said], severity)


def test_two_logs_are_one_cause() -> None:
    offends(shared_array_log, HEAD + "#BSUB -o %J.out\n         ^^^^^^\n#BSUB -e %J.err\n", path="train.lsf")


@pytest.mark.parametrize(
    "line", ["-o %J_%I.out", "-oo %J_%I.out", "-o %I.out", "-o /dev/null", "-o logs/", "-o $LOG", "-q gpu"]
)
def test_healthy(line: str) -> None:
    passes(shared_array_log, f"{HEAD}#BSUB {line}\n", path="train.lsf")


@pytest.mark.parametrize("name", ["train", "train[5]", "train[3-3]", "train[1-$N]", "train[1-10"])
def test_no_array_of_several_tasks(name: str) -> None:
    passes(shared_array_log, f"#!/bin/bash\n#BSUB -J {name}\n#BSUB -oo %J.out\n", path="train.lsf")
