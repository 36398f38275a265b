"""What is said of Jupyter's kernels, against the real jupyter_client and ipykernel of ENVDOCTOR_JUDGES/py."""

from __future__ import annotations

import json
import os
import subprocess
import venv
from pathlib import Path

import pytest
from disks import need_root
from envdoctor_rules.jupyter.kernel_points_nowhere import kernel_points_nowhere
from envdoctor_rules.jupyter.kernel_where_no_server_looks import kernel_where_no_server_looks
from judging import PATH, UNSET, environment, judge_folder
from pairs import all_pairs
from test_conda_rules_real import in_own_mounts

from envdoctor import Advise, Finding, Here
from envdoctor.catalogue.view import Variable
from envdoctor.collect import collect
from envdoctor.config import Config
from envdoctor.facts.kernels import search_path
from envdoctor.facts.types import Environments
from envdoctor.host.host import Host
from envdoctor.model import Origin, Rule
from envdoctor.resolve import Resolver
from envdoctor.testing import check

DIRS = """
import json, sys
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_core.paths import jupyter_data_dir
print(json.dumps([KernelSpecManager().kernel_dirs, jupyter_data_dir(), sys.prefix]))
"""


@pytest.fixture
def python() -> Path:
    """The Python of the judge."""
    return judge_folder("py") / "bin/python"


# ---- where servers look

INPUTS = {
    "JUPYTER_PATH": (UNSET, "", "BOX/data/one:BOX/data/two/"),
    "JUPYTER_DATA_DIR": (UNSET, "BOX/data/j"),
    "XDG_DATA_HOME": (UNSET, "BOX/data/xdg"),
    "PYTHONUSERBASE": (UNSET, "BOX/data/base"),
    "IPYTHONDIR": (UNSET, "BOX/data/ipython"),
}


@pytest.mark.parametrize("user_site", [False, True])
def test_servers_look_there(box: Path, python: Path, user_site: bool) -> None:
    """A venv's Python does not see ``~/.local``, the one that it was made from does."""
    program = os.path.realpath(python) if user_site else str(python)
    modules = next(python.parent.parent.glob("lib/python*/site-packages"))
    for case in all_pairs(INPUTS):
        env = environment(box, case)
        (box / "data/ipython").mkdir(exist_ok=True)
        done = subprocess.run(
            [program, "-c", DIRS], env={**env, "PYTHONPATH": str(modules)}, capture_output=True, text=True, check=True
        )
        dirs, data, prefix = json.loads(done.stdout)
        variables = {name: Variable(value) for name, value in env.items()}
        assert set(search_path(variables, data, str(box / "home"), prefix, user_site=user_site)) == set(dirs), case


# ---- an account with kernels


class Account:
    """A home in a box with a server's environment and one for work, both with the judge's ipykernel."""

    def __init__(self, box: Path, python: Path, **variables: str) -> None:
        self.box, self.python = box, python
        self.env = {"HOME": str(box / "home"), "PATH": f"{python.parent}:{PATH}", **variables}

    def work(self, name: str) -> Path:
        """A new environment with ipykernel."""
        prefix = self.box / "home/.virtualenvs" / name
        venv.create(prefix, symlinks=True)
        site = next(prefix.glob("lib/python*/site-packages"))
        (site / "judge.pth").write_text(f"{next(self.python.parent.parent.glob('lib/python*/site-packages'))}\n")
        (site / "ipykernel-6.0.dist-info").mkdir()  # the module itself comes by the .pth file
        return prefix

    def run(self, *argv: str | Path, says: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(argv, env=self.env, cwd=self.box / "work", input=says, capture_output=True, text=True,
                              check=False, timeout=90)  # fmt: skip

    def install(self, prefix: Path, *words: str) -> None:
        done = self.run(prefix / "bin/python", "-m", "ipykernel", "install", *words)
        assert done.returncode == 0, done.stderr

    def listed(self) -> dict[str, str]:
        """Name -> folder of the kernels that the server finds."""
        done = self.run("jupyter", "kernelspec", "list", "--json")
        assert done.returncode == 0, done.stderr
        return {name: one["resource_dir"] for name, one in json.loads(done.stdout)["kernelspecs"].items()}

    def starts(self, name: str) -> bool:
        """Whether the kernel really runs code."""
        (self.box / "work/code.py").write_text("print(6 * 7)\n")
        return "42" in self.run("jupyter", "run", f"--kernel={name}", "code.py").stdout

    def follow(self, command: str) -> None:
        """Do what a finding shows, and say yes to all."""
        done = self.run("bash", "-ec", command, says="y\n")
        assert done.returncode == 0, done.stderr

    def found(self, rule: Rule) -> list[Finding]:
        collection = collect(installed=False)
        home = str(self.box / "home")
        host = Host(home=home, env=self.env, cwd=home)
        here = Here(home=home, uid=os.geteuid(), cwd=home, env=self.env)
        given = {"config": Config(), "here": here, "host_mounts": host.mounts, "catalogue": collection.rows}
        resolver = Resolver(collection.facts, given, host)
        variables = {name: Variable(value, Origin("inherited", variable=name)) for name, value in self.env.items()}
        resolver.put("environments", Environments({"login": variables}))
        names = rule.function.__code__.co_varnames[: rule.function.__code__.co_argcount]
        found = list(rule.function(**{name: resolver.value(name) for name in names}))
        host.close()
        for finding in found:
            check(rule, finding)
        return found


def commands(finding: Finding) -> tuple[str, ...]:
    assert isinstance(finding.wish, Advise)
    return finding.wish.commands


def test_a_healthy_account_has_no_findings(box: Path, python: Path) -> None:
    account = Account(box, python, VIRTUAL_ENV=str(python.parent.parent))
    account.install(account.work("ml"), "--user", "--name", "ml")
    assert "ml" in account.listed()
    assert account.found(kernel_points_nowhere) == []
    assert account.found(kernel_where_no_server_looks) == []


@pytest.mark.parametrize("moved", [True, False])
def test_a_kernel_whose_environment_is_gone(box: Path, python: Path, moved: bool) -> None:
    account = Account(box, python)
    prefix = account.work("ml")
    account.install(prefix, "--user", "--name", "ml", "--display-name", "Alice's ml")
    assert account.starts("ml")
    other = box / "home/.local/share/virtualenvs/ml"
    other.parent.mkdir(parents=True)
    prefix.rename(other if moved else box / "data/out-of-sight")
    assert "ml" in account.listed()
    assert not account.starts("ml")
    [found] = account.found(kernel_points_nowhere)
    assert (found.place, found.args["program"]) == (account.listed()["ml"], f"{prefix}/bin/python")
    account.follow(commands(found)[0])
    assert account.found(kernel_points_nowhere) == []
    assert ("ml" in account.listed()) is moved
    assert account.starts("ml") is moved
    if moved:
        account.follow(commands(found)[1])
        assert "ml" not in account.listed()


def test_the_native_kernel_of_the_server_is_never_removed(box: Path, python: Path) -> None:
    account = Account(box, python)
    prefix = account.work("old")
    account.install(prefix, "--user")
    prefix.rename(box / "data/out-of-sight")
    native = account.listed()["python3"]
    [found] = account.found(kernel_points_nowhere)
    account.follow(commands(found)[-1])
    assert account.found(kernel_points_nowhere) == []
    assert account.listed()["python3"] == native
    assert Path(native).is_dir()


@pytest.mark.parametrize("where", ["--prefix=BOX/home", "--sys-prefix", "--prefix=BOX/home/.local", "--user"])
def test_a_kernel_that_the_server_does_not_find(box: Path, python: Path, where: str) -> None:
    account = Account(box, python)
    account.install(account.work("ml"), where.replace("BOX", str(box)), "--name", "ml")
    found = account.found(kernel_where_no_server_looks)
    assert bool(found) is ("ml" not in account.listed())
    for finding in found:
        account.follow(commands(finding)[0])
        assert account.starts("ml")
        assert account.found(kernel_where_no_server_looks) == []


def test_a_kernel_that_root_registered_for_himself(box: Path, python: Path) -> None:
    need_root("mounting over /root/.local")

    def compute() -> str:
        os.makedirs("/root/.local", exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "own", "/root/.local"], check=True)
        account = Account(box, python)
        root = Account(box, python, HOME="/root")
        root.install(account.work("ml"), "--user", "--name", "ml")
        [found] = account.found(kernel_where_no_server_looks)
        said = [found.place, "ml" in root.listed(), "ml" in account.listed()]
        account.follow(commands(found)[0])
        return json.dumps([*said, "ml" in account.listed(), len(account.found(kernel_where_no_server_looks))])

    assert json.loads(in_own_mounts(compute)) == ["/root/.local/share/jupyter/kernels/ml", True, False, True, 0]


@pytest.mark.parametrize("text", ["{", '{"argv": []}', '{"argv": ["/gone/python"], "display_name": 3}', "[]"])
def test_a_kernel_that_jupyter_passes_over(box: Path, python: Path, text: str) -> None:
    account = Account(box, python)
    folder = box / "home/.local/share/jupyter/kernels/odd"
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text(text)
    listed = "odd" in account.listed()
    assert listed or account.found(kernel_points_nowhere) == []
