"""Many files that nobody would write, through a whole check and a whole fix; everyday runs have a sample of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from judging import FULL

from tests.hostile import arbitrary, mutated
from tests.hostile_judge import judge, plant

POLICIES = Path(__file__).parents[2] / "examples" / "sites"
COUNT = 10_000 if FULL else 4_000
PARTS = (None, "lsf-a100-slices", "slurm-public-cluster", None)


def _policy(name: str | None) -> Path | None:
    return POLICIES / f"{name}.yaml" if name else None


@pytest.mark.parametrize(("seed", "name"), list(enumerate(PARTS, 100)))
def test_arbitrary_bytes(tmp_path: Path, seed: int, name: str | None) -> None:
    done = judge(plant(tmp_path, arbitrary(COUNT // len(PARTS), seed)), _policy(name))
    assert done.broken == ()


@pytest.mark.parametrize(("seed", "name"), list(enumerate(PARTS, 200)))
def test_real_looking_files_with_slips(tmp_path: Path, seed: int, name: str | None) -> None:
    done = judge(plant(tmp_path, mutated(2_000 // len(PARTS), seed)), _policy(name))
    assert done.broken == ()
    assert len(done.rules) > 50
