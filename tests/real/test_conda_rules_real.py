"""The rules about conda against a genuine conda: what they say happens, happens.

ENVDOCTOR_CONDA: a conda program. Some tests mount file systems of their own, which needs root.
"""

from __future__ import annotations

import ctypes
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from disks import image, need_root
from envdoctor_rules.conda.conda_copies_instead_of_linking import conda_copies_instead_of_linking
from envdoctor_rules.conda.conda_environment_is_a_link import conda_environment_is_a_link
from envdoctor_rules.conda.conda_first_folder_not_writable import conda_first_folder_not_writable
from envdoctor_rules.conda.conda_variable_wrong_separator import conda_variable_wrong_separator
from envdoctor_rules.conda.conda_variables_exclude_each_other import conda_variables_exclude_each_other
from envdoctor_rules.conda.condarc_key_final import condarc_key_final
from envdoctor_rules.conda.condarc_not_read import condarc_not_read
from envdoctor_rules.pip.user_site_shadows_environments import user_site_shadows_environments
from judging import PATH, some
from test_catalogue_real import as_student

from envdoctor import Advise, Finding, Here
from envdoctor.catalogue.view import Variable
from envdoctor.collect import collect
from envdoctor.config import Config
from envdoctor.facts.conda import Ground, Setup
from envdoctor.facts.types import Disks, Environments
from envdoctor.host.host import Host
from envdoctor.model import Origin, Rule
from envdoctor.resolve import Resolver
from envdoctor.testing import check

# ---- genuine conda, and envdoctor over the same account


@pytest.fixture
def conda() -> str:
    """The genuine conda, or a skip that says how to get it."""
    program = os.environ.get("ENVDOCTOR_CONDA", "")
    if not os.access(program, os.X_OK):
        pytest.skip("conda is missing; install with: .ci/conda FOLDER; export ENVDOCTOR_CONDA=FOLDER/bin/conda")
    return program


def install(prefix: Path, genuine: Path) -> None:
    """Give the genuine conda a prefix of its own: its modules are those of the other, by a ``.pth`` file."""
    venv.create(prefix, symlinks=True)
    modules = next(genuine.parent.glob("lib/python*/site-packages"))
    (next(prefix.glob("lib/python*/site-packages")) / "genuine.pth").write_text(f"{modules}\n")
    for folder in ("conda-meta", "condabin"):
        (prefix / folder).mkdir()
    (prefix / "conda-meta/history").touch()
    program = prefix / "bin/conda"
    settings = "export CONDA_OFFLINE=1 CONDA_SOLVER=classic CONDA_REPORT_ERRORS=false"
    program.write_text(f'#!/bin/sh\n{settings}\nexec "{prefix}/bin/python" -m conda "$@"\n')
    program.chmod(0o755)
    (prefix / "condabin/conda").symlink_to(program)


class Account:
    """A home in a box, its variables, and the genuine conda installed in a prefix of the box."""

    def __init__(self, box: Path, conda: str, **variables: str) -> None:
        self.box, self.base = box, box / "data/base"
        if not self.base.exists():
            install(self.base, Path(conda).parent)
        self.env = {"HOME": f"{box}/home", "PATH": f"{self.base}/condabin:{PATH}", **variables}

    def conda(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run it."""
        argv = [f"{self.base}/bin/conda", *words]
        return subprocess.run(argv, env=self.env, cwd=self.box / "work", capture_output=True, text=True, check=False)

    def lists(self) -> dict[str, list[str]]:
        """What conda says of its folders; empty where it only gives an error."""
        done = self.conda("config", "--show", "envs_dirs", "pkgs_dirs", "--json")
        said: dict[str, list[str]] = json.loads(done.stdout) if done.returncode == 0 else {}
        return said

    def resolver(self, disks: Disks | None = None) -> Resolver:
        collection = collect(installed=False)
        host = Host(home=f"{self.box}/home", env=self.env, cwd=f"{self.box}/work")
        here = Here(home=f"{self.box}/home", uid=os.geteuid(), cwd=f"{self.box}/work", env=self.env)
        given = {"config": Config(), "here": here, "host_mounts": host.mounts, "catalogue": collection.rows}
        resolver = Resolver(collection.facts, given, host)
        variables = {name: Variable(value, Origin("inherited", variable=name)) for name, value in self.env.items()}
        resolver.put("environments", Environments({"login": variables}))
        resolver.put("disks", disks or Disks())
        return resolver

    def found(self, rule: Rule) -> list[Finding]:
        """What a rule finds here."""
        resolver = self.resolver()
        names = rule.function.__code__.co_varnames[: rule.function.__code__.co_argcount]
        found = list(rule.function(**{name: resolver.value(name) for name in names}))
        for finding in found:
            check(rule, finding)
        resolver.host.close()
        return found

    def setup(self) -> Setup:
        resolver = self.resolver()
        made: Setup = resolver.value("conda").contexts["login"]
        resolver.host.close()
        return made


def package(folder: Path) -> str:
    """A small real package, and the path of its archive."""
    data, path = b"hello\n" * 100, "share/tiny.txt"
    index = {"name": "tiny", "version": "1.0", "build": "0", "build_number": 0, "depends": [], "noarch": "generic",
             "subdir": "noarch", "arch": None, "platform": None}  # fmt: skip
    entry = {"_path": path, "path_type": "hardlink", "sha256": hashlib.sha256(data).hexdigest(),
             "size_in_bytes": len(data)}  # fmt: skip
    files = {
        "info/index.json": json.dumps(index).encode(),
        "info/files": f"{path}\n".encode(),
        "info/paths.json": json.dumps({"paths": [entry], "paths_version": 1}).encode(),
        path: data,
    }
    archive = folder / "tiny-1.0-0.tar.bz2"
    with tarfile.open(archive, "w:bz2") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return str(archive)


def rc(account: Account, text: str, path: str = "home/.condarc") -> Path:
    file = account.box / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text.replace("BOX", str(account.box)))
    return file


# ---- nothing on a healthy account


RULES = (
    conda_copies_instead_of_linking,
    conda_environment_is_a_link,
    conda_first_folder_not_writable,
    conda_variable_wrong_separator,
    conda_variables_exclude_each_other,
    condarc_key_final,
    condarc_not_read,
    user_site_shadows_environments,
)


def test_a_fresh_conda_has_no_findings(box: Path, conda: str) -> None:
    account = Account(box, conda)
    rc(account, "auto_activate_base: false\nchannels:\n  - conda-forge\n")
    assert account.conda("create", "-y", "-n", "one", package(box)).returncode == 0
    assert {rule.code: account.found(rule) for rule in RULES} == {rule.code: [] for rule in RULES}


# ---- CON102


def test_both_variables_stop_conda(box: Path, conda: str) -> None:
    both = Account(box, conda, CONDA_ENVS_DIRS=f"{box}/data/e", CONDA_ENVS_PATH=f"{box}/data/e")
    assert "MultipleKeysError" in both.conda("config", "--show", "envs_dirs").stderr
    [found] = both.found(conda_variables_exclude_each_other)
    assert isinstance(found.wish, Advise)
    line = next(line for line in found.wish.commands if line.startswith("export "))
    name, value = line.removeprefix("export ").split("=", 1)
    mended = Account(box, conda, **{name: value})
    assert mended.lists()["envs_dirs"][0] == f"{box}/data/e"
    assert mended.found(conda_variables_exclude_each_other) == []


# ---- CON103


def in_own_mounts(compute: Callable[[], str]) -> str:
    """What ``compute`` gives in a process whose mounts nobody else sees."""
    end, start = os.pipe()
    child = os.fork()
    if child == 0:
        said = b"it failed"
        try:
            assert ctypes.CDLL(None).unshare(0x00020000) == 0
            subprocess.run(["mount", "--make-rprivate", "/"], check=True)
            said = compute().encode()
        finally:
            os.write(start, said)
            os._exit(0)
    os.close(start)
    with open(end, "rb") as pipe:
        printed = pipe.read().decode()
    os.waitpid(child, 0)
    return printed


def bound(box: Path) -> None:
    (box / "data/pkgs").mkdir()
    (box / "etc/same").mkdir()
    subprocess.run(["mount", "--bind", box / "etc/same", box / "data/pkgs"], check=True)


def memory(box: Path) -> None:
    (box / "data/pkgs").mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "x", box / "data/pkgs"], check=True)


def all_memory(box: Path) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "x", box / "data"], check=True)


LAID = {"one disk": lambda _box: None, "a bind mount": bound, "home and memory": memory, "memory": all_memory}


def linked(account: Account) -> str:
    """Three words: what the fact says, what link(2) says, what conda does."""
    rc(account, "envs_dirs: [BOX/data/envs]\npkgs_dirs: [BOX/data/pkgs]\n")
    archive = package(account.box / "work")
    for folder in ("data/envs", "data/pkgs"):
        (account.box / folder).mkdir(exist_ok=True)
    resolver = account.resolver()
    grounds: Mapping[str, Ground] = resolver.value("conda").grounds
    resolver.host.close()
    one, other = (grounds[f"{account.box}/data/{name}"] for name in ("envs", "pkgs"))
    said = [one.links_to(other), bool(account.found(conda_copies_instead_of_linking)) is False]
    (account.box / "data/pkgs/probe").touch()
    try:
        os.link(account.box / "data/pkgs/probe", account.box / "data/envs/probe")
        said.append(True)
    except OSError:
        said.append(False)
    done = account.conda("create", "-y", "-n", "one", archive)
    assert done.returncode == 0, done.stderr
    said.append((account.box / "data/envs/one/share/tiny.txt").stat().st_nlink == 2)
    return " ".join(map(str, said))


@pytest.mark.parametrize("lay", LAID)
def test_conda_links_where_the_fact_says_so(box: Path, conda: str, lay: str) -> None:
    need_root("mounting")

    def compute() -> str:
        LAID[lay](box)
        return linked(Account(box, conda))

    links = lay in ("one disk", "memory")
    assert in_own_mounts(compute) == " ".join([str(links)] * 4)


@pytest.fixture
def subvolumes(tmp_path: Path) -> Iterator[Path]:
    """A box on btrfs whose ``data`` and ``data/pkgs`` are subvolumes."""
    folder = tmp_path / "image"
    folder.mkdir()
    with image(str(folder), 1 << 30) as point:
        box = Path(point)
        for name in ("home", "work", "etc"):
            (box / name).mkdir()
        for name in ("data", "data/pkgs"):
            subprocess.run(["btrfs", "subvolume", "create", box / name], check=True, capture_output=True)
        yield box


def test_subvolumes_of_one_mount_do_not_link(subvolumes: Path, conda: str) -> None:
    assert linked(Account(subvolumes, conda)) == "False False False False"


def test_nothing_is_said_where_conda_is_told_to_copy(subvolumes: Path, conda: str) -> None:
    account = Account(subvolumes, conda)
    rc(account, "envs_dirs: [BOX/data/envs]\npkgs_dirs: [BOX/data/pkgs]\nalways_copy: true\n")
    assert account.found(conda_copies_instead_of_linking) == []
    assert account.setup().copying is not None


# ---- CON104


@pytest.mark.parametrize("key", ["envs_dirs", "pkgs_dirs"])
@pytest.mark.parametrize("first", ["BOX/locked", "BOX/locked/new/deep"])
def test_a_folder_that_cannot_be_written_is_passed_over(box: Path, conda: str, key: str, first: str) -> None:
    account = Account(box, conda)
    second = "" if key == "envs_dirs" else ", BOX/data/second"
    rc(account, f"{key}: [{first}{second}]\n")
    archive = package(box)
    (box / "locked").mkdir(mode=0o555)

    def compute() -> str:
        [found] = account.found(conda_first_folder_not_writable)
        done = account.conda("create", "-y", "-n", "one", archive)
        return json.dumps([found.place, found.args["landed"], done.returncode, "locked" in done.stderr])

    place, landed, code, said = json.loads(as_student(compute) or "")
    (box / "locked").chmod(0o755)
    assert (place, code, said) == (first.replace("BOX", str(box)), 0, False)  # it worked, without a word
    assert (Path(landed) / ("one/conda-meta/history" if key == "envs_dirs" else "tiny-1.0-0/share/tiny.txt")).exists()


# ---- CON105


def test_removing_a_link_leaves_files_behind(box: Path, conda: str) -> None:
    account = Account(box, conda)
    rc(account, "envs_dirs: [BOX/home/envs]\n")
    assert account.conda("create", "-y", "-n", "one", package(box)).returncode == 0
    real, link = box / "data/moved", box / "home/envs/one"
    link.rename(real)
    link.symlink_to(real)
    (real / "share/pip-installed").touch()
    [found] = account.found(conda_environment_is_a_link)
    assert (found.place, found.args["real"]) == (str(link), str(real))
    assert account.conda("remove", "-y", "-n", "one", "--all").returncode == 0
    assert not link.is_symlink()
    assert (real / "share/pip-installed").exists()
    assert account.found(conda_environment_is_a_link) == []


def test_the_commands_remove_all_of_it(box: Path, conda: str) -> None:
    account = Account(box, conda)
    rc(account, "envs_dirs: [BOX/home/envs]\n")
    assert account.conda("create", "-y", "-n", "one", package(box)).returncode == 0
    real, link = box / "data/moved", box / "home/envs/one"
    link.rename(real)
    link.symlink_to(real)
    (real / "share/pip-installed").touch()
    [found] = account.found(conda_environment_is_a_link)
    assert isinstance(found.wish, Advise)
    remove, unlink = (command.split() for command in found.wish.commands)
    assert account.conda(*remove[1:], "-y").returncode == 0
    subprocess.run(unlink, check=True)
    assert not real.exists()
    assert not link.is_symlink()


# ---- CON106


@pytest.mark.parametrize("key", ["envs_dirs", "pkgs_dirs"])
def test_a_final_key_hides_files_and_variables(box: Path, conda: str, key: str) -> None:
    account = Account(box, conda, **{f"CONDA_{key.upper()}": f"{box}/data/variable"})
    final = rc(account, f"{key}: #!final\n  - BOX/data/final\n", "data/base/.condarc")
    rc(account, f"{key}: [BOX/data/own]\n")
    said = account.lists()[key]
    assert f"{box}/data/final" in said
    assert not {f"{box}/data/own", f"{box}/data/variable"} & set(said)
    [found] = account.found(condarc_key_final)
    assert (found.place, found.location.line) == (str(final), 1)
    assert found.evidence == (f"{box}/home/.condarc:1", f"CONDA_{key.upper()}")
    final.write_text(final.read_text().replace(" #!final", ""))
    assert {f"{box}/data/own", f"{box}/data/variable", f"{box}/data/final"} <= set(account.lists()[key])
    assert account.found(condarc_key_final) == []


def test_an_empty_final_list_hides_too(box: Path, conda: str) -> None:
    account = Account(box, conda)
    rc(account, "envs_dirs: [] #!final\n", "data/base/.condarc")
    rc(account, "envs_dirs: [BOX/data/own]\n")
    assert f"{box}/data/own" not in account.lists()["envs_dirs"]
    assert len(account.found(condarc_key_final)) == 1


# ---- CON107

SAYS = "pkgs_dirs: [BOX/data/said]\n"
NAMES = ("rc1", ".condarc", "own.yml", ".yml", "own.condarc", "condarc", "own.yaml", "own.YML", "own.conf")


def shown(account: Account) -> bool:
    return account.lists().get("pkgs_dirs") == [f"{account.box}/data/said"]


@pytest.mark.parametrize("name", some(NAMES, 4))
def test_a_file_that_condarc_names(box: Path, conda: str, name: str) -> None:
    account = Account(box, conda, CONDARC=f"{box}/etc/{name}")
    rc(account, SAYS, f"etc/{name}")
    found = account.found(condarc_not_read)
    assert bool(found) is not shown(account)
    for finding in found:
        mended = follow(finding)
        assert shown(Account(box, conda, CONDARC=mended["CONDARC"]))


def follow(finding: Finding) -> dict[str, str]:
    """Do what the finding shows, and give the variables it sets."""
    assert isinstance(finding.wish, Advise)
    script = "\n".join(finding.wish.commands) + "\nenv -0"
    done = subprocess.run(["bash", "-ec", script], env={"PATH": PATH}, capture_output=True, text=True, check=True)
    return dict(line.split("=", 1) for line in done.stdout.split("\0") if line)


@pytest.mark.parametrize("folder", ["home/.conda/condarc.d", "home/.config/conda/condarc.d", "data/base/condarc.d"])
def test_files_in_a_folder_of_files(box: Path, conda: str, folder: str) -> None:
    account = Account(box, conda)
    for name in (*NAMES, "plain"):
        rc(account, f"pkgs_dirs: [BOX/data/said/{name}]\n", f"{folder}/{name}")

    def read() -> set[str]:
        return {path.rsplit("/", 1)[-1] for path in account.lists()["pkgs_dirs"]}

    found = account.found(condarc_not_read)
    named = {finding.place.rsplit("/", 1)[-1] for finding in found}
    assert not named & read()
    assert named | read() | {"own.YML", ".yml"} == {*NAMES, "plain"}  # nobody names a file so: nothing is said of them
    (box / folder / "own.yml").unlink()  # one of the new names
    for finding in found:
        follow(finding)
    assert named <= read() | {"condarc"}  # .condarc and condarc get one name; mv -n keeps the first
    assert {finding.place.rsplit("/", 1)[-1] for finding in account.found(condarc_not_read)} <= {".condarc", "condarc"}


@pytest.mark.parametrize("text", [SAYS, SAYS + "channels: 'a\n", "channels:\n\t- a\n" + SAYS, "a: b: c\n" + SAYS])
def test_a_file_that_is_no_yaml(box: Path, conda: str, text: str) -> None:
    account = Account(box, conda)
    rc(account, text)
    stops = not account.lists()
    found = account.found(condarc_not_read)
    assert bool(found) is not (shown(account) or stops)
    if found:
        assert "Ignoring configuration file" in account.conda("config", "--show", "pkgs_dirs").stderr


# ---- CON108


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONDA_PKGS_DIRS", "BOX/data/k1:BOX/data/k2"),
        ("CONDA_PKGS_DIRS", "~/k1:~/k2"),
        ("CONDA_PKGS_DIRS", "BOX/data/k1,BOX/data/k2"),
        ("CONDA_ENVS_DIRS", "BOX/data/e1,BOX/data/e2"),
        ("CONDA_ENVS_DIRS", "BOX/data/e1:BOX/data/e2"),
    ],
)
def test_the_sign_between_folders(box: Path, conda: str, name: str, value: str) -> None:
    key = name.removeprefix("CONDA_").lower()
    account = Account(box, conda, **{name: value.replace("BOX", str(box))})

    def own(account: Account) -> list[str]:
        return [path for path in account.lists()[key] if path.rsplit("/", 1)[-1] in ("k1", "k2", "e1", "e2")]

    found = account.found(conda_variable_wrong_separator)
    assert (len(own(account)) == 2) is not bool(found)
    for finding in found:
        assert isinstance(finding.wish, Advise)
        mended = Account(box, conda, **{name: follow(finding)[name]})
        assert len(own(mended)) == 2
        assert mended.found(conda_variable_wrong_separator) == []


# ---- CON101: what is advised


def test_conda_init_replaces_the_block_of_the_old_conda(box: Path, conda: str) -> None:
    account = Account(box, conda)
    old = "# >>> conda initialize >>>\n. /old/miniconda3/etc/profile.d/conda.sh\n# <<< conda initialize <<<\n"
    file = rc(account, f"alias a=b\n{old}export X=1\n", "home/.bashrc")
    done = account.conda("init", "bash")
    text = file.read_text()
    assert done.returncode == 0 or "initialize" in text, done.stderr
    assert "/old/miniconda3" not in text
    assert text.count("# >>> conda initialize >>>") == 1
    assert text.startswith("alias a=b\n")
    assert "export X=1\n" in text


# ---- PIP201

FAKE = "VALUE = {value!r}\n"


def module(site: Path, version: str) -> None:
    """A package ``torch`` of a version, as an installer leaves it."""
    (site / f"torch-{version}.dist-info").mkdir(parents=True)
    (site / f"torch-{version}.dist-info/METADATA").write_text(f"Name: torch\nVersion: {version}\n")
    (site / "torch.py").write_text(FAKE.format(value=version))


def with_python(prefix: Path) -> Path:
    """Give an environment that conda made the interpreter of these tests, as conda's package of Python would."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    lib, stdlib = prefix / f"lib/python{version}", Path(sysconfig.get_path("stdlib"))
    lib.mkdir(parents=True)
    for path in stdlib.iterdir():
        if path.name not in ("site-packages", "dist-packages"):
            (lib / path.name).symlink_to(path)
    (prefix / "bin").mkdir(exist_ok=True)
    shutil.copy(os.path.realpath(sys.executable), prefix / "bin/python")
    (prefix / f"conda-meta/python-{version}.0-h_0.json").write_text("{}")
    (lib / "site-packages").mkdir()
    return lib / "site-packages"


def imported(account: Account, python: Path, **variables: str) -> str:
    """The version of torch that a Python imports, and from where."""
    env = {**account.env, "LD_LIBRARY_PATH": sysconfig.get_config_var("LIBDIR") or "", **variables}
    program = "import torch; print(torch.VALUE)"
    done = subprocess.run([python, "-c", program], env=env, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def test_packages_of_the_user_hide_those_of_conda_environments(box: Path, conda: str) -> None:
    account = Account(box, conda)
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    prefix = account.base / "envs/ml"
    assert account.conda("create", "-y", "-n", "ml").returncode == 0
    module(with_python(prefix), "2.3.0")
    module(box / f"home/.local/lib/python{version}/site-packages", "1.13.1")
    assert imported(account, prefix / "bin/python") == "1.13.1"
    [found] = account.found(user_site_shadows_environments)
    assert found.args["worst"] == "torch 1.13.1 for 2.3.0"
    assert isinstance(found.wish, Advise)
    [command] = found.wish.commands
    assert account.conda(*command.split()[1:]).returncode == 0
    assert account.found(user_site_shadows_environments) == []
    said = json.loads((prefix / "conda-meta/state").read_text())["env_vars"]
    assert imported(account, prefix / "bin/python", **said) == "2.3.0"
    assert f"PYTHONNOUSERSITE='{said['PYTHONNOUSERSITE']}'" in account.conda("shell.posix", "activate", "ml").stdout


@pytest.mark.parametrize("shared", [False, True])
def test_packages_of_a_venv_come_before_those_of_the_user(box: Path, conda: str, shared: bool) -> None:
    account = Account(box, conda)
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    venv.create(box / "home/venv", symlinks=True, system_site_packages=shared)
    user, own = (box / f"home/{path}/lib/python{version}/site-packages" for path in (".local", "venv"))
    module(user, "1.13.1")
    assert imported(account, box / "home/venv/bin/python") == ("1.13.1" if shared else "")
    module(own, "2.3.0")
    assert imported(account, box / "home/venv/bin/python") == "2.3.0"
    assert account.found(user_site_shadows_environments) == []
    resolver = account.resolver()
    [env] = [env for env in resolver.value("pythons").all if env.name == "venv"]
    resolver.host.close()
    assert (env.user_site, env.packages) == (shared, {"torch": "2.3.0"})
