from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from envdoctor_rules.catalogue.conda import CONDA_PKGS
from envdoctor_rules.catalogue.huggingface import HUGGINGFACE
from envdoctor_rules.catalogue.npm import NPM
from envdoctor_rules.catalogue.pip import PIP_CACHE
from envdoctor_rules.catalogue.uv import UV

from envdoctor import Place, Row
from envdoctor.cleaners import frees_enough
from envdoctor.facts.types import Spot

ROOM = 100_000


def held(tmp_path: Path, row: Row, size: int = 4 * ROOM) -> Spot:
    folder = tmp_path / row.id
    folder.mkdir()
    (folder / "blob").write_bytes(b"x" * size)
    return Spot(row.id, {"batch": Place(str(folder))}, held={str(folder): True}, in_use=True)


@pytest.mark.parametrize(
    ("row", "command"),
    [
        (PIP_CACHE, "pip cache purge"),
        (UV, "uv cache clean"),
        (NPM, None),
        (HUGGINGFACE, None),
        (CONDA_PKGS, None),
    ],
    ids=lambda given: getattr(given, "id", ""),
)
def test_only_what_empties_the_place_on_a_disk_without_a_byte(tmp_path: Path, row: Row, command: str | None) -> None:
    found = frees_enough(str(tmp_path / "new"), ROOM, {row.id: held(tmp_path, row)}, (row,))
    assert (found and found[0]) == command


def test_the_smallest_that_is_enough(tmp_path: Path) -> None:
    spots = {"uv": held(tmp_path, UV), "pip-cache": held(tmp_path, PIP_CACHE, 8 * ROOM)}
    found = frees_enough(str(tmp_path), ROOM, spots, (PIP_CACHE, UV))
    assert found is not None
    assert found[0] == "uv cache clean"
    assert frees_enough(str(tmp_path), 100 * ROOM, spots, (PIP_CACHE, UV)) is None


def test_not_one_that_would_break_something_here(tmp_path: Path) -> None:
    spot = replace(held(tmp_path, UV), refused={"uv cache clean": "environments are links into it"})
    assert frees_enough(str(tmp_path), ROOM, {"uv": spot}, (UV,)) is None
