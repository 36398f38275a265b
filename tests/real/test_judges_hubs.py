"""The real tools as judges of the rows of hubs, of wandb, mlflow, matplotlib, Jupyter, Playwright and Ollama.

Libraries are asked in one process a version: it forks for each case, so that what they read at import is read anew.
Hugging Face's libraries download from a hub of our own on the loopback address, and what they wrote is looked for.
"""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from envdoctor_rules.catalogue.huggingface import HUGGINGFACE
from envdoctor_rules.catalogue.jupyter import JUPYTER
from envdoctor_rules.catalogue.kagglehub import KAGGLEHUB
from envdoctor_rules.catalogue.matplotlib import MATPLOTLIB
from envdoctor_rules.catalogue.mlflow import MLFLOW
from envdoctor_rules.catalogue.modelscope import MODELSCOPE
from envdoctor_rules.catalogue.ollama import service
from envdoctor_rules.catalogue.playwright import PLAYWRIGHT
from envdoctor_rules.catalogue.sentence_transformers import SENTENCE_TRANSFORMERS
from envdoctor_rules.catalogue.wandb import WANDB
from judging import (
    ABSENT,
    PATH,
    UNSET,
    answer,
    clear,
    disagreements,
    environment,
    installed,
    judge_folder,
    lay,
    record,
    some,
)
from pairs import all_pairs

from envdoctor.catalogue.rows import Row, Side

VALUES = (UNSET, "", "rel", "~/v", "$HOME/v", "BOX/data/v")
COMMIT = "0123456789abcdef0123456789abcdef01234567"

# ---- asking a library: a process that forks for each case

SERVER = r"""
import json, os, signal, sys, tempfile
program = compile(sys.argv[1], "judge", "exec")
for name in sys.argv[2:]:
    __import__(name)
for line in sys.stdin:
    case = json.loads(line)
    end, start = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(90)
        tempfile.tempdir = None
        os.environ.clear()
        os.environ.update(case["env"])
        os.chdir(case["cwd"])
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        scope = {}
        try:
            exec(program, scope)
            said = [scope["said"], ""]
        except BaseException as error:
            said = [None, repr(error)]
        os.write(start, json.dumps(said).encode())
        os._exit(0)
    os.close(start)
    with open(end, "rb") as pipe:
        said = pipe.read().decode() or json.dumps([None, "it died"])
    os.waitpid(child, 0)
    print(said, flush=True)
"""


class Library:
    """A Python of the judges' folder that runs ``program`` for each case; ``program`` leaves its answer in ``said``."""

    def __init__(self, python: Path, program: str, preload: Sequence[str] = (), path: str = "", **more: str) -> None:
        env = {"PATH": PATH, "HOME": "/nonexistent", "PYTHONPATH": path}
        argv = [str(python), "-c", SERVER, program, *preload]
        self.more = more
        self.why = ""
        self.process = subprocess.Popen(
            argv, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    def __call__(self, env: Mapping[str, str], cwd: Path) -> str | None:
        """What the library says; None where it gives an error, then told in ``why``."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"env": {**env, **self.more}, "cwd": str(cwd)}) + "\n")
        self.process.stdin.flush()
        said, self.why = json.loads(self.process.stdout.readline())
        assert said is None or isinstance(said, str)
        return said

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=30)


Ask = Callable[..., Library]


@pytest.fixture
def ask() -> Iterator[Ask]:
    """Starts libraries of the judges' folder: ``ask("py", program)``; they are ended after the test."""
    started: list[Library] = []

    def start(folder: str, program: str, *preload: str, path: str = "", **more: str) -> Library:
        started.append(Library(judge_folder(folder) / "bin/python", program, preload, path, **more))
        return started[-1]

    yield start
    for library in started:
        library.close()


def version(folder: str, package: str) -> str:
    """The version of a package in a folder of judges."""
    found = sorted((judge_folder(folder) / "lib").glob(f"python3*/site-packages/{package}-*.dist-info"))
    return found[0].name.removesuffix(".dist-info").rpartition("-")[2]


def side_of(row: Row, key: str) -> Side:
    """A side of a row, by its key."""
    return next(side for side in row.sides if side.key == key)


# ---- a hub of our own


class Hub(BaseHTTPRequestHandler):
    """Answers as the hub does for the model ``a/b``, whose only files are these."""

    protocol_version = "HTTP/1.1"
    files = {
        "config.json": b'{"vocab": ["x"], "word_weights": {}, "unknown_word_weight": 1}',
        "modules.json": b'[{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.BoW"}]',
    }

    def do_HEAD(self) -> None:
        """The headers alone."""
        self._answer(with_body=False)

    def do_GET(self) -> None:
        """A file, or what the repository holds."""
        self._answer(with_body=True)

    def log_message(self, *_words: object) -> None:
        """Nothing is printed."""

    def _answer(self, *, with_body: bool) -> None:
        name, found = self.path.rpartition("/")[2].partition("?")[0], None
        if "/resolve/" in self.path:
            found = self.files.get(name)
        elif self.path.startswith("/api/models/a/b"):
            files = [{"rfilename": name} for name in self.files]
            found = json.dumps({"id": "a/b", "sha": COMMIT, "siblings": files}).encode()
        self.send_response(404 if found is None else 200)
        body = found or b""
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Repo-Commit", COMMIT)
        self.send_header("X-Error-Code", "EntryNotFound" if found is None else "")
        self.send_header("ETag", f'"{name}"')
        self.end_headers()
        if with_body:
            self.wfile.write(body)


@pytest.fixture(scope="module")
def hub() -> Iterator[str]:
    """The address of a hub of our own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


# ---- Hugging Face

HUBS = ("hf0", "hf1", "hf2")
HF_VALUES = (*VALUES, "${NOPE}/v", "BOX/data/x/../v")
HF_INPUTS = {
    "HF_HUB_CACHE": (UNSET, *HF_VALUES),
    "HUGGINGFACE_HUB_CACHE": (UNSET, *HF_VALUES),
    "HF_HOME": HF_VALUES,
    "XDG_CACHE_HOME": HF_VALUES,
}
DOWNLOAD = """
import os
from huggingface_hub import hf_hub_download
path = hf_hub_download("a/b", "config.json")
assert os.path.isfile(path)
said = os.path.abspath(path).partition("/models--a--b/")[0]
"""


@pytest.mark.full
@pytest.mark.parametrize("folder", HUBS)
def test_huggingface_hub_downloads_where_we_say(box: Path, ask: Ask, hub: str, folder: str) -> None:
    judge = ask(folder, DOWNLOAD, "filelock", "yaml", "tqdm", HF_ENDPOINT=hub)
    cases = all_pairs(HF_INPUTS)
    wrong = disagreements(HUGGINGFACE, box, cases, {}, judge)
    record("huggingface", "huggingface_hub", version(folder, "huggingface_hub"), list(HF_INPUTS), len(cases), wrong)


def hub_inputs(*names: str) -> dict[str, Sequence[str]]:
    """Variables of a side, those that may hide others more often unset, and the two above all sides."""
    return {**dict.fromkeys(names, (UNSET, *VALUES)), "HF_HOME": VALUES, "XDG_CACHE_HOME": VALUES}


ASSETS = """
from huggingface_hub import cached_assets_path
said = str(cached_assets_path("lib").parents[2])
"""


@pytest.mark.full
@pytest.mark.parametrize("folder", HUBS)
def test_huggingface_hub_puts_assets_where_we_say(box: Path, ask: Ask, folder: str) -> None:
    judge = ask(folder, ASSETS, "filelock", "yaml", "tqdm")
    inputs = hub_inputs("HF_ASSETS_CACHE", "HUGGINGFACE_ASSETS_CACHE")
    cases = all_pairs(inputs)
    wrong = disagreements(side_of(HUGGINGFACE, "assets"), box, cases, {}, judge)
    record("huggingface assets", "huggingface_hub", version(folder, "huggingface_hub"), list(inputs), len(cases), wrong)


XET = """
import os, threading, time
import hf_xet
box = os.path.dirname(os.getcwd())
with open("f", "w") as file:
    file.write("x")
token = ("t", 1 << 40)
what = (["f"], "http://127.0.0.1:9", token, lambda: token, None, None)
send = threading.Thread(target=hf_xet.upload_files, args=what)
send.daemon = True
send.start()
said = None
while said is None:
    time.sleep(0.02)
    found = [base for base, folders, _files in os.walk(box) if "shard-cache" in folders]
    said = os.path.dirname(found[0]) if found else None
"""


@pytest.mark.full
def test_hf_xet_keeps_pieces_where_we_say(box: Path, ask: Ask) -> None:
    inputs, judge = hub_inputs("HF_XET_CACHE"), ask("hf2", XET)
    cases = all_pairs(inputs)
    wrong = disagreements(side_of(HUGGINGFACE, "xet"), box, cases, {}, judge)
    record("huggingface xet", "hf_xet", version("hf2", "hf_xet"), list(inputs), len(cases), wrong)


LOAD = """
import datasets
with open("x.jsonl", "w") as file:
    file.write('{"a": 1}')
datasets.disable_progress_bars()
[made] = datasets.load_dataset("json", data_files="x.jsonl", split="train").cache_files
said = made["filename"].partition("/json/default-")[0]
"""


@pytest.mark.full
@pytest.mark.parametrize("folder", ["hf0", "hf2"])
def test_datasets_prepares_where_we_say(box: Path, ask: Ask, folder: str) -> None:
    inputs = hub_inputs("HF_DATASETS_CACHE")
    judge = ask(folder, LOAD, "pandas", "pyarrow.parquet", "multiprocess", "dill", "fsspec")
    cases = all_pairs(inputs)
    wrong = disagreements(side_of(HUGGINGFACE, "datasets"), box, cases, {}, judge)
    record("huggingface datasets", "datasets", version(folder, "datasets"), list(inputs), len(cases), wrong)


MODULES = """
import os
from transformers import dynamic_module_utils as modules
modules.init_hf_modules()
assert os.path.isfile(os.path.join(modules.HF_MODULES_CACHE, "__init__.py"))
said = os.path.abspath(modules.HF_MODULES_CACHE)
"""
HEAVY = ("numpy", "tokenizers", "safetensors", "regex", "yaml")


@pytest.mark.full
@pytest.mark.parametrize("folder", ["hf0", "hf1"])
def test_transformers_keeps_code_where_we_say(box: Path, ask: Ask, folder: str) -> None:
    # An empty HF_MODULES_CACHE is left out: os.makedirs("") is an error there.
    inputs = {**hub_inputs(), "HF_MODULES_CACHE": tuple(value for value in VALUES if value)}
    judge = ask(folder, MODULES, *HEAVY)
    cases = all_pairs(inputs)
    wrong = disagreements(side_of(HUGGINGFACE, "modules"), box, cases, {}, judge)
    record("huggingface modules", "transformers", version(folder, "transformers"), list(inputs), len(cases), wrong)


CACHED = """
import os
from transformers.utils.hub import cached_file
path = cached_file("a/b", "config.json")
assert os.path.isfile(path)
said = os.path.abspath(path).partition("/models--a--b/")[0]
"""
OLD = ("TRANSFORMERS_CACHE", "PYTORCH_TRANSFORMERS_CACHE", "PYTORCH_PRETRAINED_BERT_CACHE")


def with_hub(side: Side) -> Side:
    """A side that follows the hub's place where no variable of its own is set."""
    return Side(side.key, side.title, side.variables, (*side.sources, *HUGGINGFACE.sources), side.folder)


@pytest.mark.full
@pytest.mark.parametrize(("folder", "reads"), [("hf0", True), ("hf1", False)])
def test_transformers_downloads_where_we_say(box: Path, ask: Ask, hub: str, folder: str, reads: bool) -> None:
    judge = ask(folder, CACHED, *HEAVY, HF_ENDPOINT=hub)
    inputs = {**dict.fromkeys(OLD, VALUES), "HF_HUB_CACHE": (UNSET, "BOX/data/k"), "HF_HOME": (UNSET, "BOX/data/h")}
    cases = all_pairs(inputs)
    place = with_hub(side_of(HUGGINGFACE, "transformers")) if reads else HUGGINGFACE
    wrong = disagreements(place, box, cases, {}, judge)
    name = "huggingface transformers" if reads else "huggingface"
    record(name, "transformers", version(folder, "transformers"), list(inputs), len(cases), wrong)
    assert all(
        (line.package, line.ignored_from) == ("transformers", "5") for line in HUGGINGFACE.legacy if line.name in OLD
    )


TOKEN = "from huggingface_hub import get_token\nsaid = str(get_token())"


@pytest.mark.full
@pytest.mark.parametrize("folder", HUBS)
def test_a_login_is_found_where_a_move_leaves_it(box: Path, ask: Ask, folder: str) -> None:
    judge, token = ask(folder, TOKEN), "home/.cache/huggingface/token"
    lay(box, token, "hf_aaaa")
    moved = environment(box, {"HF_HOME": "BOX/data/hf"})
    assert judge(moved, box / "work") == "None"
    assert judge({**moved, "HF_TOKEN_PATH": str(box / token)}, box / "work") == "hf_aaaa"


# ---- sentence-transformers

ST_INPUTS = {"SENTENCE_TRANSFORMERS_HOME": (UNSET, *HF_VALUES), "HF_HUB_CACHE": VALUES, "HF_HOME": VALUES}
ST_LOAD = """
import os, sys
from sentence_transformers import SentenceTransformer
SentenceTransformer("a/b")
box = os.path.dirname(os.getcwd())
[found] = [base for base, folders, _files in os.walk(box) if "models--a--b" in folders and ".locks" not in base]
said = found
"""


@pytest.mark.full
def test_sentence_transformers_downloads_where_we_say(box: Path, ask: Ask, hub: str) -> None:
    packages = [str(next((judge_folder(name) / "lib").glob("python3*/site-packages"))) for name in ("torch", "hf1")]
    judge = ask("st", ST_LOAD, "torch", "sklearn", *HEAVY, path=":".join(packages), HF_ENDPOINT=hub)
    side = Side("all", "", (), (*SENTENCE_TRANSFORMERS.sources[:1], *HUGGINGFACE.sources), "")
    cases = all_pairs(ST_INPUTS)
    wrong = disagreements(side, box, cases, {}, judge)
    name = version("st", "sentence_transformers")
    record("sentence-transformers", "sentence-transformers", name, list(ST_INPUTS), len(cases), wrong)


# ---- ModelScope, Kaggle

MODELSCOPE_INPUTS = {"MODELSCOPE_CACHE": (UNSET, *HF_VALUES), "MS_CACHE_HOME": VALUES, "XDG_CACHE_HOME": VALUES}
MODELSCOPE_FOUND = """
import os
from modelscope import snapshot_download
box = os.path.dirname(os.getcwd())
for base in {bases}:
    folder = os.path.join(base.replace("BOX", box), "models/a--b/snapshots/master")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "config.json"), "w") as file:
        file.write("x")
path = snapshot_download("a/b", local_files_only=True)
said = os.path.abspath(path).partition("/models/")[0]
"""
MODELSCOPE_BASES = ("BOX/home/.cache/modelscope", "rel", "BOX/home/v", "$HOME/v", "${NOPE}/v", "BOX/data/v", "", "~/v")


def test_modelscope_looks_where_we_say(box: Path, ask: Ask) -> None:
    judge = ask("py", MODELSCOPE_FOUND.replace("{bases}", repr(MODELSCOPE_BASES)), "modelscope_hub", "requests", "tqdm")
    cases = some(all_pairs(MODELSCOPE_INPUTS), 16)
    wrong = disagreements(MODELSCOPE, box, cases, {}, judge)
    record("modelscope", "modelscope", version("py", "modelscope"), list(MODELSCOPE_INPUTS), len(cases), wrong)


def test_modelscope_empties_the_folder_it_is_told(box: Path) -> None:
    program = str(judge_folder("py") / "bin/modelscope")
    lay(box, "data/old/models/a--b/snapshots/master/config.json", "x" * 4096)
    [listing, emptying] = [cleaner.at.format(path=box / "data/old").split()[1:] for cleaner in MODELSCOPE.cleaners]
    env = environment(box, {})
    assert "a/b" in (answer([program, *listing], env, box / "work") or "")
    assert (answer([program, *emptying], env, box / "work") or "").startswith("Freed")
    assert list((box / "data/old").rglob("*.json")) == []


KAGGLE = """
import os
from kagglehub.cache import Cache
from kagglehub.handle import parse_dataset_handle
handle = parse_dataset_handle("a/b/versions/1")
Cache().mark_as_complete(handle)
said = os.path.abspath(Cache().get_path(handle)).partition("/datasets/a/b")[0]
assert os.path.isdir(os.path.join(said, "datasets/a/b"))
"""


def test_kagglehub_writes_where_we_say(box: Path, ask: Ask) -> None:
    inputs = {"KAGGLEHUB_CACHE": (UNSET, *HF_VALUES), "XDG_CACHE_HOME": VALUES}
    judge = ask("py", KAGGLE, "kagglesdk", "IPython", "tqdm.contrib.concurrent")
    cases = some(all_pairs(inputs), 16)
    wrong = disagreements(KAGGLEHUB, box, cases, {}, judge)
    record("kagglehub", "kagglehub", version("py", "kagglehub"), list(inputs), len(cases), wrong)


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
WANDB_VALUES = tuple(value for value in HF_VALUES if value != UNSET)


def test_wandb_caches_where_we_say(box: Path, ask: Ask) -> None:
    inputs = {"WANDB_CACHE_DIR": HF_VALUES, "XDG_CACHE_HOME": VALUES, "WANDB_DIR": (UNSET, "BOX/data/d")}
    cases = some(all_pairs(inputs), 10)
    wrong = disagreements(WANDB, box, cases, {}, ask("py", WANDB_CACHE, "wandb"))
    record("wandb", "wandb", version("py", "wandb"), list(inputs), len(cases), wrong)


def test_wandb_stages_where_we_say(box: Path, ask: Ask) -> None:
    inputs = {"WANDB_DATA_DIR": HF_VALUES, "XDG_DATA_HOME": VALUES, "there": (ABSENT, "x")}
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
    *HF_VALUES[2:],
    *(
        "file:///x%20y",
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
    cases += [{**cases[0], "MLFLOW_TRACKING_URI": value, "before": "x"} for value in VALUES]
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
    inputs = {"MPLCONFIGDIR": (*HF_VALUES, *blocked), base: (*HF_VALUES, blocked[1]), "file": ("x",)}
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
    "data": {"JUPYTER_DATA_DIR": HF_VALUES, "XDG_DATA_HOME": HF_VALUES},
    "config": {
        "JUPYTER_CONFIG_DIR": HF_VALUES,
        "XDG_CONFIG_HOME": HF_VALUES,
        "JUPYTER_NO_CONFIG": (UNSET, UNSET, "", "1"),
    },
    "runtime": {"JUPYTER_RUNTIME_DIR": HF_VALUES, "JUPYTER_DATA_DIR": HF_VALUES, "XDG_DATA_HOME": HF_VALUES},
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
    "PLAYWRIGHT_BROWSERS_PATH": (UNSET, *HF_VALUES, "0"),
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


def test_systemd_reads_a_service_as_we_do(box: Path) -> None:
    program = installed("systemd", "systemd") if Path("/usr/bin/systemd").exists() else "/usr/lib/systemd/systemd"
    if not Path(program).exists():
        pytest.skip("systemd is missing; install with: apt-get install systemd")
    for folder in (box, *box.parents[:3]):
        folder.chmod(0o755)
    wrong, cases = [], some(all_pairs(UNITS), 8)
    for case in cases:
        clear(box)
        for name, path in UNIT_FILES.items():
            lay(box, path, case[name])
        files = [(path, (box / path).read_text()) for path in UNIT_FILES.values() if (box / path).exists()]
        found, said = service(files), asked_of_systemd(program, box / "data")
        if (found.user, found.models) != said:
            wrong.append(f"{case}: ours {found}, systemd's {said}")
    record(
        "ollama",
        "systemd",
        answer([program, "--version"], {"PATH": PATH}, box) or "",
        ["User=", "Environment="],
        len(cases),
        wrong,
    )
