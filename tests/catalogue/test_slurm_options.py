from __future__ import annotations

from envdoctor.catalogue.slurm_options import ELSEWHERE, JUDGED, LETTERS, OPTIONS, RELEASES, SBATCH, argument
from envdoctor.syntax.jobs.slurm.values import SETTERS


def test_every_option_can_be_read() -> None:
    for option in SBATCH.values():
        assert option.grammar in SETTERS or option.grammar == "early", option
        assert option.argument in ("no", "required", "optional"), option
        assert option.commands, option
        assert not (option.since and option.until) or option.since < option.until, option
    assert all(not option.grammar for option in ELSEWHERE.values())


def test_versions_are_releases() -> None:
    for option in OPTIONS:
        assert option.since is None or option.since in RELEASES
        assert option.until is None or option.until in RELEASES


def test_known() -> None:
    assert SBATCH["time"].known((21, 8))
    assert not SBATCH["segment"].known(JUDGED)
    assert SBATCH["segment"].known((24, 5))
    assert SBATCH["power"].known((23, 11))
    assert not SBATCH["power"].known((24, 5))
    assert argument(SBATCH["requeue"], None) == "no"
    assert argument(SBATCH["requeue"], (25, 11)) == "optional"


def test_letters() -> None:
    assert LETTERS["n"].name == "ntasks"
    assert LETTERS["W"].name == "wait"
    assert "l" not in LETTERS
    assert len(SBATCH) > 110
