"""The real tools as judges of wandb, mlflow, matplotlib, Jupyter, Playwright; of Ollama systemd, which starts it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from envdoctor_rules.catalogue.jupyter import JUPYTER
from envdoctor_rules.catalogue.matplotlib import MATPLOTLIB
from envdoctor_rules.catalogue.mlflow import MLFLOW
from envdoctor_rules.catalogue.ollama import service
from envdoctor_rules.catalogue.playwright import PLAYWRIGHT
from envdoctor_rules.catalogue.wandb import WANDB
from judging import ABSENT, PATH, UNSET, answer, clear, disagreements, environment, judge_folder, lay, record, some
from libraries import MORE_VALUES, VALUES, Ask, asking, side_of, version
from pairs import all_pairs


@pytest.fixture
def ask() -> Iterator[Ask]:
    """Starts libraries of the judges' folder."""
    yield from asking()


# ---- Weights & Biases

WANDB_CACHE = """
import os
from wandb.sdk.artifacts.artifact_file_cache import get_artifact_file_cache
get_artifact_file_cache()
box = os.path.dirname(os.getcwd())
[made] = [base for base, folders, _files in os.walk(box) if "artifacts" in folders]
said = made
"""
WANDB_STAGING = """
import wandb
with open("f", "w") as file:
    file.write("x")
said = wandb.Artifact("n", "t").add_file("f", policy="mutable").local_path.rpartition("/")[0]
"""
WANDB_DOWNLOADED = """
from wandb import env
said = env.get_artifact_dir()
"""
WANDB_RUNS = """
import os, tempfile
import wandb
from wandb.sdk.wandb_init import try_create_root_dir
settings = wandb.setup().settings
try_create_root_dir(settings)
said = os.path.abspath(settings.wandb_dir)
wandb.teardown()
"""
WANDB_RUN = """
import os
import wandb
run = wandb.init(mode="offline", project="p", settings=wandb.Settings(console="off", x_disable_stats=True))
said = os.path.abspath(run.settings.wandb_dir)
assert os.path.isfile(run.settings.sync_file)
wandb.teardown()
"""
WANDB_VALUES = tuple(value for value in MORE_VALUES if value != UNSET)


def test_wandb_caches_where_we_say(box: Path, ask: Ask) -> None:
    inputs = {"WANDB_CACHE_DIR": MORE_VALUES, "XDG_CACHE_HOME": VALUES, "WANDB_DIR": (UNSET, "BOX/data/d")}
    cases = some(all_pairs(inputs), 10)
    wrong = disagreements(WANDB, box, cases, {}, ask("py", WANDB_CACHE, "wandb"))
    record("wandb", "wandb", version("py", "wandb"), list(inputs), len(cases), wrong)


def test_wandb_stages_where_we_say(box: Path, ask: Ask) -> None:
    inputs = {"WANDB_DATA_DIR": MORE_VALUES, "XDG_DATA_HOME": VALUES, "there": (ABSENT, "x")}
    cases = some(all_pairs(inputs), 10)
    files = {"there": "home/v/artifacts/staging/x"}
    wrong = disagreements(side_of(WANDB, "staging"), box, cases, files, ask("py", WANDB_STAGING, "wandb"))
    record("wandb staging", "wandb", version("py", "wandb"), list(inputs), len(cases), wrong)


def test_wandb_downloads_where_we_say(box: Path, ask: Ask) -> None:
    # Unset it is a folder in the working folder, of which the row says nothing.
    cases = [{"WANDB_ARTIFACT_DIR": value} for value in WANDB_VALUES]
    wrong = disagreements(side_of(WANDB, "artifacts"), box, cases, {}, ask("py", WANDB_DOWNLOADED, "wandb"))
    record("wandb artifacts", "wandb", version("py", "wandb"), ["WANDB_ARTIFACT_DIR"], len(cases), wrong)


RUN_INPUTS = {
    "WANDB_DIR": (*WANDB_VALUES, "BOX/etc/file/below"),
    "TMPDIR": (UNSET, "BOX/scratch", "BOX/none"),  # not below a folder that is emptied while wandb's helper ends
    "file": ("x",),
    "hidden": (ABSENT, "x"),
    "settings": (ABSENT, "[default]\nroot_dir = BOX/data/other\n"),
    "config": (ABSENT, "[default]\nroot_dir = BOX/data/other\n"),
}
RUN_FILES = {
    "file": "etc/file",
    "hidden": "data/v/.wandb/x",
    "settings": "work/wandb/settings",
    "config": "home/.config/wandb/settings",
}


def test_wandb_records_runs_where_we_say(box: Path, ask: Ask) -> None:
    (box / "scratch").mkdir()
    cases = some(all_pairs(RUN_INPUTS), 10)
    wrong = disagreements(side_of(WANDB, "runs"), box, cases, RUN_FILES, ask("py", WANDB_RUNS, "wandb"))
    record("wandb runs", "wandb", version("py", "wandb"), list(RUN_INPUTS), len(cases), wrong)


@pytest.mark.full
def test_wandb_really_records_runs_where_we_say(box: Path, ask: Ask) -> None:
    (box / "scratch").mkdir()
    cases = all_pairs({"WANDB_DIR": RUN_INPUTS["WANDB_DIR"], "TMPDIR": (UNSET, "BOX/scratch"), "file": ("x",)})
    wrong = disagreements(side_of(WANDB, "runs"), box, cases, {"file": "etc/file"}, ask("py", WANDB_RUN, "pydantic"))
    record("wandb runs", "wandb", version("py", "wandb"), ["WANDB_DIR", "TMPDIR"], len(cases), wrong)


def test_wandb_empties_the_folder_it_is_told(box: Path) -> None:
    lay(box, "data/old/artifacts/obj/md5/ab/cdef", "x" * 4096)
    lay(box, "data/old/artifacts/tmp/part", "x" * 4096)
    [cleaner] = WANDB.cleaners
    assigned, *argv = cleaner.at.format(path=box / "data/old").split()
    name, value = assigned.split("=")
    program = str(judge_folder("py") / "bin/wandb")
    ran = subprocess.run([program, *argv[1:]], env=environment(box, {name: value}), capture_output=True, check=True)
    assert b"Reclaimed" in ran.stderr + ran.stdout
    assert [path for path in (box / "data/old").rglob("*") if path.is_file()] == []


# ---- MLflow

MLFLOW_STORE = """
import os
from mlflow.tracking import MlflowClient
try:
    store = MlflowClient()._tracking_client.store
    engine = getattr(store, "engine", None)
    found = engine.url.database if engine is not None else getattr(store, "root_directory", None)
    said = None if found in (None, "", ":memory:") else os.path.abspath(found)
except Exception as error:
    if "No module named" not in str(error) and "unsupported URI" not in str(error):
        raise
    said = None
"""
MLFLOW_VALUES = (
    *MORE_VALUES[2:],
    *(
        "file://BOX/data/x%20y",
        "file:BOX/data/f",
        "file://localhost/BOX/data/f?a",
        "file:rel",
        "FILE:rel",
        "BOX/data/p%20q?a#b",
    ),
    *("sqlite:///rel.db", "sqlite:///BOX/data/a.db", "sqlite:///BOX/data/a b.db?timeout=5", "sqlite:///~/x.db"),
    *("sqlite+pysqlite:///BOX/data/c.db", "sqlite://", "sqlite:///:memory:", "sqlite:rel.db", "sqlite:///sub/d.db"),
    *("http://127.0.0.1:9", "https://example.org", "databricks", "databricks://p", "postgresql://u@h/d"),
    *("mysql+pymysql://u@h/d", "odd://x", " /sp"),
)


@pytest.mark.full
@pytest.mark.parametrize("folder", ["mlflow", "mlflow2"])
def test_mlflow_records_where_we_say(box: Path, ask: Ask, folder: str) -> None:
    library = ask(folder, MLFLOW_STORE, "sqlalchemy", "alembic", "pydantic", "requests", MLFLOW_ALLOW_FILE_STORE="true")

    def judge(env: Mapping[str, str], cwd: Path) -> str | None:
        said = library(env, cwd)  # of what it makes in the working folder by itself the row says nothing
        return said if env.get("MLFLOW_TRACKING_URI") else None

    # mlflow 2 makes no folder for a database: it retries for minutes, then fails. So the folders are there.
    files = {"before": "work/mlruns/0/meta.yaml", "tilde": "work/~/x", "sub": "work/sub/x"}
    cases = [{"MLFLOW_TRACKING_URI": value, "before": ABSENT, "tilde": "x", "sub": "x"} for value in MLFLOW_VALUES]
    cases += [{**cases[0], "MLFLOW_TRACKING_URI": value, "before": "x"} for value in (UNSET, "BOX/data/v")]
    wrong = disagreements(MLFLOW, box, cases, files, judge)
    record("mlflow", "mlflow", version(folder, "mlflow_skinny"), ["MLFLOW_TRACKING_URI"], len(cases), wrong)


def test_mlflow_refuses_a_folder_today(box: Path, ask: Ask) -> None:
    judge = ask("py", MLFLOW_STORE, "pydantic", "requests")
    assert judge(environment(box, {"MLFLOW_TRACKING_URI": "BOX/data/m"}), box / "work") is None
    assert "MLFLOW_ALLOW_FILE_STORE" in judge.why


# ---- matplotlib, Jupyter

MATPLOTLIB_FOLDER = """
import os, tempfile
import matplotlib
said = matplotlib.get_{which}dir()
said = None if said.startswith(os.path.join(tempfile.gettempdir(), "matplotlib-")) else said
"""


@pytest.mark.parametrize(("key", "base"), [("cache", "XDG_CACHE_HOME"), ("config", "XDG_CONFIG_HOME")])
def test_matplotlib_writes_where_we_say(box: Path, ask: Ask, key: str, base: str) -> None:
    blocked = ("BOX/etc/file", "BOX/etc/file/below")
    inputs = {"MPLCONFIGDIR": (*MORE_VALUES, *blocked), base: (*MORE_VALUES, blocked[1]), "file": ("x",)}
    cases = some(all_pairs(inputs), 10)
    judge = ask("py", MATPLOTLIB_FOLDER.replace("{which}", key), "numpy", "PIL", "packaging.version", "pyparsing")
    row = side_of(MATPLOTLIB, "config") if key == "config" else MATPLOTLIB
    wrong = disagreements(row, box, cases, {"file": "etc/file"}, judge)
    name = "matplotlib config" if key == "config" else "matplotlib"
    record(name, "matplotlib", version("py", "matplotlib"), ["MPLCONFIGDIR", base], len(cases), wrong)


JUPYTER_FOLDER = """
import os
from jupyter_core import paths
said = paths.jupyter_{which}_dir()
said = None if os.environ.get("JUPYTER_NO_CONFIG") and "{which}" == "config" else os.path.abspath(said)
"""
FLAGS = (UNSET, UNSET, "", "1", "0", "No", "0.0", "odd")
JUPYTER_INPUTS: dict[str, dict[str, Sequence[str]]] = {
    "data": {"JUPYTER_DATA_DIR": MORE_VALUES, "XDG_DATA_HOME": MORE_VALUES},
    "config": {
        "JUPYTER_CONFIG_DIR": MORE_VALUES,
        "XDG_CONFIG_HOME": MORE_VALUES,
        "JUPYTER_NO_CONFIG": (UNSET, UNSET, "", "1"),
    },
    "runtime": {"JUPYTER_RUNTIME_DIR": MORE_VALUES, "JUPYTER_DATA_DIR": MORE_VALUES, "XDG_DATA_HOME": MORE_VALUES},
}


@pytest.mark.parametrize("key", JUPYTER_INPUTS)
def test_jupyter_writes_where_we_say(box: Path, ask: Ask, key: str) -> None:
    inputs = {"JUPYTER_PLATFORM_DIRS": FLAGS, **JUPYTER_INPUTS[key]}
    cases = some(all_pairs(inputs), 24)
    judge = ask("py", JUPYTER_FOLDER.replace("{which}", key))
    wrong = disagreements(JUPYTER if key == "data" else side_of(JUPYTER, key), box, cases, {}, judge)
    name = "jupyter" if key == "data" else f"jupyter {key}"
    record(name, "jupyter_core", version("py", "jupyter_core"), list(inputs), len(cases), wrong)


# ---- Playwright

PLAYWRIGHT_INPUTS = {
    "PLAYWRIGHT_BROWSERS_PATH": (UNSET, *MORE_VALUES, "0"),
    "npm_config_playwright_browsers_path": (UNSET, "", "rel/n", "BOX/data/n", "0"),
    "npm_package_config_playwright_browsers_path": (UNSET, "rel/p", "BOX/data/p"),
    "XDG_CACHE_HOME": VALUES,
    "INIT_CWD": (UNSET, "", "BOX/data", "sub"),
}


def test_playwright_installs_where_we_say(box: Path) -> None:
    package = next((judge_folder("py") / "lib").glob("python3*/site-packages")) / "playwright/driver"
    argv = [str(package / "node"), str(package / "package/cli.js"), "install", "--dry-run", "ffmpeg"]

    def judge(env: Mapping[str, str], cwd: Path) -> str | None:
        printed = subprocess.run(argv, env=dict(env), cwd=cwd, capture_output=True, check=True, text=True).stdout
        [line] = [line for line in printed.split("\n") if "Install location:" in line]
        folder = line.partition(":")[2].strip().rpartition("/")[0]
        return None if folder.startswith(str(package)) else folder

    cases = some(all_pairs(PLAYWRIGHT_INPUTS), 10)
    wrong = disagreements(PLAYWRIGHT, box, cases, {}, judge)
    record("playwright", "playwright", version("py", "playwright"), list(PLAYWRIGHT_INPUTS), len(cases), wrong)


def test_playwright_empties_the_folder_it_is_told(box: Path) -> None:
    lay(box, "data/old/chromium-1/INSTALLATION_COMPLETE", "")
    lay(box, "data/old/.links/0123", "/nonexistent")
    [cleaner] = PLAYWRIGHT.cleaners
    assigned, *argv = cleaner.at.format(path=box / "data/old").split()
    name, value = assigned.split("=")
    program = str(judge_folder("py") / "bin/playwright")
    assert "Removing" in (answer([program, *argv[1:]], environment(box, {name: value}), box / "work") or "")
    assert not (box / "data/old/chromium-1").exists()


# ---- Ollama: what systemd makes of a service's files

UNITS = {
    "unit": (
        "[Service]\nExecStart=/bin/true\nUser=ollama\n",
        '[Unit]\nUser=root\n[Service]\nExecStart=/bin/true\nEnvironment="OLLAMA_MODELS=/a b" X=1\n',
        "[Service]\nExecStart=/bin/true\nEnvironment=A=b 'OLLAMA_MODELS=/q' OLLAMA_MODELS=/later\n",
    ),
    "first": (
        ABSENT,
        "[Service]\nEnvironment=OLLAMA_MODELS=/one\n",
        "[Service]\nEnvironment=\n",
        '# note\n[Service]\nUser=\n Environment = "OLLAMA_MODELS=/long\\\n# within\nway"\n',
    ),
    "second": (
        ABSENT,
        "[Service]\nUser=zhang\nEnvironment=B=2\n",
        "[Service]\nEnvironment=\"OLLAMA_MODELS='/quoted'\"\n;Environment=OLLAMA_MODELS=/no\n",
        '[Service]\nEnvironment="OLLAMA_MODELS=/unclosed\n',
        "[Install]\nEnvironment=OLLAMA_MODELS=/no\n",
    ),
}
UNIT_FILES = {
    "unit": "data/ollama.service",
    "first": "data/ollama.service.d/10-a.conf",
    "second": "data/ollama.service.d/20-b.conf",
}


def asked_of_systemd(program: str, folder: Path) -> tuple[str, str | None]:
    """``(user, OLLAMA_MODELS)`` of the unit, as a manager in test mode prints them."""
    shown = {"SYSTEMD_UNIT_PATH": f"{folder}:", "PATH": PATH, "HOME": "/", "SYSTEMD_PAGER": ""}
    argv = [program, "--test", "--system", "--unit=ollama.service"]
    if os.geteuid() == 0:  # it does not do this as root
        argv = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *argv]
    printed = subprocess.run(argv, env=shown, capture_output=True, text=True, check=False, timeout=60).stdout
    unit = printed.partition("-> Unit ollama.service:")[2].partition("-> Unit ")[0]
    assert "Fragment Path" in unit
    lines = [line.strip() for line in unit.split("\n")]
    users = [line.removeprefix("User: ") for line in lines if line.startswith("User: ")]
    models = [line.partition("OLLAMA_MODELS=")[2] for line in lines if line.startswith("Environment: OLLAMA_MODELS=")]
    return users[0] if users else "", models[-1] if models else None


SYSTEMD = "/lib/systemd/systemd"


@pytest.fixture
def open_box() -> Iterator[Path]:
    """A box that other accounts can enter: systemd is asked as nobody."""
    with TemporaryDirectory(dir="/tmp") as folder:
        base = Path(folder)
        for name in ("home", "work", "etc", "data"):
            (base / name).mkdir()
        base.chmod(0o755)
        yield base


def test_systemd_reads_a_service_as_we_do(open_box: Path) -> None:
    if not Path(SYSTEMD).exists():
        pytest.skip("systemd is missing; install with: apt-get install systemd")
    wrong, cases = [], some(all_pairs(UNITS), 8)
    for case in cases:
        clear(open_box)
        for name, path in UNIT_FILES.items():
            lay(open_box, path, case[name])
        paths = [path for path in UNIT_FILES.values() if (open_box / path).exists()]
        found = service([(path, (open_box / path).read_text()) for path in paths])
        said = asked_of_systemd(SYSTEMD, open_box / "data")
        if (found.user, found.models) != said:
            wrong.append(f"{case}: ours {found}, systemd's {said}")
    printed = subprocess.check_output([SYSTEMD, "--version"], text=True).split()
    record("ollama", "systemd", printed[1], ["User=", "Environment="], len(cases), wrong)
