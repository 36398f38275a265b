"""The real tools as judges of the rows of hubs: Hugging Face, sentence-transformers, ModelScope, Kaggle.

Hugging Face's libraries download from a hub of our own, and what they wrote is looked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from envdoctor_rules.catalogue.huggingface import HUGGINGFACE
from envdoctor_rules.catalogue.kagglehub import KAGGLEHUB
from envdoctor_rules.catalogue.modelscope import MODELSCOPE
from envdoctor_rules.catalogue.sentence_transformers import SENTENCE_TRANSFORMERS
from hub import serving
from judging import UNSET, answer, disagreements, environment, judge_folder, lay, record, some
from libraries import MORE_VALUES, VALUES, Ask, asking, side_of, version
from pairs import all_pairs

from envdoctor.catalogue.rows import Side


@pytest.fixture
def ask() -> Iterator[Ask]:
    """Starts libraries of the judges' folder."""
    yield from asking()


@pytest.fixture(scope="module")
def hub() -> Iterator[str]:
    """The address of a hub of our own."""
    yield from serving()


# ---- Hugging Face

HUBS = ("hf0", "hf1", "hf2")
HF_INPUTS = {
    "HF_HUB_CACHE": (UNSET, *MORE_VALUES),
    "HUGGINGFACE_HUB_CACHE": (UNSET, *MORE_VALUES),
    "HF_HOME": MORE_VALUES,
    "XDG_CACHE_HOME": MORE_VALUES,
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

ST_INPUTS = {
    "SENTENCE_TRANSFORMERS_HOME": (UNSET, *MORE_VALUES),
    "HF_HUB_CACHE": (UNSET, "BOX/data/k"),
    "HF_HOME": (UNSET, "BOX/data/h"),
}
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

MODELSCOPE_INPUTS = {"MODELSCOPE_CACHE": (UNSET, *MORE_VALUES), "MS_CACHE_HOME": VALUES, "XDG_CACHE_HOME": VALUES}
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
    inputs = {"KAGGLEHUB_CACHE": (UNSET, *MORE_VALUES), "XDG_CACHE_HOME": VALUES}
    judge = ask("py", KAGGLE, "kagglesdk", "IPython", "tqdm.contrib.concurrent")
    cases = some(all_pairs(inputs), 16)
    wrong = disagreements(KAGGLEHUB, box, cases, {}, judge)
    record("kagglehub", "kagglehub", version("py", "kagglehub"), list(inputs), len(cases), wrong)
