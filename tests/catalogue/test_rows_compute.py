"""Rows of tools that compile and train: what each variable and folder does; the real tools judge it in tests/real."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest
from envdoctor_rules.catalogue.cuda_jit import CUDA_JIT
from envdoctor_rules.catalogue.inductor import INDUCTOR
from envdoctor_rules.catalogue.jax import JAX
from envdoctor_rules.catalogue.keras import KERAS, settings_stay
from envdoctor_rules.catalogue.misc_ml import MISC_ML
from envdoctor_rules.catalogue.nltk import NLTK, lists_stay
from envdoctor_rules.catalogue.tfds import TFDS
from envdoctor_rules.catalogue.torch_extensions import TORCH_EXTENSIONS
from envdoctor_rules.catalogue.triton import TRITON
from envdoctor_rules.catalogue.vllm import VLLM

from envdoctor.catalogue.rows import Row, VariableLever, settings_of, where, where_side
from envdoctor.catalogue.view import Here, Missing, Variable, View
from envdoctor.errors import EditError, Unavailable
from envdoctor.facts.locations import configured
from envdoctor.host.probes import Answer, Probe
from envdoctor.model import Origin
from tests.catalogue.driving import HOME, Pretended, environment, place_in

T = TypeVar("T")
Together = Callable[[View, tuple[str, ...]], dict[str, str]]
ROWS = (TORCH_EXTENSIONS, INDUCTOR, TRITON, CUDA_JIT, VLLM, JAX, MISC_ML, KERAS, TFDS, NLTK)
C, WORK = HOME + "/.cache", HOME + "/proj"
KERAS_JSON = f"{HOME}/.keras/keras.json"


@pytest.mark.parametrize(
    ("row", "path"),
    [
        (TORCH_EXTENSIONS, f"{C}/torch_extensions"),
        (INDUCTOR, "/tmp/torchinductor_alice"),
        (TRITON, f"{HOME}/.triton/cache"),
        (CUDA_JIT, f"{HOME}/.nv/ComputeCache"),
        (VLLM, f"{C}/vllm"),
        (MISC_ML, "/tmp/fastembed_cache"),
        (KERAS, f"{HOME}/.keras"),
        (TFDS, f"{HOME}/tensorflow_datasets"),
        (NLTK, f"{HOME}/nltk_data"),
    ],
    ids=lambda value: getattr(value, "id", None),
)
def test_default(row: Row, path: str) -> None:
    place = place_in(row)
    assert (place.path, place.origin.kind, place.note) == (path, "default", "")


def test_jax_writes_nothing_by_itself() -> None:
    place = place_in(JAX)
    assert (place.path, place.origin.kind, place.stops) == (None, "default", False)
    assert "JAX_COMPILATION_CACHE_DIR" in place.note


@pytest.mark.parametrize(
    ("row", "env", "paths", "path"),
    [
        (TORCH_EXTENSIONS, {"TORCH_EXTENSIONS_DIR": "~/t", "XDG_CACHE_HOME": "/x"}, {}, f"{WORK}/~/t"),
        (TORCH_EXTENSIONS, {"TORCH_EXTENSIONS_DIR": ""}, {}, WORK),
        (TORCH_EXTENSIONS, {"XDG_CACHE_HOME": ""}, {}, f"{WORK}/torch_extensions"),
        (TORCH_EXTENSIONS, {"XDG_CACHE_HOME": "~/x"}, {}, f"{WORK}/~/x/torch_extensions"),
        (INDUCTOR, {"TORCHINDUCTOR_CACHE_DIR": "/c", "TMPDIR": "/d"}, {"/d": None}, "/c"),
        (INDUCTOR, {"TORCHINDUCTOR_CACHE_DIR": ""}, {}, WORK),
        (INDUCTOR, {"TMPDIR": "/d"}, {"/d": None}, "/d/torchinductor_alice"),
        (INDUCTOR, {"TMPDIR": "/none", "TEMP": "", "TMP": "/d"}, {"/d": None}, "/d/torchinductor_alice"),
        (INDUCTOR, {"TMPDIR": "/opt/t"}, {"/opt/t": None}, "/tmp/torchinductor_alice"),
        (INDUCTOR, {"LOGNAME": "", "USER": "a/b:c"}, {}, "/tmp/torchinductor_a_b_c"),
        (INDUCTOR, {"LOGNAME": "li", "USER": "wang"}, {}, "/tmp/torchinductor_li"),
        (TRITON, {"TRITON_CACHE_DIR": "/c", "TRITON_HOME": "/h"}, {}, "/c"),
        (TRITON, {"TRITON_HOME": "/h", "XDG_CACHE_HOME": "/x"}, {}, "/h/.triton/cache"),
        (TRITON, {"TRITON_HOME": ""}, {}, f"{WORK}/.triton/cache"),
        (CUDA_JIT, {"CUDA_CACHE_PATH": "/c", "CUDA_CACHE_DISABLE": "0"}, {}, "/c"),
        (VLLM, {"VLLM_CACHE_ROOT": "~/v", "XDG_CACHE_HOME": "/x"}, {}, f"{HOME}/v"),
        (VLLM, {"VLLM_CACHE_ROOT": ""}, {}, WORK),
        (VLLM, {"XDG_CACHE_HOME": "~/x"}, {}, f"{HOME}/x/vllm"),
        (JAX, {"JAX_COMPILATION_CACHE_DIR": "~/j", "JAX_ENABLE_COMPILATION_CACHE": "Yes"}, {}, f"{WORK}/~/j"),
        (MISC_ML, {"FASTEMBED_CACHE_PATH": "/f", "TMPDIR": "/d"}, {"/d": None}, "/f"),
        (MISC_ML, {"FASTEMBED_CACHE_PATH": ""}, {}, WORK),
        (MISC_ML, {"TMPDIR": "/d"}, {"/d": None}, "/d/fastembed_cache"),
        (KERAS, {"KERAS_HOME": "/d/k"}, {}, "/d/k"),
        (KERAS, {"KERAS_HOME": "~/k"}, {f"{HOME}/k": None}, f"{HOME}/k"),
        (KERAS, {"KERAS_HOME": "~/k"}, {}, "/tmp/.keras"),
        (KERAS, {"KERAS_HOME": ""}, {}, "/tmp/.keras"),
        (KERAS, {"KERAS_HOME": "/opt/k"}, {}, "/tmp/.keras"),
        (KERAS, {"HOME": "/home/bob"}, {"/home/bob": None}, "/tmp/.keras"),
        (TFDS, {"TFDS_DATA_DIR": "~/t"}, {}, f"{WORK}/~/t"),
        (TFDS, {"TFDS_DATA_DIR": ""}, {}, WORK),
        (NLTK, {"NLTK_DATA": "/none:/d/n:/d/m"}, {"/d/n": None, "/d/m": None}, "/d/n"),
        (NLTK, {"NLTK_DATA": "/opt/n:"}, {"/opt/n": None}, f"{HOME}/nltk_data"),
        (NLTK, {"NLTK_DATA": "~/n"}, {f"{HOME}/n": None}, f"{HOME}/n"),
        (NLTK, {"VIRTUAL_ENV": "/d/v"}, {"/d/v/nltk_data": None}, "/d/v/nltk_data"),
        (NLTK, {"CONDA_PREFIX": "/d/v"}, {"/d/v/share/nltk_data": None}, "/d/v/share/nltk_data"),
        (NLTK, {"VIRTUAL_ENV": "/d/v"}, {"/d/v/nltk_data": None, f"{HOME}/nltk_data": None}, f"{HOME}/nltk_data"),
    ],
)
def test_what_decides(row: Row, env: dict[str, str], paths: dict[str, str | None], path: str) -> None:
    assert place_in(row, {"HOME": HOME, **env}, {f"{WORK}/x": "x", "/d/x": "x", **paths}).path == path


@pytest.mark.parametrize(
    ("row", "env", "paths", "stops"),
    [
        (TRITON, {"TRITON_CACHE_DIR": "", "TRITON_HOME": "/h"}, {}, True),
        (CUDA_JIT, {"CUDA_CACHE_PATH": "/c", "CUDA_CACHE_DISABLE": "1"}, {}, False),
        (JAX, {"JAX_COMPILATION_CACHE_DIR": "/j", "JAX_ENABLE_COMPILATION_CACHE": "0"}, {}, False),
        (JAX, {"JAX_ENABLE_COMPILATION_CACHE": "maybe"}, {}, True),
        (JAX, {"JAX_COMPILATION_CACHE_DIR": "gs://b/j"}, {}, False),
        (MISC_ML, {"TMPDIR": "/d"}, {"/d": None, "/d/fastembed_cache": None}, False),
        (KERAS, {"KERAS_HOME": f"{HOME}/k"}, {f"{HOME}/k": "x"}, True),
    ],
)
def test_nothing_is_written_and_the_note_says_why(
    row: Row, env: dict[str, str], paths: dict[str, str | None], stops: bool
) -> None:
    host, seen = Pretended(paths, fixed=("/d/fastembed_cache",)), dict[Probe, Answer]()
    place = asked(lambda: where(row, View(Here(home=HOME), {"now": environment(env)}, seen), "now"), host, seen)
    assert place.path is None
    assert place.note
    assert place.stops == stops


def asked(compute: Callable[[], T], host: Pretended, seen: dict[Probe, Answer]) -> T:
    """What ``compute`` gives once ``host`` was asked all it misses."""
    while True:
        try:
            return compute()
        except Missing as missing:
            seen.update(zip(missing.probes, host.ask(missing.probes), strict=True))


@pytest.mark.parametrize(
    ("row", "env"),
    [
        (INDUCTOR, {"TMPDIR": "/d"}),
        (MISC_ML, {"TMPDIR": "/d"}),
        (INDUCTOR, {"USER": "li"}),
        (VLLM, {"XDG_CACHE_HOME": "/x"}),
    ],
)
def test_who_sets_a_folder_for_all_has_not_configured_the_tool(row: Row, env: dict[str, str]) -> None:
    place = place_in(row, env, {"/d": None})
    assert not configured([place], Here(home=HOME))
    assert place.origin.kind == "default" or place.origin.variable == "XDG_CACHE_HOME"


@pytest.mark.parametrize(
    ("row", "env"),
    [
        (INDUCTOR, {"TORCHINDUCTOR_CACHE_DIR": "/c"}),
        (JAX, {"JAX_COMPILATION_CACHE_DIR": "/j"}),
        (NLTK, {"NLTK_DATA": "/d"}),
    ],
)
def test_who_sets_its_own_variable_has(row: Row, env: dict[str, str]) -> None:
    assert configured([place_in(row, env, {"/d": None})], Here(home=HOME))


@pytest.mark.parametrize(
    ("row", "env", "said"),
    [
        (NLTK, {"NLTK_DATA": "/none"}, "/none"),
        (KERAS, {"KERAS_HOME": "/opt/k"}, "/opt/k"),
        (KERAS, {"KERAS_HOME": ""}, "KERAS_HOME"),
    ],
)
def test_a_folder_that_is_passed_over_is_named(row: Row, env: dict[str, str], said: str) -> None:
    assert said in place_in(row, env).note


# ---- sides


@pytest.mark.parametrize(
    ("row", "key", "env", "path"),
    [
        (TRITON, "dump", {"TRITON_CACHE_DIR": "/c"}, f"{HOME}/.triton/dump"),
        (TRITON, "dump", {"TRITON_HOME": "/h"}, "/h/.triton/dump"),
        (TRITON, "dump", {"TRITON_DUMP_DIR": "", "TRITON_HOME": "/h"}, WORK),
        (VLLM, "assets", {"VLLM_CACHE_ROOT": "/v"}, f"{C}/vllm/assets"),
        (VLLM, "assets", {"VLLM_ASSETS_CACHE": "~/a", "XDG_CACHE_HOME": "/x"}, f"{HOME}/a"),
        (VLLM, "xla", {"XDG_CACHE_HOME": "/x"}, "/x/vllm/xla_cache"),
        (MISC_ML, "numba", {}, f"{C}/numba"),
        (MISC_ML, "numba", {"XDG_CACHE_HOME": "~/x"}, f"{WORK}/~/x/numba"),
        (MISC_ML, "numba", {"NUMBA_CACHE_DIR": "/d/n"}, "/d/n"),
        (MISC_ML, "numba", {"NUMBA_CACHE_DIR": ""}, f"{C}/numba"),
        (MISC_ML, "numba", {"NUMBA_CACHE_DIR": "/opt/n"}, f"{C}/numba"),
    ],
)
def test_sides(row: Row, key: str, env: dict[str, str], path: str) -> None:
    side = next(side for side in row.sides if side.key == key)
    host, seen = Pretended({"/d/x": "x", "/opt/x": "x"}), dict[Probe, Answer]()
    view = View(Here(home=HOME, cwd=WORK), {"now": environment({"HOME": HOME, **env})}, seen)
    place = asked(lambda: where_side(side, view, "now"), host, seen)
    assert place.path == path
    assert ("/opt/n" in place.note) == (env.get("NUMBA_CACHE_DIR") == "/opt/n")


# ---- levers


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_lever_moves_the_place(row: Row) -> None:
    target = f"/d/{row.folder}"
    for lever in row.levers:
        assert isinstance(lever, VariableLever)
        host, seen = Pretended({"/d": None}), dict[Probe, Answer]()
        view = View(Here(home=HOME), {"batch": environment({lever.name: target})}, seen, folders=frozenset([target]))
        assert asked(lambda: where(row, view, "batch"), host, seen).path == target  # noqa: B023
        [said] = asked(lambda: settings_of(row, view, "batch"), host, seen)  # noqa: B023
        assert said.origin.variable == lever.name
        assert lever.name in row.variables


def test_each_row_is_complete() -> None:
    assert {row.id for row in ROWS} == {
        *("torch-extensions", "inductor", "triton", "cuda-jit", "vllm"),
        *("jax", "misc-ml", "keras", "tfds", "nltk"),
    }
    for row in ROWS:
        assert row.pitfalls
        assert row.facts
        assert not row.folder.startswith("/")
        assert all(trace.startswith("~/") for trace in row.traces)
        for line in row.relocation.commands:
            assert "rm " not in line.format(old="/a", new="/b")


def test_what_would_be_lost_or_mixed_up_is_never_left_behind_by_a_fix() -> None:
    assert [row.id for row in ROWS if row.keep] == ["torch-extensions", "tfds"]


# ---- what must be set with a move


def kept(row: Row, environments: dict[str, dict[str, Variable]], paths: dict[str, str | None]) -> dict[str, str]:
    host, seen = Pretended(paths), dict[Probe, Answer]()
    view = View(Here(home=HOME, cwd=WORK), environments, seen)
    assert row.together is not None
    together = row.together
    return asked(lambda: together(view, tuple(environments)), host, seen)


@pytest.mark.parametrize(
    ("text", "env"),
    [
        (None, {}),
        ('{"backend": "tensorflow", "floatx": "float32", "epsilon": 1e-07, "image_data_format": "channels_last"}', {}),
        ('{"backend": "torch"}', {"KERAS_BACKEND": "jax"}),
        ('{"backend": "torch"}', {"HOME": "/home/bob"}),
        ('{"else": 1}', {}),
        ("broken {", {}),
        ("[1]", {}),
        ("[" * 100_000, {}),
    ],
)
def test_a_keras_json_that_says_no_more_than_keras_may_stay_behind(text: str | None, env: dict[str, str]) -> None:
    paths: dict[str, str | None] = {} if text is None else {KERAS_JSON: text}
    assert kept(KERAS, {"login": environment(env), "batch": environment(env)}, paths) == {}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('{"backend": "torch"}', "backend"),
        ('{"floatx": "float16", "backend": ["torch"]}', "floatx, backend"),
        ('{"image_data_format": "channels_first"}', "image_data_format"),
    ],
)
def test_settings_of_keras_withhold_the_move(text: str, named: str) -> None:
    with pytest.raises(EditError, match=rf"\.keras/keras\.json sets {named}:"):
        kept(KERAS, {"login": {}, "batch": {}}, {KERAS_JSON: text})


def test_one_context_that_reads_the_backend_is_enough_to_withhold_the_move() -> None:
    login = environment({"KERAS_BACKEND": "jax"})
    with pytest.raises(EditError, match="backend"):
        kept(KERAS, {"login": login, "batch": {}}, {KERAS_JSON: '{"backend": "torch"}'})


def test_a_list_of_corpora_is_not_replaced() -> None:
    assert kept(NLTK, {"login": {}, "batch": environment({"NLTK_DATA": ":"})}, {}) == {}
    with pytest.raises(EditError, match="/share/nltk"):
        kept(NLTK, {"login": {}, "batch": environment({"NLTK_DATA": "/share/nltk"})}, {})


@pytest.mark.parametrize(("together", "name"), [(settings_stay, "KERAS_HOME"), (lists_stay, "NLTK_DATA")])
def test_what_cannot_be_told_withholds_the_move(together: Together, name: str) -> None:
    view = View(Here(home=HOME), {"login": {name: Variable(None, Origin("unknown"))}})
    with pytest.raises(EditError, match=name):
        together(view, ("login",))


def test_a_home_of_somebody_else_cannot_be_told() -> None:
    with pytest.raises(Unavailable):
        place_in(VLLM, {"VLLM_CACHE_ROOT": "~bob/v"})
