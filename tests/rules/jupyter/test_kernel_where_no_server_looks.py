from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.jupyter.kernel_where_no_server_looks import STRAY, UNSERVED, kernel_where_no_server_looks

from envdoctor import Advise, Here, Severity
from envdoctor.facts.kernels import Kernel, Kernels
from envdoctor.testing import findings, passes, skips

ROOTS = Kernel(
    folder="/root/.local/share/jupyter/kernels/ml", kind="stray", program="/opt/ml/bin/python", display="M L"
)
ENVS = Kernel("ml", "ml", "/data1/alice/ml/share/jupyter/kernels/ml", kind="env", prefix="/data1/alice/ml",
              program="/data1/alice/ml/bin/python")  # fmt: skip


@pytest.mark.parametrize(("uid", "sudo"), [(1000, "sudo "), (0, "")])
def test_fires(uid: int, sudo: str) -> None:
    [found] = findings(kernel_where_no_server_looks, kernels=Kernels((ROOTS,)), here=Here(uid=uid))
    assert (found.template, found.place, found.severity) == (STRAY, ROOTS.folder, Severity.WARNING)
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == (
        "/opt/ml/bin/python -m ipykernel install --user --name ml --display-name 'M L'",
        f"{sudo}/opt/ml/bin/python -m ipykernel install --prefix /usr/local --name ml --display-name 'M L'",
    )


def test_an_environment_without_a_server() -> None:
    [found] = findings(kernel_where_no_server_looks, kernels=Kernels((ENVS,)))
    assert (found.template, found.severity, found.args["prefix"]) == (UNSERVED, Severity.NOTE, "/data1/alice/ml")


@pytest.mark.parametrize("lost", [replace(ROOTS, state="closed"), replace(ROOTS, ipython=False)])
def test_what_cannot_be_started_is_installed_first(lost: Kernel) -> None:
    [found] = findings(kernel_where_no_server_looks, kernels=Kernels((lost,)))
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == ()


@pytest.mark.parametrize(
    "kernels",
    [
        (),
        (Kernel(),),
        (Kernel(kind="system"),),
        (ROOTS, Kernel()),
        (replace(ENVS, served=True),),
        (replace(ENVS, name="python3"),),
        (replace(ENVS, name="ir", ipython=False),),
        (replace(ENVS, state="gone"),),
    ],
)
def test_healthy(kernels: tuple[Kernel, ...]) -> None:
    passes(kernel_where_no_server_looks, kernels=Kernels(kernels))


def test_could_not_tell_is_not_fine() -> None:
    assert skips(kernel_where_no_server_looks, kernels=Kernels(partial="more")) == "more"
