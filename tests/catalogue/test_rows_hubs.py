"""Rows of hubs and of what records runs: what each variable and file does; the real tools judge the same."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from envdoctor_rules.catalogue.huggingface import HUGGINGFACE
from envdoctor_rules.catalogue.jupyter import JUPYTER
from envdoctor_rules.catalogue.kagglehub import KAGGLEHUB
from envdoctor_rules.catalogue.matplotlib import MATPLOTLIB
from envdoctor_rules.catalogue.mlflow import MLFLOW
from envdoctor_rules.catalogue.modelscope import MODELSCOPE
from envdoctor_rules.catalogue.ollama import OLLAMA, service
from envdoctor_rules.catalogue.playwright import PLAYWRIGHT
from envdoctor_rules.catalogue.sentence_transformers import SENTENCE_TRANSFORMERS
from envdoctor_rules.catalogue.wandb import WANDB

from envdoctor.catalogue.rows import Place, Row, VariableLever, levers_of, settings_of, where, where_side
from envdoctor.catalogue.view import Here, Missing, View
from envdoctor.errors import Unavailable
from envdoctor.host.probes import Answer, Probe
from tests.catalogue.driving import HOME, Pretended, environment, place_in

ROWS = (
    HUGGINGFACE,
    MODELSCOPE,
    SENTENCE_TRANSFORMERS,
    KAGGLEHUB,
    WANDB,
    MLFLOW,
    MATPLOTLIB,
    JUPYTER,
    PLAYWRIGHT,
    OLLAMA,
)
C = HOME + "/.cache"
CWD = HOME + "/proj"
SHARE = HOME + "/.local/share"
Paths = Mapping[str, str | None]


def place_of(row: Row, key: str, env: Mapping[str, str], paths: Paths | None = None) -> Place:
    """Where a side is in a pretended file system, working in ``~/proj``."""
    side = next(side for side in row.sides if side.key == key)
    host, here, seen = Pretended(paths or {}), Here(home=HOME, cwd=CWD), dict[Probe, Answer]()
    while True:
        try:
            return where_side(side, View(here, {"now": environment({"HOME": HOME, **env})}, seen), "now")
        except Missing as missing:
            seen.update(zip(missing.probes, host.ask(missing.probes), strict=True))


@pytest.mark.parametrize(
    ("row", "path"),
    [
        (HUGGINGFACE, f"{C}/huggingface/hub"),
        (MODELSCOPE, f"{C}/modelscope"),
        (KAGGLEHUB, f"{C}/kagglehub"),
        (WANDB, f"{C}/wandb"),
        (MATPLOTLIB, f"{C}/matplotlib"),
        (JUPYTER, f"{SHARE}/jupyter"),
        (PLAYWRIGHT, f"{C}/ms-playwright"),
        (OLLAMA, f"{HOME}/.ollama/models"),
    ],
    ids=lambda value: getattr(value, "id", None),
)
def test_default(row: Row, path: str) -> None:
    place = place_in(row)
    assert (place.path, place.origin.kind, place.note) == (path, "default", "")


@pytest.mark.parametrize("row", [SENTENCE_TRANSFORMERS, MLFLOW], ids=lambda row: row.id)
def test_without_a_setting_there_is_no_place_of_its_own(row: Row) -> None:
    place = place_in(row)
    assert (place.path, place.origin.kind, place.stops) == (None, "default", False)
    assert place.note


@pytest.mark.parametrize(
    ("row", "env", "path"),
    [
        (MODELSCOPE, {"MODELSCOPE_CACHE": "/m", "MS_CACHE_HOME": "/o"}, "/m"),
        (MODELSCOPE, {"MODELSCOPE_CACHE": "~/m"}, f"{HOME}/m"),
        (MODELSCOPE, {"MODELSCOPE_CACHE": "$HOME/m"}, f"{CWD}/$HOME/m"),
        (MODELSCOPE, {"MODELSCOPE_CACHE": "", "XDG_CACHE_HOME": "/x"}, f"{C}/modelscope"),
        (SENTENCE_TRANSFORMERS, {"SENTENCE_TRANSFORMERS_HOME": "/s"}, "/s"),
        (SENTENCE_TRANSFORMERS, {"SENTENCE_TRANSFORMERS_HOME": ""}, CWD),
        (KAGGLEHUB, {"KAGGLEHUB_CACHE": "~/k"}, f"{CWD}/~/k"),
        (KAGGLEHUB, {"KAGGLEHUB_CACHE": ""}, CWD),
        (KAGGLEHUB, {"XDG_CACHE_HOME": "/x"}, f"{C}/kagglehub"),
        (WANDB, {"WANDB_CACHE_DIR": "/w", "XDG_CACHE_HOME": "/x"}, "/w"),
        (WANDB, {"WANDB_CACHE_DIR": ""}, CWD),
        (WANDB, {"XDG_CACHE_HOME": "/x"}, "/x/wandb"),
        (WANDB, {"XDG_CACHE_HOME": "x"}, f"{C}/wandb"),
        (MATPLOTLIB, {"MPLCONFIGDIR": "/tmp/m", "XDG_CACHE_HOME": "/tmp/x"}, "/tmp/m"),
        (MATPLOTLIB, {"MPLCONFIGDIR": "", "XDG_CACHE_HOME": "/tmp/x"}, "/tmp/x/matplotlib"),
        (MATPLOTLIB, {"XDG_CACHE_HOME": "x"}, f"{CWD}/x/matplotlib"),
        (JUPYTER, {"JUPYTER_DATA_DIR": "/j", "XDG_DATA_HOME": "/x"}, "/j"),
        (JUPYTER, {"XDG_DATA_HOME": "x"}, f"{CWD}/x/jupyter"),
        (JUPYTER, {"XDG_DATA_HOME": "x", "JUPYTER_PLATFORM_DIRS": ""}, f"{SHARE}/jupyter"),
        (JUPYTER, {"XDG_DATA_HOME": "/x", "JUPYTER_PLATFORM_DIRS": "1"}, "/x/jupyter"),
        (JUPYTER, {"XDG_DATA_HOME": "x", "JUPYTER_PLATFORM_DIRS": "No"}, f"{CWD}/x/jupyter"),
        (PLAYWRIGHT, {"PLAYWRIGHT_BROWSERS_PATH": "/p", "npm_config_playwright_browsers_path": "/n"}, "/p"),
        (
            PLAYWRIGHT,
            {"PLAYWRIGHT_BROWSERS_PATH": "", "npm_config_playwright_browsers_path": "/n"},
            f"{C}/ms-playwright",
        ),
        (PLAYWRIGHT, {"npm_package_config_playwright_browsers_path": "/n"}, "/n"),
        (PLAYWRIGHT, {"PLAYWRIGHT_BROWSERS_PATH": "p", "INIT_CWD": "/start"}, "/start/p"),
        (PLAYWRIGHT, {"XDG_CACHE_HOME": "x", "INIT_CWD": "start"}, f"{CWD}/start/x/ms-playwright"),
        (MLFLOW, {"MLFLOW_TRACKING_URI": "/m"}, "/m"),
        (MLFLOW, {"MLFLOW_TRACKING_URI": "m%20n"}, f"{CWD}/m n"),
        (MLFLOW, {"MLFLOW_TRACKING_URI": "file://localhost/m?a"}, "/m"),
        (MLFLOW, {"MLFLOW_TRACKING_URI": "sqlite:////m/a.db?timeout=5"}, "/m/a.db"),
        (MLFLOW, {"MLFLOW_TRACKING_URI": "sqlite+pysqlite:///a.db"}, f"{CWD}/a.db"),
        (OLLAMA, {"OLLAMA_MODELS": " '/o' "}, "/o"),
        (OLLAMA, {"OLLAMA_MODELS": "''"}, f"{HOME}/.ollama/models"),
    ],
)
def test_what_decides(row: Row, env: dict[str, str], path: str) -> None:
    assert place_in(row, {"HOME": HOME, **env}).path == path


@pytest.mark.parametrize(
    ("row", "env", "stops"),
    [
        (MODELSCOPE, {"MS_CACHE_HOME": "/o"}, True),
        (MODELSCOPE, {"MODELSCOPE_CACHE": "", "MS_CACHE_HOME": "/o"}, True),
        (MATPLOTLIB, {"MPLCONFIGDIR": "/opt/m"}, False),
        (PLAYWRIGHT, {"PLAYWRIGHT_BROWSERS_PATH": "0"}, False),
        (PLAYWRIGHT, {"npm_config_playwright_browsers_path": "0"}, False),
        (MLFLOW, {"MLFLOW_TRACKING_URI": "https://tracking.example.org"}, False),
        (MLFLOW, {"MLFLOW_TRACKING_URI": "databricks"}, False),
        (MLFLOW, {"MLFLOW_TRACKING_URI": "sqlite://"}, False),
        (MLFLOW, {"MLFLOW_TRACKING_URI": "sqlite:a.db"}, True),
    ],
)
def test_nothing_is_written_and_the_note_says_why(row: Row, env: dict[str, str], stops: bool) -> None:
    place = place_in(row, env)
    assert (place.path, place.stops) == (None, stops)
    assert place.note
    assert place.origin.variable in env


@pytest.mark.parametrize("value", ["sqlite:////m/a%20b.db", "sqlite:///file:/m/a.db?uri=true"])
def test_an_address_that_versions_read_differently_is_unknown(value: str) -> None:
    with pytest.raises(Unavailable, match="SQLAlchemy"):
        place_in(MLFLOW, {"MLFLOW_TRACKING_URI": value})


# ---- sides

STAGED = "artifacts/staging"


@pytest.mark.parametrize(
    ("row", "key", "env", "path"),
    [
        (HUGGINGFACE, "datasets", {"HF_DATASETS_CACHE": "~/d"}, f"{HOME}/d"),
        (HUGGINGFACE, "datasets", {"HF_DATASETS_CACHE": "$HOME/d"}, f"{CWD}/$HOME/d"),
        (HUGGINGFACE, "datasets", {"HF_DATASETS_CACHE": ""}, CWD),
        (HUGGINGFACE, "xet", {"HF_XET_CACHE": "~/x"}, f"{HOME}/x"),
        (HUGGINGFACE, "xet", {"HF_HOME": "$HOME/h"}, f"{CWD}/$HOME/h/xet"),
        (HUGGINGFACE, "xet", {"XDG_CACHE_HOME": ""}, f"{CWD}/huggingface/xet"),
        (HUGGINGFACE, "modules", {"HF_MODULES_CACHE": "~/m"}, f"{CWD}/~/m"),
        (HUGGINGFACE, "modules", {"HF_HOME": "$HOME/h"}, f"{HOME}/h/modules"),
        (HUGGINGFACE, "assets", {"HF_ASSETS_CACHE": "$HOME/a"}, f"{HOME}/a"),
        (HUGGINGFACE, "transformers", {"TRANSFORMERS_CACHE": "", "PYTORCH_TRANSFORMERS_CACHE": "/p"}, CWD),
        (HUGGINGFACE, "transformers", {"TRANSFORMERS_CACHE": "~/t"}, None),
        (WANDB, "staging", {}, f"{SHARE}/wandb/{STAGED}"),
        (WANDB, "staging", {"XDG_DATA_HOME": "/x"}, f"/x/wandb/{STAGED}"),
        (WANDB, "staging", {"WANDB_DATA_DIR": "/d", "XDG_DATA_HOME": "/x"}, f"/d/{STAGED}"),
        (WANDB, "staging", {"WANDB_DATA_DIR": ""}, f"{CWD}/{STAGED}"),
        (WANDB, "artifacts", {}, None),
        (WANDB, "artifacts", {"WANDB_ARTIFACT_DIR": "~/a"}, f"{CWD}/~/a"),
        (WANDB, "runs", {}, None),
        (WANDB, "runs", {"WANDB_DIR": "/tmp/r"}, "/tmp/r/wandb"),
        (WANDB, "runs", {"WANDB_DIR": "~/r"}, f"{HOME}/r/wandb"),
        (WANDB, "runs", {"WANDB_DIR": "r"}, f"{CWD}/r/wandb"),
        (WANDB, "runs", {"WANDB_DIR": ""}, "/tmp/wandb"),
        (WANDB, "runs", {"WANDB_DIR": "/opt/r", "TMPDIR": HOME}, f"{HOME}/wandb"),
        (MATPLOTLIB, "config", {}, f"{HOME}/.config/matplotlib"),
        (MATPLOTLIB, "config", {"XDG_CONFIG_HOME": "/tmp/x"}, "/tmp/x/matplotlib"),
        (MATPLOTLIB, "config", {"MPLCONFIGDIR": "/tmp/m"}, "/tmp/m"),
        (JUPYTER, "config", {}, f"{HOME}/.jupyter"),
        (JUPYTER, "config", {"JUPYTER_PLATFORM_DIRS": "1", "XDG_CONFIG_HOME": "/x"}, "/x/jupyter"),
        (JUPYTER, "config", {"JUPYTER_CONFIG_DIR": "/j", "JUPYTER_NO_CONFIG": ""}, "/j"),
        (JUPYTER, "config", {"JUPYTER_CONFIG_DIR": "/j", "JUPYTER_NO_CONFIG": "1"}, None),
        (JUPYTER, "runtime", {}, f"{SHARE}/jupyter/runtime"),
        (JUPYTER, "runtime", {"JUPYTER_DATA_DIR": "/j"}, "/j/runtime"),
        (JUPYTER, "runtime", {"JUPYTER_DATA_DIR": "/j", "JUPYTER_RUNTIME_DIR": "/r"}, "/r"),
        (JUPYTER, "runtime", {"XDG_DATA_HOME": "/x"}, "/x/jupyter/runtime"),
    ],
)
def test_sides(row: Row, key: str, env: dict[str, str], path: str | None) -> None:
    assert place_of(row, key, env).path == path


def test_wandb_stages_below_home_only_where_the_folder_is_there() -> None:
    env = {"WANDB_DATA_DIR": "~/d"}
    stopped = place_of(WANDB, "staging", env)
    assert (stopped.path, stopped.stops) == (None, True)
    there = place_of(WANDB, "staging", env, {f"{HOME}/d/{STAGED}": None})
    assert (there.path, there.stops) == (f"{HOME}/d/{STAGED}", False)


def test_wandb_uses_a_hidden_folder_that_is_there() -> None:
    assert place_of(WANDB, "runs", {"WANDB_DIR": "/tmp/r"}, {"/tmp/r/.wandb": None}).path == "/tmp/r/.wandb"


def test_runs_that_go_astray_are_told() -> None:
    assert "temporary" in place_of(WANDB, "runs", {"WANDB_DIR": "/opt/r"}).note


# ---- Ollama: whose server it is

UNIT = "/etc/systemd/system/ollama.service"
SERVED = {UNIT: "[Service]\nExecStart=/usr/local/bin/ollama serve\nUser=ollama\n"}
OWN = f"{HOME}/.config/systemd/user/ollama.service"
MINE = {OWN: "[Service]\nEnvironment=OLLAMA_MODELS=%h/m\n"}


@pytest.mark.parametrize(
    ("env", "paths", "path"),
    [
        ({"OLLAMA_MODELS": "/o"}, SERVED, None),
        ({}, {**SERVED, f"{HOME}/.ollama/models/blobs/x": "x"}, f"{HOME}/.ollama/models"),
        ({"OLLAMA_MODELS": "/o"}, {**SERVED, "/o/blobs/x": "x"}, "/o"),
        ({}, {UNIT: "[Service]\nUser=alice\nEnvironment=OLLAMA_MODELS=/s\n"}, "/s"),
        ({"OLLAMA_MODELS": "/o"}, {UNIT: "[Service]\nUser=1000\n"}, f"{HOME}/.ollama/models"),
        ({}, {UNIT: "[Service]\n"}, None),
        ({}, {**SERVED, f"{UNIT}.d/a.conf": "[Service]\nUser=alice\nEnvironment=OLLAMA_MODELS=/s\n"}, "/s"),
        ({}, {**SERVED, f"{UNIT}.d/a.txt": "[Service]\nUser=alice\n"}, None),
        ({}, {"/usr/lib/systemd/system/ollama.service": "[Service]\nUser=alice\n"}, f"{HOME}/.ollama/models"),
        ({"OLLAMA_MODELS": "/o"}, MINE, f"{HOME}/m"),
        ({}, {**MINE, f"{OWN}.d/a.conf": "[Service]\nEnvironment=\n"}, f"{HOME}/.ollama/models"),
    ],
)
def test_whose_server_decides(env: dict[str, str], paths: dict[str, str | None], path: str | None) -> None:
    place = place_in(OLLAMA, {"HOME": HOME, **env}, paths)
    assert place.path == path
    assert place.note or place.origin.kind == "default" or place.origin.variable


def test_a_drop_in_is_where_the_value_comes_from() -> None:
    drop = f"{UNIT}.d/models.conf"
    paths = {**SERVED, drop: "[Service]\nUser=alice\nEnvironment=OLLAMA_MODELS=/s\n"}
    place = place_in(OLLAMA, {"HOME": HOME}, paths)
    assert (place.origin.path, place.origin.line) == (drop, 3)


@pytest.mark.parametrize(
    "text", ["[Service]\nUser=alice\nEnvironmentFile=/e\n", "[Service]\nUser=alice\nEnvironment=OLLAMA_MODELS=%S/m\n"]
)
def test_what_only_systemd_knows_is_unknown(text: str) -> None:
    with pytest.raises(Unavailable, match=UNIT):
        place_in(OLLAMA, {"HOME": HOME}, {UNIT: text})


@pytest.mark.parametrize(
    "text", ["", "\\", "[Service\n=\n", "[Service]\nEnvironment='\n\\\n\\", "\udcff=\udcff\n" * 50]
)
def test_any_unit_is_borne(text: str) -> None:
    assert service([(UNIT, text)]) == service([(UNIT, text), (f"{UNIT}.d/a.conf", "")])


# ---- levers, and what belongs to every row


def moved(row: Row, key: str, name: str, value: str) -> str | None:
    """Where a row or its side writes in jobs once the variable is set."""
    side = next((side for side in row.sides if side.key == key), None)
    host, seen = Pretended({"/d": None}), dict[Probe, Answer]()
    while True:
        view = View(Here(home=HOME), {"batch": environment({name: value})}, seen)
        try:
            return (where(row, view, "batch") if side is None else where_side(side, view, "batch")).path
        except Missing as missing:
            seen.update(zip(missing.probes, host.ask(missing.probes), strict=True))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_lever_moves_its_place(row: Row) -> None:
    for side in (None, *row.sides):
        target = f"/d/{side.folder if side else row.folder}"
        for lever in levers_of(row, side):
            assert isinstance(lever, VariableLever)
            path = moved(row, side.key if side else "", lever.name, target)
            assert path == (f"{target}/{lever.suffix}" if lever.suffix else target)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_says_what_a_person_needs(row: Row) -> None:
    assert row.pitfalls
    assert row.facts
    assert row.variables
    assert row.traces or row is MLFLOW
    assert row.levers or row.keep
    assert not row.folder.startswith("/")
    assert all("{new}" in line for line in row.relocation.commands)
    assert all("{path}" in cleaner.at for cleaner in row.cleaners if cleaner.at)
    named = {*row.variables, *(name for side in row.sides for name in side.variables)}
    assert {child for child, _parent in row.children} <= named


@pytest.mark.parametrize(
    ("env", "names"),
    [
        ({"SENTENCE_TRANSFORMERS_HOME": "/s", "HF_HOME": "/h"}, ["SENTENCE_TRANSFORMERS_HOME", "HF_HOME"]),
        ({"HF_HOME": "/h", "HF_HUB_CACHE": "/k"}, []),
    ],
)
def test_sentence_transformers_hides_the_hub_only_where_it_is_set(env: dict[str, str], names: list[str]) -> None:
    view = View(Here(home=HOME), {"now": environment(env)})
    assert [place.origin.variable for place in settings_of(SENTENCE_TRANSFORMERS, view, "now")] == names


def test_what_stays_small_is_no_reason_for_a_move() -> None:
    assert [row.id for row in ROWS if row.bounded] == ["matplotlib", "jupyter"]


def test_old_names_say_what_to_set_today() -> None:
    ignored = {line.name: line.instead for line in HUGGINGFACE.legacy if line.ignored_from == "5"}
    assert set(ignored.values()) == {"HF_HOME"}
    assert "TRANSFORMERS_CACHE" in ignored
