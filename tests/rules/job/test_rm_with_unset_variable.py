from __future__ import annotations

import time

import pytest
from envdoctor_rules.job.rm_with_unset_variable import rm_with_unset_variable

from envdoctor import Severity
from envdoctor.facts.types import SourceFile
from envdoctor.testing import findings, fixed, offends, passes

HEAD = "#!/bin/bash\n#SBATCH -n 1\n"


@pytest.mark.parametrize(
    ("line", "word", "severity"),
    [
        ("rm -rf $SCRATCH_DIR/*", "$SCRATCH_DIR/*", Severity.WARNING),
        ('rm -fr "$OUT"/*', '"$OUT"/*', Severity.WARNING),
        ('rm -r "${OUT}/"*', '"${OUT}/"*', Severity.WARNING),
        ("rm --recursive --force ${OUT}/*", "${OUT}/*", Severity.WARNING),
        ("rm -rf $TMPDIR/*", "$TMPDIR/*", Severity.NOTE),
    ],
)
def test_fires(line: str, word: str, severity: Severity) -> None:
    [found] = offends(
        rm_with_unset_variable,
        f"{HEAD}python train.py\n{line}\n{' ' * line.index(word)}{'^' * len(word)}\n",
        path="train.sbatch",
    )
    assert found.severity == severity


@pytest.mark.parametrize(
    "body",
    [
        "OUT=/data/x\nrm -rf $OUT/*",
        "rm -rf ${OUT:?}/*",
        "rm -rf $OUT/run1",
        "rm -rf $OUT/",
        "rm -f $OUT/*",
        "set -eu\nrm -rf $OUT/*",
        "set -o nounset\nrm -rf $OUT/*",
        'if [ -n "$OUT" ]; then rm -rf $OUT/*; fi',
        "[ -d $OUT ] && rm -rf $OUT/*",
        "source settings.sh\nrm -rf $OUT/*",
        "for OUT in a b; do rm -rf $OUT/*; done",
        "read OUT < f\nrm -rf $OUT/*",
        "mapfile -t x OUT\nrm -rf $OUT/*",
        'select OUT in a b; do rm -rf "${OUT}"/*; done',
        "[[ x && ${OUT} ]] && rm -rf $OUT/*",
        "test -d ${OUT} && rm -rf $OUT/*",
        "echo ${OUT?}\nrm -rf $OUT/*",
        "rm -rf $HOME/*",
        "rm -rf $SLURM_TMPDIR/*",
        "rm -rf $1/*",
        "OUT=${OUT:-/data/x}\nrm -rf $OUT/*",
    ],
)
def test_healthy(body: str) -> None:
    passes(rm_with_unset_variable, f"{HEAD}{body}\n", path="train.sbatch")


def test_strict_shell() -> None:
    passes(rm_with_unset_variable, "#!/bin/bash -eu\n#SBATCH -n 1\nrm -rf $OUT/*\n", path="train.sbatch")


def test_thousands_of_lines_take_no_time() -> None:
    begun = time.perf_counter()
    text = HEAD + "".join(f"rm -rf $A{n}/*\n" for n in range(2000))
    found = findings(rm_with_unset_variable, source=SourceFile("train.sbatch", text, form="job"))
    assert len(found) == 2000
    assert time.perf_counter() - begun < 10


def test_fixed() -> None:
    fixed(
        rm_with_unset_variable,
        HEAD + 'rm -rf $OUT/* "${LOGS}"/* $OUT/x\n',
        HEAD + 'rm -rf ${OUT:?}/* "${LOGS:?}"/* $OUT/x\n',
        path="train.sbatch",
    )
