from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.jupyter.kernel_points_nowhere import EITHER, REMOVE, SAYS, kernel_points_nowhere

from envdoctor import Advise
from envdoctor.facts.kernels import Kernel, Kernels
from envdoctor.facts.pythons import PythonEnv, Pythons
from envdoctor.testing import findings, passes, skips

GONE = Kernel(display="Alice's ml", state="gone", program="/old/envs/ml/bin/python")
REMOVED = "jupyter kernelspec remove ml"


def given(*kernels: Kernel, partial: str = "") -> Kernels:
    return Kernels(kernels, partial)


@pytest.mark.parametrize("state", ["gone", "closed"])
def test_fires(state: str) -> None:
    [found] = findings(kernel_points_nowhere, kernels=given(replace(GONE, state=state)), pythons=Pythons())
    assert (found.template, found.place, found.args["program"]) == (SAYS[state], GONE.folder, GONE.program)
    assert isinstance(found.wish, Advise)
    assert (found.wish.text, found.wish.commands) == (REMOVE, (REMOVED,))


def test_the_environment_that_is_meant_is_named() -> None:
    env = PythonEnv("/data1/alice/envs/ml", name="ml", packages={"ipykernel": "6"})
    [found] = findings(kernel_points_nowhere, kernels=given(GONE), pythons=Pythons((env,)))
    assert isinstance(found.wish, Advise)
    assert (found.wish.text, found.wish.args) == (EITHER, {"env": env.prefix})
    line = f"{env.prefix}/bin/python -m ipykernel install --user --name ml --display-name 'Alice'\"'\"'s ml'"
    assert found.wish.commands == (line, REMOVED)


def test_a_kernel_of_a_moved_environment() -> None:
    env = PythonEnv("/data1/alice/ml", packages={"ipykernel": "6"})
    folder = f"{env.prefix}/share/jupyter/kernels/python3"
    moved = replace(GONE, name="python3", display="x", kind="env", prefix=env.prefix, folder=folder)
    [found] = findings(kernel_points_nowhere, kernels=given(moved), pythons=Pythons((env,)))
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == (
        "/data1/alice/ml/bin/python -m ipykernel install --prefix /data1/alice/ml --name python3 --display-name x",
        f"rm -r {folder}",
    )


def test_a_name_that_can_mean_another_kernel_is_not_used() -> None:
    other = Kernel(folder="/usr/local/share/jupyter/kernels/ml", kind="system")
    [found] = findings(kernel_points_nowhere, kernels=given(GONE, other), pythons=Pythons())
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == (f"rm -r {GONE.folder}",)
    [found] = findings(kernel_points_nowhere, kernels=given(replace(GONE, name="python3")), pythons=Pythons())
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == (f"rm -r {GONE.folder}",)


def test_other_languages_are_not_registered_by_ipykernel() -> None:
    env = PythonEnv("/data1/alice/envs/ml", name="ml", packages={"ipykernel": "6"})
    [found] = findings(kernel_points_nowhere, kernels=given(replace(GONE, ipython=False)), pythons=Pythons((env,)))
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == (REMOVED,)


@pytest.mark.parametrize(
    "kernels",
    [
        Kernels(),
        given(Kernel()),
        given(Kernel(program="", state="there")),
        given(replace(GONE, writable=False, kind="system")),
        given(replace(GONE, kind="stray")),
    ],
)
def test_healthy(kernels: Kernels) -> None:
    passes(kernel_points_nowhere, kernels=kernels, pythons=Pythons())


def test_could_not_tell_is_not_fine() -> None:
    assert skips(kernel_points_nowhere, kernels=given(partial="more"), pythons=Pythons()) == "more"
    unknown = given(replace(GONE, state="unknown"))
    assert skips(kernel_points_nowhere, kernels=unknown, pythons=Pythons()) == f"{GONE.program} gave no answer"
