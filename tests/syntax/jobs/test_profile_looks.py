from __future__ import annotations

import json
from typing import Any

import pytest

from envdoctor.catalogue.site import Site
from envdoctor.facts.specs import dispatch_of
from envdoctor.syntax.jobs.profile_looks import part_look, script_look
from envdoctor.syntax.jobs.profiles import PICKER, Held
from envdoctor.syntax.jobs.shell.reader import read
from envdoctor.syntax.jobs.values import Request

SITE = Site(slice_picker="/opt/site/pick_slice")


def dispatched(name: str, **more: Any) -> Held | None:
    """What resources with ``more`` in them say under a name."""
    text = json.dumps({"resources": {"group_size": 1, "cpu_per_node": 4, **more}})
    [part] = dispatch_of("machine.json", text).resources
    held = part_look(text, part, SITE)(name)
    assert held is None or (held.span is not None and text[held.span.start : held.span.end].strip('"') != "")
    return held


def test_resources_by_their_own_keys() -> None:
    assert (held := dispatched("cpu_per_node")) is not None
    assert (held.text, held.value) == ("4", 4)
    assert dispatched("kwargs.gpu_exclusive") is dispatched("envs.A") is None


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["export A=1"], "1"),
        (["export A=1", "date", "export A=2"], "2"),
        (["date", "export A=$(/opt/site/pick_slice)"], PICKER),
        (["A=`pick_slice`", "export A"], PICKER),
        (["slice=$(pick_slice --any)\nexport A=$slice"], PICKER),
        (["export A=1; date"], "1"),
    ],
)
def test_prepend_script_comes_after_envs(lines: list[str], text: str) -> None:
    for envs in ({}, {"A": "0"}, {"A": "`pick_slice`"}):
        held = dispatched("envs.A", envs=envs, prepend_script=lines)
        assert held is not None
        assert held.text == text


@pytest.mark.parametrize("lines", [["echo A"], ["export AB=1"], [], "export A=1", [None, 3], None])
def test_lines_that_set_nothing(lines: object) -> None:
    assert dispatched("envs.A", prepend_script=lines) is None
    held = dispatched("envs.A", envs={"A": "`pick_slice`"}, prepend_script=lines)
    assert held is not None
    assert held.text == PICKER


@pytest.mark.parametrize(
    ("line", "text", "sure"),
    [
        ("export A=3", "3", True),
        ("export A=$(pick_slice)", PICKER, True),
        ("export A=$(date)", "$(date)", False),
        ("export A=`date`", "`date`", False),
        ("export A=$B", "$B", False),
    ],
)
def test_variables_of_a_script(line: str, text: str, sure: bool) -> None:
    code = f"#!/bin/bash\n{line}\n"
    held = script_look(code, Request("lsf"), read(code), SITE)("env.A")
    assert held is not None
    assert (held.text, held.sure) == (text, sure)
