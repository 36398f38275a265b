"""Accounts that are told to stay off the network: what they have is not left behind."""

from __future__ import annotations

import pytest
from envdoctor_rules.catalogue.go import GO
from envdoctor_rules.catalogue.huggingface import HUGGINGFACE
from envdoctor_rules.catalogue.playwright import PLAYWRIGHT
from envdoctor_rules.catalogue.uv import UV

from envdoctor.catalogue.rows import Row
from envdoctor.catalogue.view import Here, Missing, Variable, View
from envdoctor.errors import EditError
from envdoctor.host.probes import Answer, Probe
from tests.catalogue.driving import HOME, Pretended, environment

C = f"{HOME}/.cache"
MODEL = f"{C}/huggingface/hub/models--gpt2/refs/main"
DATASET = f"{C}/huggingface/datasets/squad/info"
MODULE = f"{HOME}/go/pkg/mod/x/y.go"
WHEEL = f"{C}/uv/wheels/x"
OFF = {"HF_HUB_OFFLINE": "1"}


def together(row: Row, environments: dict[str, dict[str, Variable]], files: dict[str, str]) -> dict[str, str]:
    """What is set with a move; contexts are those that a fix is for."""
    host, seen = Pretended(files), dict[Probe, Answer]()
    assert row.together is not None
    contexts = tuple(context for context in environments if context != "now")
    while True:
        try:
            return row.together(View(Here(home=HOME, cwd=f"{HOME}/proj"), environments, seen), contexts)
        except Missing as missing:
            seen.update(zip(missing.probes, host.ask(missing.probes), strict=True))


def two(one: dict[str, str], other: dict[str, str]) -> dict[str, dict[str, Variable]]:
    return {"interactive": environment(one), "batch": environment(other)}


@pytest.mark.parametrize(
    ("row", "env", "files", "says"),
    [
        (HUGGINGFACE, OFF, {MODEL: "x"}, f"HF_HUB_OFFLINE=1 what {C}/huggingface/hub holds"),
        (HUGGINGFACE, {"TRANSFORMERS_OFFLINE": "yes"}, {MODEL: "x"}, "TRANSFORMERS_OFFLINE=yes"),
        (HUGGINGFACE, {"HF_DATASETS_OFFLINE": "True"}, {DATASET: "x"}, f"{C}/huggingface/datasets"),
        (HUGGINGFACE, {**OFF, "HF_HOME": "/h"}, {"/h/hub/models--a/x": "x"}, "/h/hub"),
        (HUGGINGFACE, {**OFF, "HF_HUB_CACHE": "/c"}, {"/c/models--a/x": "x"}, "/c"),
        (GO, {"GOPROXY": "off"}, {MODULE: "x"}, f"GOPROXY=off what {HOME}/go/pkg/mod"),
        (GO, {}, {MODULE: "x", f"{HOME}/.config/go/env": "GOPROXY=off\n"}, "GOPROXY=off"),
        (UV, {"UV_OFFLINE": "true"}, {WHEEL: "x"}, f"UV_OFFLINE what {C}/uv"),
        (UV, {}, {WHEEL: "x", f"{HOME}/.config/uv/uv.toml": "offline = true\n"}, "offline = true"),
    ],
)
def test_what_cannot_be_fetched_again_is_not_left_behind(
    row: Row, env: dict[str, str], files: dict[str, str], says: str
) -> None:
    for environments in (two(env, env), two({}, env), {"now": environment(env), **two({}, {})}):
        with pytest.raises(EditError) as refused:
            together(row, environments, files)
        assert says in str(refused.value)
        assert f"envdoctor explain {row.id}" in str(refused.value)
    assert row.relocation.commands


@pytest.mark.parametrize(
    ("row", "env", "files"),
    [
        pytest.param(HUGGINGFACE, {}, {MODEL: "x"}, id="online"),
        pytest.param(HUGGINGFACE, {"HF_HUB_OFFLINE": "0"}, {MODEL: "x"}, id="a no"),
        pytest.param(HUGGINGFACE, {"HF_HUB_OFFLINE": ""}, {MODEL: "x"}, id="empty"),
        pytest.param(HUGGINGFACE, OFF, {}, id="nothing there"),
        pytest.param(HUGGINGFACE, {**OFF, "HF_HOME": "/h"}, {MODEL: "x"}, id="elsewhere than what is used"),
        pytest.param(GO, {"GOPROXY": "https://proxy.example,off"}, {MODULE: "x"}, id="a proxy first"),
        pytest.param(GO, {"GOPROXY": "off"}, {}, id="no modules"),
        pytest.param(
            GO, {"GOPROXY": "direct"}, {MODULE: "x", f"{HOME}/.config/go/env": "GOPROXY=off\n"}, id="the variable wins"
        ),
        pytest.param(UV, {}, {WHEEL: "x"}, id="uv online"),
        pytest.param(
            UV, {"UV_OFFLINE": "0"}, {WHEEL: "x", f"{HOME}/.config/uv/uv.toml": "offline = true\n"}, id="it beats files"
        ),
        pytest.param(UV, {"UV_OFFLINE": "maybe"}, {WHEEL: "x"}, id="uv stops"),
    ],
)
def test_what_can_be_fetched_again_moves(row: Row, env: dict[str, str], files: dict[str, str]) -> None:
    assert together(row, two(env, env), files) == {}


@pytest.mark.parametrize(("row", "name"), [(HUGGINGFACE, "HF_HUB_OFFLINE"), (GO, "GOPROXY"), (UV, "UV_OFFLINE")])
def test_what_cannot_be_told_withholds_the_move(row: Row, name: str) -> None:
    with pytest.raises(EditError, match=name):
        together(row, {"batch": {name: Variable(None)}}, {})


def test_a_login_still_stays() -> None:
    token = f"{C}/huggingface/token"
    assert together(HUGGINGFACE, two({}, OFF), {token: "hf_x"}) == {"HF_TOKEN_PATH": token}


def test_playwright_never_leaves_browsers_behind() -> None:
    assert PLAYWRIGHT.keep
    assert PLAYWRIGHT.relocation.commands
