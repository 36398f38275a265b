"""A sample of what nobody would write; ``tests/real`` has the many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.hostile import arbitrary, mutated
from tests.hostile_judge import judge, plant
from tests.hostile_seeds import SEEDS

POLICIES = Path(__file__).parent.parent / "examples" / "sites"
LSF, SLURM = (POLICIES / f"{name}.yaml" for name in ("lsf-a100-slices", "slurm-public-cluster"))

Files = Callable[[int, int], Iterator[tuple[str, bytes]]]


@pytest.mark.parametrize(
    ("files", "count", "seed", "policy"),
    [
        (arbitrary, 700, 1, None),
        (arbitrary, 800, 2, SLURM),
        (mutated, 150, 3, None),
        (mutated, 150, 4, LSF),
    ],
)
def test_every_promise_is_kept(tmp_path: Path, files: Files, count: int, seed: int, policy: Path | None) -> None:
    done = judge(plant(tmp_path, files(count, seed)), policy)
    assert done.broken == ()
    assert len(done.rules) > 15  # it is not all thrown away before a rule sees it
    assert done.mended > count // 10


def test_the_seeds_are_what_the_rules_are_about(tmp_path: Path) -> None:
    done = judge(plant(tmp_path, ((name, text.encode()) for name, text in SEEDS.items())), LSF)
    assert done.broken == ()
    assert {code[:3] for code in done.rules} >= {"SLU", "LSF", "PBS", "DPD", "CTR", "JOB"}
