from __future__ import annotations

from envdoctor_rules.slurm.environment_overrides_scripts import environment_overrides_scripts

from envdoctor import Origin, Severity
from envdoctor.catalogue.view import Variable
from envdoctor.facts.types import Environments
from envdoctor.testing import findings, passes

FILE = Origin("file", "/home/alice/.bashrc", 7)


def seen(name: str, value: str | None = "gpu", origin: Origin = FILE) -> Environments:
    return Environments({"login": {name: Variable(value, origin)}, "batch": {}})


def test_fires() -> None:
    [found] = findings(environment_overrides_scripts, environments=seen("SBATCH_PARTITION"))
    assert (found.place, found.severity, found.contexts) == ("SBATCH_PARTITION", None, ("login",))
    assert (found.location.path, found.location.line) == ("/home/alice/.bashrc", 7)
    assert found.args == {"name": "SBATCH_PARTITION", "option": "--partition", "value": "gpu"}


def test_irregular_names() -> None:
    [found] = findings(environment_overrides_scripts, environments=seen("SBATCH_TIMELIMIT", None))
    assert (found.args["option"], found.args["value"]) == ("--time", "...")


def test_an_account_is_usual() -> None:
    [found] = findings(environment_overrides_scripts, environments=seen("SBATCH_ACCOUNT"))
    assert found.severity is Severity.NOTE


def test_healthy() -> None:
    passes(environment_overrides_scripts, environments=Environments())
    passes(environment_overrides_scripts, environments=seen("SBATCH_PARTITION", origin=Origin("inherited")))
    passes(environment_overrides_scripts, environments=seen("SQUEUE_FORMAT"))
