"""The real tools as judges: poetry, pipx, pdm, virtualenv, pre-commit and conda's own prefix.

Each tool's Python is started once; it forks for every case, in the case's environment and folder, and imports the
tool's own modules anew there (what they only depend on is imported before).
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import venv
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from envdoctor_rules.catalogue.conda_base import CONDA_BASE
from envdoctor_rules.catalogue.pdm import PDM
from envdoctor_rules.catalogue.pipx import PIPX
from envdoctor_rules.catalogue.poetry import POETRY, environments_stay
from envdoctor_rules.catalogue.precommit import PRE_COMMIT
from envdoctor_rules.catalogue.virtualenv import VIRTUALENV
from judging import (
    ABSENT,
    UNSET,
    answer,
    clear,
    environment,
    installed,
    judge_folder,
    lay,
    ours,
    record,
    seen_on,
    some,
    whole,
)
from pairs import all_pairs

from envdoctor.catalogue.rows import Cleaner, Row

SERVER = """
import contextlib, json, os, sys
own, load, program = sys.argv[1:]
exec(load)
code = compile(program, "program", "exec")
for line in sys.stdin:
    env, cwd = json.loads(line)
    end, start = os.pipe()
    if os.fork() == 0:
        said = None
        try:
            os.environ.clear()
            os.environ.update(env)
            os.chdir(cwd)
            for name in list(sys.modules):
                if name.split(".")[0] == own:
                    del sys.modules[name]
            held = {}
            with open(os.devnull, "w") as quiet, contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
                exec(code, held)
            said = [None if one is None else str(one) for one in held["found"]]
        except BaseException as error:
            if os.environ.get("JUDGE_SAYS"):
                print(repr(error), file=sys.stderr, flush=True)
        finally:
            os.write(start, json.dumps(said).encode())
            os._exit(0)
    os.close(start)
    with open(end) as pipe:
        print(pipe.read(), flush=True)
    os.wait()
"""


@dataclass(frozen=True, slots=True)
class Forks:
    """A tool's Python that says case by case what a program leaves in the list ``found``; None: it gives an error."""

    process: subprocess.Popen[str]

    def __call__(self, env: Mapping[str, str], cwd: Path) -> list[str | None] | None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        says = {"JUDGE_SAYS": "1"} if "JUDGE_SAYS" in os.environ else {}
        self.process.stdin.write(json.dumps([{**env, **says}, str(cwd)]) + "\n")
        self.process.stdin.flush()
        found: list[str | None] | None = json.loads(self.process.stdout.readline())
        return None if found is None else [whole(path, cwd) for path in found]


@contextlib.contextmanager
def forks(python: Path, own: str, load: str, program: str) -> Iterator[Forks]:
    """Start ``python``. ``own``: the package to import anew for each case; ``load``: what to import before."""
    argv = [str(python), "-c", SERVER, own, load, program]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Forks(process)
        finally:
            process.kill()


def agree(
    row: Row, keys: Sequence[str], box: Path, cases: Sequence[dict[str, str]], files: Mapping[str, str], judge: Forks
) -> dict[str, list[str]]:
    """Cases in which envdoctor and the tool differ, by the key of the row's side; the empty key is the row itself."""
    parts = {side.key: side for side in row.sides}
    wrong: dict[str, list[str]] = {key: [] for key in keys}
    for case in cases:
        clear(box)
        for name, path in files.items():
            (box / path).unlink(missing_ok=True)
            lay(box, path, case[name])
        env = environment(box, case)
        mine = {key: ours(parts[key] if key else row, box, env) for key in keys}
        theirs = judge(env, box / "work") or [None] * len(keys)
        for key, said in zip(keys, theirs, strict=True):
            if mine[key].path != said:
                chosen = {name: value for name, value in case.items() if value not in (UNSET, ABSENT)}
                wrong[key].append(f"{chosen}: ours {mine[key]}, the tool's {said}")
    return wrong


def version(python: Path, package: str) -> str:
    """The installed version of ``package``."""
    program = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))"
    return subprocess.check_output([str(python), "-c", program, package], text=True).strip()


def judged(
    row: Row,
    tool: tuple[str, str],
    inputs: Mapping[str, object],
    files: Mapping[str, str],
    cases: int,
    wrong: Mapping[str, list[str]],
) -> None:
    """Record every side, then fail where one differs. ``tool``: its name and version."""
    names = [files.get(name, name) for name in inputs]
    for key in wrong:
        with contextlib.suppress(AssertionError):
            record(f"{row.id} {key}".strip(), *tool, names, cases, wrong[key])
    found = [f"{key}: {one}" for key, differ in wrong.items() for one in differ]
    if found:
        pytest.fail(f"{len(found)} cases differ:\n" + "\n".join(found[:5]), pytrace=False)


# ---- poetry

POETRY_PROGRAM = """
from pathlib import Path
from poetry.core.pyproject.exceptions import PyProjectError
from poetry.config.config import Config
from poetry.factory import Factory
config = Config.create()
try:
    config = Factory().create_poetry(Path.cwd()).config
except (RuntimeError, PyProjectError) as error:  # no project, as poetry config and poetry cache take it
    if isinstance(error, RecursionError):
        raise
def asked(name):
    try:
        return getattr(config, name)
    except Exception:
        return None
found = [asked(name) for name in ("repository_cache_directory", "virtualenvs_path", "python_installation_dir")]
found[0] = found[0] and found[0].parent.parent
"""
PROJECT = '[project]\nname = "x"\nversion = "1"\n'
CONFIG = (
    'cache-dir = "BOX/data/NAME"\n[virtualenvs]\npath = "BOX/data/NAME-envs"\n'
    '[python]\ninstallation-dir = "BOX/data/NAME-pythons"\n'
)
POETRY_INPUTS = {
    "POETRY_CACHE_DIR": (UNSET, UNSET, "", "rel/c", "~/c", "$HOME/c", "BOX/data/env", "{data-dir}/x", "{cache-dir}/y"),
    "POETRY_VIRTUALENVS_PATH": (
        *(UNSET, UNSET, UNSET, "", "rel/v", "~/v", "$HOME/v", "BOX/data/v", "{cache-dir}/v", "{nope}/v"),
        *("{python.installation-dir}/z", "{virtualenvs.path}"),
    ),
    "POETRY_DATA_DIR": (UNSET, UNSET, "", "rel/d", "~/d", "$HOME/d", "BOX/data/d"),
    "POETRY_HOME": (UNSET, UNSET, "", "rel/h", "~/h", "$HOME/h", "BOX/data/h"),
    "POETRY_PYTHON_INSTALLATION_DIR": (UNSET, UNSET, "", "rel/p", "~/p", "$HOME/p", "BOX/data/p", "{data-dir}/q"),
    "POETRY_CONFIG_DIR": (UNSET, UNSET, "", "BOX/etc/pc", "../etc/pc", "~/none", "$HOME/pc"),
    "XDG_CACHE_HOME": (UNSET, "", "rel", "~/xc", "$HOME/xc", "BOX/data/xc"),
    "XDG_DATA_HOME": (UNSET, "", "rel", "~/xd", "$HOME/xd", "BOX/data/xd"),
    "XDG_CONFIG_HOME": (UNSET, UNSET, "", "rel", "~/cfg", "BOX/data/cfg"),
    "user": (
        *(ABSENT, ABSENT, "", CONFIG.replace("NAME", "user"), CONFIG.replace("BOX/data/NAME", "~/lit")),
        'cache-dir = "$HOME/c"\nvirtualenvs.path = "{cache-dir}/elsewhere"\npython.installation-dir = "rel"\n',
        'cache-dir = ""\n[virtualenvs]\npath = ""\n[python]\ninstallation-dir = ""\n',
        'cache-dir = "{cache-dir}/x"\n',
        '[virtualenvs]\npath = "{cache-dir}/virtualenvs"\ncreate = false\n',
        "cache-dir = 3\n[virtualenvs]\npath = true\n[python]\ninstallation-dir = []\n",
        'virtualenvs = "text"\npython = []\n',
        "virtualenvs = 3\npython = 4\n",
        "broken [\n",
        'cache-dir = "/odd\udcff"\n',
        '\ufeffcache-dir = "BOX/data/bom"\n',
        '# a comment\r\ncache-dir = "BOX/data/crlf" # why\r\n[virtualenvs]\r\npath = \'BOX/data/literal\'\r\n',
    ),
    "auth": (ABSENT, ABSENT, '[virtualenvs]\npath = "BOX/data/auth"\n', "broken [\n"),
    "moved": (ABSENT, 'cache-dir = "BOX/data/moved"\n'),
    "own": (ABSENT, CONFIG.replace("NAME", "own")),
    "pyproject": (ABSENT, ABSENT, PROJECT, PROJECT, '[tool.poetry]\nname = "x"\nversion = "1"\n'
                  'description = ""\nauthors = []\n', "[tool.black]\n", "broken [\n"),
    "local": (ABSENT, CONFIG.replace("NAME", "local"), '[virtualenvs]\npath = "{cache-dir}/l"\n', "broken [\n"),
    "above": (ABSENT, ABSENT, PROJECT),
    "localabove": (ABSENT, 'cache-dir = "BOX/data/above"\n'),
}  # fmt: skip
POETRY_FILES = {
    "user": "home/.config/pypoetry/config.toml",
    "auth": "home/.config/pypoetry/auth.toml",
    "moved": "data/cfg/pypoetry/config.toml",
    "own": "etc/pc/config.toml",
    "pyproject": "work/pyproject.toml",
    "local": "work/poetry.toml",
    "above": "pyproject.toml",
    "localabove": "poetry.toml",
}
POETRY_QUIET = {
    **dict.fromkeys(("POETRY_VIRTUALENVS_PATH", "POETRY_PYTHON_INSTALLATION_DIR", "POETRY_CACHE_DIR"), (UNSET,)),
    "auth": (ABSENT,),
}


def test_poetry_agrees(box: Path) -> None:
    cases = [case for quiet in ({}, POETRY_QUIET) for case in some(all_pairs({**POETRY_INPUTS, **quiet}), 16)]
    with forks(judge_folder("py") / "bin/python", "poetry", "import poetry.factory", POETRY_PROGRAM) as judge:
        wrong = agree(POETRY, ("", "virtualenvs", "pythons"), box, cases, POETRY_FILES, judge)
    judged(
        POETRY,
        ("poetry", version(judge_folder("py") / "bin/python", "poetry")),
        POETRY_INPUTS,
        POETRY_FILES,
        len(cases),
        wrong,
    )


@pytest.mark.parametrize("held", [pytest.param(False, marks=pytest.mark.full), True], ids=["empty", "held"])
def test_poetry_finds_its_environments_where_together_leaves_them(box: Path, held: bool) -> None:
    program = str(judge_folder("py") / "bin/poetry")
    lay(box, "work/pyproject.toml", PROJECT)
    env = environment(box, {"POETRY_VIRTUALENVS_USE_POETRY_PYTHON": "true"})
    if held:
        answer([program, "env", "use", "-q", str(judge_folder("py") / "bin/python")], env, box / "work")
    before = answer([program, "env", "info", "--path"], env, box / "work")
    kept = seen_on(box, env, lambda view: environments_stay(view, ("now",)))
    after = answer(
        [program, "env", "info", "--path"], {**env, **kept, "POETRY_CACHE_DIR": f"{box}/data/c"}, box / "work"
    )
    assert (before is not None, bool(kept), after) == (held, held, before)


def test_poetry_clears_what_it_read_and_keeps_the_rest(box: Path) -> None:
    for name in ("cache/repositories/x/y", "artifacts/a/b.whl", "virtualenvs/e/pyvenv.cfg"):
        lay(box, f"data/c/{name}", "x")
    [cleaner] = POETRY.cleaners
    command = cleaner.at.format(path=box / "data/c").replace(
        "poetry cache", f"{judge_folder('py')}/bin/poetry -n cache"
    )
    subprocess.run(["sh", "-c", command], env=environment(box, {}), cwd=box / "work", capture_output=True, check=True)
    held = {str(path.relative_to(box / "data/c")) for path in (box / "data/c").rglob("*") if path.is_file()}
    assert held == {"artifacts/a/b.whl", "virtualenvs/e/pyvenv.cfg"}


# ---- pdm

PDM_PROGRAM = """
import os
from pathlib import Path
from pdm.cli.commands.venv.utils import get_venv_prefix
from pdm.core import Core
project = Core().create_project(os.getenv("PDM_PROJECT") or None, global_config=os.getenv("PDM_CONFIG_FILE"))
settings = project.config
found = [project.cache_dir, *(Path(settings[key]).expanduser() for key in ("venv.location", "python.install_root"))]
"""
PDM_CONFIG = (
    'cache_dir = "BOX/data/NAME"\n[venv]\nlocation = "BOX/data/NAME-v"\n[python]\ninstall_root = "BOX/data/NAME-p"\n'
)
PDM_INPUTS = {
    "PDM_CACHE_DIR": (UNSET, UNSET, "", "rel/c", "~/c", "$HOME/c", "BOX/data/env"),
    "PDM_CONFIG_FILE": (UNSET, UNSET, UNSET, "", "BOX/etc/own.toml", "../etc/own.toml", "~/own.toml"),
    "PDM_PROJECT": (UNSET, UNSET, UNSET, "", "BOX/data/other", "../data/other"),
    "CONDA_DEFAULT_ENV": (UNSET, UNSET, "base"),
    "XDG_CACHE_HOME": (UNSET, "", "rel", "~/xc", "$HOME/xc", "BOX/data/xc"),
    "XDG_DATA_HOME": (UNSET, "", "rel", "~/xd", "$HOME/xd", "BOX/data/xd"),
    "XDG_CONFIG_HOME": (UNSET, UNSET, "", "rel", "~/cfg", "BOX/data/cfg"),
    "XDG_CONFIG_DIRS": (UNSET, "", "BOX/etc/xdg:BOX/etc/xdg2", "rel:BOX/etc/xdg2", "~/x"),
    "user": (
        *(ABSENT, ABSENT, "", PDM_CONFIG.replace("NAME", "user"), PDM_CONFIG.replace("BOX/data/NAME", "~/lit")),
        'cache_dir = "$HOME/c"\nvenv.location = "rel"\n"python.install_root" = "BOX/data/dotted"\n',
        'cache_dir = ""\n[venv]\nlocation = ""\n',
        "cache_dir = 3\nvenv.location = true\npython.install_root = [1]\n",
        "[cache_dir]\nx = 1\n[venv.location]\ny = 1\n",
        'venv = "text"\npython = 3\n',
        "broken [\n",
        'cache_dir = "/odd\udcff"\n',
        '\ufeffcache_dir = "BOX/data/bom"\n',
        'cache_dir = "BOX/data/crlf" # why\r\n[global_project]\r\nfallback = true\r\n',
        '[global_project]\nfallback = true\npath = "~/everything"\n',
        '[global_project]\nfallback = "no"\n',
    ),
    "moved": (ABSENT, 'cache_dir = "BOX/data/moved"\n'),
    "own": (ABSENT, PDM_CONFIG.replace("NAME", "own")),
    "shared": (ABSENT, PDM_CONFIG.replace("NAME", "shared")),
    "shared2": (ABSENT, PDM_CONFIG.replace("NAME", "shared2"), "broken [\n"),
    "pyproject": (ABSENT, "", PROJECT, "broken [\n"),
    "local": (ABSENT, ABSENT, PDM_CONFIG.replace("NAME", "local"), "broken [\n"),
    "old": (ABSENT, ABSENT, ABSENT, '[python]\npath = "/x"\n', 'cache_dir = "BOX/data/old"\n', "broken [\n"),
    "above": (ABSENT, ABSENT, PROJECT),
    "localabove": (ABSENT, 'cache_dir = "BOX/data/above"\n'),
    "other": (ABSENT, 'cache_dir = "BOX/data/of-other"\n'),
    "global": (ABSENT, 'cache_dir = "BOX/data/of-global"\n'),
    "everything": (ABSENT, 'cache_dir = "BOX/data/of-everything"\n'),
}
PDM_FILES = {
    "user": "home/.config/pdm/config.toml",
    "moved": "data/cfg/pdm/config.toml",
    "own": "etc/own.toml",
    "shared": "etc/xdg/pdm/config.toml",
    "shared2": "etc/xdg2/pdm/config.toml",
    "pyproject": "work/pyproject.toml",
    "local": "work/pdm.toml",
    "old": "work/.pdm.toml",
    "above": "pyproject.toml",
    "localabove": "pdm.toml",
    "other": "data/other/pdm.toml",
    "global": "home/.config/pdm/global-project/pdm.toml",
    "everything": "home/everything/pdm.toml",
}
PDM_QUIET = {**dict.fromkeys(("PDM_CACHE_DIR", "PDM_PROJECT"), (UNSET,)), "pyproject": (ABSENT,), "above": (ABSENT,)}


def test_pdm_agrees(box: Path) -> None:
    cases = [case for quiet in ({}, PDM_QUIET) for case in some(all_pairs({**PDM_INPUTS, **quiet}), 16)]
    with forks(judge_folder("pdm") / "bin/python", "pdm", "import pdm.core", PDM_PROGRAM) as judge:
        wrong = agree(PDM, ("", "venvs", "pythons"), box, cases, PDM_FILES, judge)
    judged(PDM, ("pdm", version(judge_folder("pdm") / "bin/python", "pdm")), PDM_INPUTS, PDM_FILES, len(cases), wrong)


@pytest.mark.parametrize("linked", [False, True])
def test_pdm_clears_all_but_what_environments_are_linked_to(box: Path, linked: bool) -> None:
    for name in ("http/a", "wheels/b", "metadata/c", "hashes/d", "packages/tiny-1-py3-none-any.whl.cache/lib/tiny.py"):
        lay(box, f"data/c/{name}", "x")
    package = box / "data/c/packages/tiny-1-py3-none-any.whl.cache"
    lay(box, "home/env/tiny.dist-info/x", "x")
    (package / ".referrers").write_text(f"{box}/home/{'env' if linked else 'gone'}/tiny.dist-info\n")
    [cleaner] = PDM.cleaners
    command = cleaner.at.format(path=box / "data/c").replace("pdm cache", f"{judge_folder('pdm')}/bin/pdm cache")
    env = environment(box, {"PDM_CHECK_UPDATE": "0"})
    subprocess.run(["sh", "-c", command], env=env, cwd=box / "work", capture_output=True, check=True)
    assert (package / "lib/tiny.py").exists() == linked
    assert not any((box / "data/c" / name).exists() for name in ("http/a", "wheels/b", "metadata/c", "hashes/d"))


# ---- pipx

PIPX_PROGRAM = "from pipx.paths import ctx\nfound = [ctx.home, ctx.shared_libs]\n"
PIPX_INPUTS = {
    "PIPX_HOME": (UNSET, UNSET, "", "rel/p", "~/p", "$HOME/p", "BOX/data/p", "BOX/data/p/../q"),
    "PIPX_SHARED_LIBS": (UNSET, UNSET, "", "rel/s", "~/s", "$HOME/s", "BOX/data/s"),
    "XDG_DATA_HOME": (UNSET, "", "rel", "~/xd", "$HOME/xd", "BOX/data/xd"),
    "legacy": (ABSENT, ABSENT, "x"),
}


@pytest.mark.parametrize("legacy", ["home/.local/pipx/venvs/x/y", "home/.local/pipx", "home/.local/pipx/x"])
def test_pipx_agrees(box: Path, legacy: str) -> None:
    cases, files = some(all_pairs(PIPX_INPUTS), 20), {"legacy": legacy}
    with forks(judge_folder("py") / "bin/python", "pipx", "import pipx.paths", PIPX_PROGRAM) as judge:
        wrong = agree(PIPX, ("", "shared"), box, cases, files, judge)
    judged(PIPX, ("pipx", version(judge_folder("py") / "bin/python", "pipx")), PIPX_INPUTS, files, len(cases), wrong)


def package_path() -> str:
    """Where the modules of the judges' Python are."""
    return str(next((judge_folder("py") / "lib").glob("python*/site-packages")))


@pytest.mark.parametrize(
    "metadata", ['{"main_package": {"package": "pipx"}}', '{"main_package": {"package": "x"}}', "[", ""]
)
@pytest.mark.parametrize("home", [UNSET, "", "~/p"])
def test_a_pipx_that_pipx_installed_stays_at_home(box: Path, home: str, metadata: str) -> None:
    """Its program tells where: the variable XDG_DATA_HOME no longer does."""
    own = box / "home/.local/share/pipx/venvs/pipx"
    venv.create(own, symlinks=True)
    lay(box, str((own / "pipx_metadata.json").relative_to(box)), metadata or ABSENT)
    script = own / "bin/pipx"
    script.write_text(
        f"#!{own}/bin/python\nimport sys\nsys.path.append({package_path()!r})\nimport pipx.main\npipx.main.cli()\n"
    )
    script.chmod(0o755)
    (box / "home/.local/bin").mkdir(parents=True)
    (box / "home/.local/bin/pipx").symlink_to(script)
    case = {"PIPX_HOME": home, "XDG_DATA_HOME": "BOX/data/xd", "PATH": "BOX/home/.local/bin:/usr/bin:/bin"}
    env = environment(box, case)
    printed = answer(["pipx", "environment", "--value", "PIPX_HOME"], env, box / "work")
    wrong = [] if ours(PIPX, box, env).path == printed else [f"{case}: the tool's {printed}"]
    record("pipx", "pipx", version(judge_folder("py") / "bin/python", "pipx"), ["pipx_metadata.json"], 1, wrong)


def tiny(folder: Path) -> Path:
    """A wheel with a program, needing nothing."""
    path = folder / "tiny-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("tiny.py", "def main():\n    print('tiny runs')\n")
        archive.writestr("tiny-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1\n")
        archive.writestr("tiny-1.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("tiny-1.dist-info/entry_points.txt", "[console_scripts]\ntiny = tiny:main\n")
        archive.writestr("tiny-1.dist-info/RECORD", "")
    return path


@pytest.mark.full
def test_programs_of_pipx_run_on_after_the_move_that_we_show(box: Path) -> None:
    program = str(judge_folder("py") / "bin/pipx")
    installed("rsync", "rsync")
    quiet = {"PIPX_DISABLE_SHARED_LIBS_AUTO_UPGRADE": "1", "PIP_NO_INDEX": "1", "PIPX_DEFAULT_BACKEND": "pip"}
    env = environment(box, {**quiet, "PIPX_DEFAULT_PYTHON": f"{judge_folder('py')}/bin/python"})
    argv = [program, "install", "--skip-maintenance", str(tiny(box))]
    subprocess.run(argv, env=env, cwd=box / "work", capture_output=True, check=True)
    old, new = f"{box}/home/.local/share/pipx", f"{box}/data/u/pipx"
    lines = [line.format(old=old, new=new) for line in PIPX.relocation.commands]
    subprocess.run(["sh", "-ec", "\n".join(lines)], env=env, capture_output=True, check=True)
    shutil.rmtree(f"{old}.before")
    assert answer([f"{box}/home/.local/bin/tiny"], env, box / "work") == "tiny runs"
    assert answer([program, "list", "--short"], env, box / "work") == "tiny 1"
    assert os.path.realpath(ours(PIPX, box, env).path or "") == new


def test_pipx_purges_its_cache_and_keeps_programs(box: Path) -> None:
    lay(box, "home/.cache/pipx/abc/pyvenv.cfg", "x")
    lay(box, "home/.local/share/pipx/venvs/x/pyvenv.cfg", "x")
    [cleaner] = PIPX.cleaners
    argv = [f"{judge_folder('py')}/bin/{cleaner.command.split()[0]}", *cleaner.command.split()[1:]]
    subprocess.run(argv, env=environment(box, {}), cwd=box / "work", capture_output=True, check=True)
    assert not (box / "home/.cache/pipx/abc").exists()
    assert (box / "home/.local/share/pipx/venvs/x/pyvenv.cfg").exists()


# ---- virtualenv

VIRTUALENV_PROGRAM = """
from virtualenv.config.cli.parser import VirtualEnvConfigParser
from virtualenv.run import load_app_data
found = [load_app_data([], VirtualEnvConfigParser(), None).app_data.lock.path]
"""
VIRTUALENV_INPUTS = {
    "VIRTUALENV_APP_DATA": (UNSET, UNSET, "", " ", "rel/a", "~/a", "$HOME/a", "BOX/data/a"),
    "VIRTUALENV_OVERRIDE_APP_DATA": (UNSET, UNSET, "", " ", "rel/o", "~/o", "$HOME/o", "BOX/data/o"),
    "VIRTUALENV_CONFIG_FILE": (UNSET, UNSET, "", "BOX/etc/own.ini", "../etc/own.ini", "~/own.ini"),
    "XDG_CACHE_HOME": (UNSET, "", "rel", "~/xc", "$HOME/xc", "BOX/data/xc"),
    "XDG_DATA_HOME": (UNSET, "", "rel", "BOX/data/xd", "BOX/data/xc"),
    "XDG_CONFIG_HOME": (UNSET, "", "rel", "BOX/data/cfg"),
    "user": (
        *(ABSENT, ABSENT, "", "[virtualenv]\napp_data = BOX/data/user\n", "[virtualenv]\napp-data = BOX/data/dash\n"),
        "[virtualenv]\nAPP_DATA: ~/user ; why\n",
        "[virtualenv]\napp_data =\n",
        "[virtualenv]\napp_data = $HOME/u\n[other]\napp_data = BOX/data/other\n",
        "[DEFAULT]\napp_data = rel/default\n[virtualenv]\n",
        "[other]\napp_data = BOX/data/other\n",
        "app_data = BOX/data/nowhere\n",
        "[virtualenv]\napp_data = BOX/data/1\napp_data = BOX/data/2\n",
        "[virtualenv]\napp_data = BOX/odd\udcff\n",
        "\ufeff[virtualenv]\r\napp_data = BOX/data/bom%(x)s\r\n",
        "[virtualenv]\nclear = true\napp_data = BOX/data/more\n",
    ),
    "moved": (ABSENT, "[virtualenv]\napp_data = BOX/data/moved\n"),
    "own": (ABSENT, "[virtualenv]\napp_data = BOX/data/own\n"),
    "old": (ABSENT, ABSENT, "x"),
    "mark": (ABSENT, ABSENT, ABSENT, ""),
    "new": (ABSENT, ABSENT, "x"),
}
VIRTUALENV_FILES = {
    "user": "home/.config/virtualenv/virtualenv.ini",
    "moved": "data/cfg/virtualenv/virtualenv.ini",
    "own": "etc/own.ini",
    "old": "home/.local/share/virtualenv/wheel/x",
    "mark": "home/.local/share/virtualenv/.virtualenv-migration-incomplete",
    "new": "home/.cache/virtualenv/wheel/x",
}
VIRTUALENV_QUIET = dict.fromkeys(("VIRTUALENV_APP_DATA", "VIRTUALENV_OVERRIDE_APP_DATA"), (UNSET,))


def test_virtualenv_agrees(box: Path) -> None:
    cases = [case for quiet in ({}, VIRTUALENV_QUIET) for case in some(all_pairs({**VIRTUALENV_INPUTS, **quiet}), 16)]
    with forks(judge_folder("py") / "bin/python", "virtualenv", "import virtualenv.run", VIRTUALENV_PROGRAM) as judge:
        wrong = agree(VIRTUALENV, ("",), box, cases, VIRTUALENV_FILES, judge)
    judged(
        VIRTUALENV,
        ("virtualenv", version(judge_folder("py") / "bin/python", "virtualenv")),
        VIRTUALENV_INPUTS,
        VIRTUALENV_FILES,
        len(cases),
        wrong,
    )


# ---- pre-commit

PRE_COMMIT_INPUTS = {
    "PRE_COMMIT_HOME": (UNSET, UNSET, "", "rel/c", "~/c", "$HOME/c", "BOX/data/c", "BOX/data/x/../y"),
    "XDG_CACHE_HOME": (UNSET, "", "rel", "~/xc", "$HOME/xc", "BOX/data/xc"),
}


def test_pre_commit_agrees(box: Path) -> None:
    cases, program = all_pairs(PRE_COMMIT_INPUTS), "from pre_commit.store import Store\nfound = [Store().directory]\n"
    with forks(judge_folder("py") / "bin/python", "pre_commit", "import pre_commit.store", program) as judge:
        wrong = agree(PRE_COMMIT, ("",), box, cases, {}, judge)
    judged(
        PRE_COMMIT,
        ("pre-commit", version(judge_folder("py") / "bin/python", "pre-commit")),
        PRE_COMMIT_INPUTS,
        {},
        len(cases),
        wrong,
    )


@pytest.mark.parametrize("cleaner", PRE_COMMIT.cleaners, ids=lambda cleaner: cleaner.command)
def test_pre_commit_cleans(box: Path, cleaner: Cleaner) -> None:
    folder = box / "data/pc"
    program = f"{judge_folder('py')}/bin/pre-commit"
    env = environment(box, {"PRE_COMMIT_HOME": str(folder), "GIT_CONFIG_GLOBAL": "/dev/null"})
    made = [judge_folder("py") / "bin/python", "-c", "from pre_commit.store import Store; Store().make_local(())"]
    subprocess.run(list(map(str, made)), env=env, cwd=box / "work", capture_output=True, check=True)
    assert len(list(folder.glob("repo*"))) == 1
    command = cleaner.at.format(path=folder).replace(" pre-commit", f" {program}")
    subprocess.run(["sh", "-c", command], env=environment(box, {}), cwd=box / "work", capture_output=True, check=True)
    assert folder.exists() == (not cleaner.whole)
    assert not list(folder.glob("repo*"))


# ---- conda itself

CONDA_PROGRAM = """
from conda.base.context import context, reset_context
reset_context()
found = [context.root_prefix]
"""
CONDA_INPUTS = {
    "CONDA_ROOT_PREFIX": (UNSET, UNSET, UNSET, "", "rel", "~/r", "$HOME/r", "BOX/data/r"),
    "CONDA_ROOT_DIR": (UNSET, UNSET, UNSET, "", "BOX/data/dir"),
    "CONDARC": (UNSET, UNSET, "BOX/etc/own.yml", "BOX/etc/rc1"),
    "CONDA_PREFIX": (UNSET, UNSET, "BOX/data/prefix"),
    "XDG_CONFIG_HOME": (UNSET, UNSET, "BOX/data/cfg"),
    "user": (
        *(ABSENT, ABSENT, "root_prefix: BOX/data/user\n", "root_dir: ~/user\n", "root_prefix: $HOME/user\n"),
        *("root_prefix: rel\n", "root_prefix:\n", "root_prefix: ''\n", "root_prefix: [BOX/data/list]\n"),
        *("root_prefix: 3\n", "root_prefix: BOX/a\nroot_dir: BOX/b\n", "envs_dirs: [BOX/data/e]\n"),
        *("root_prefix: 'unclosed\n", "channels: [x\n", "- root_prefix\n", "root_prefix: BOX/data/f  #!final\n", ""),
    ),
    "dotconda": (ABSENT, ABSENT, "root_prefix: BOX/data/dot\n", "root_prefix: BOX/data/final #!final\n"),
    "prefix": (ABSENT, "root_prefix: BOX/data/of-prefix\n"),
    "moved": (ABSENT, "root_prefix: BOX/data/of-moved\n"),
    "own": (ABSENT, "root_prefix: BOX/data/of-own\n"),
}
CONDA_FILES = {
    "user": "home/.condarc",
    "dotconda": "home/.conda/condarc",
    "prefix": "data/prefix/.condarc",
    "moved": "data/cfg/conda/condarc",
    "own": "etc/own.yml",
}


def conda_program() -> str:
    """The conda that ENVDOCTOR_CONDA names, or a skip that says how to get it."""
    program = os.environ.get("ENVDOCTOR_CONDA", "")
    if not os.path.exists(program):
        pytest.skip("conda is missing; install with: .ci/conda FOLDER; export ENVDOCTOR_CONDA=FOLDER/bin/conda")
    return program


def conda_version() -> str:
    return subprocess.check_output([conda_program(), "--version"], text=True).split()[-1]


@pytest.mark.parametrize("quiet", [(), ("CONDA_ROOT_PREFIX", "CONDA_ROOT_DIR")], ids=["all", "files"])
def test_conda_agrees_on_its_own_prefix(box: Path, quiet: Sequence[str]) -> None:
    program = conda_program()
    inputs = {**CONDA_INPUTS, **dict.fromkeys(quiet, (UNSET,)), "CONDA_EXE": (program,)}
    cases, load = some(all_pairs(inputs), 16), "import conda.base.context"
    with forks(Path(program).parent / "python", "conda", load, CONDA_PROGRAM) as judge:
        wrong = agree(CONDA_BASE, ("",), box, cases, CONDA_FILES, judge)
    judged(CONDA_BASE, ("conda", conda_version()), inputs, CONDA_FILES, len(cases), wrong)


@pytest.mark.parametrize(
    "case", [{"CONDA_EXE": "PREFIX/bin/conda"}, {"PATH": "PREFIX/bin:/bin"}, {"CONDA_PREFIX": "PREFIX"}]
)
def test_condas_prefix_is_found_without_being_told(box: Path, case: dict[str, str]) -> None:
    program = conda_program()
    prefix = str(Path(program).parent.parent)
    env = environment(box, {name: value.replace("PREFIX", prefix) for name, value in case.items()})
    said = answer([program, "info", "--base"], {**env, "PATH": f"{prefix}/bin:/usr/bin:/bin"}, box / "work")
    wrong = [] if ours(CONDA_BASE, box, env).path == said else [f"{case}: conda's {said}"]
    record("conda-base", "conda", conda_version(), list(case), 1, wrong)
