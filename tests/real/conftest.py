"""Fixtures for tests against real things, and the rule that in CI a skip is a failure."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

# The helpers of these tests are plain modules beside them, under whatever import mode pytest runs.
sys.path.insert(0, os.path.dirname(__file__))

import judging
from disks import image, is_roomy
from host import Layout, Machine
from tools import Tools, find_tools

STRICT = os.environ.get("ENVDOCTOR_SKIP_IS_FAILURE") == "1"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """Turn a skip into a failure where every component must be there."""
    outcome = yield
    _strict(outcome.get_result())  # type: ignore[attr-defined]


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    """The same for a module that skips itself."""
    outcome = yield
    _strict(outcome.get_result())  # type: ignore[attr-defined]


def _strict(report: pytest.TestReport | pytest.CollectReport) -> None:
    if STRICT and report.outcome == "skipped" and isinstance(report.longrepr, tuple):
        report.outcome = "failed"
        report.longrepr = f"{report.longrepr[0]}:{report.longrepr[1]}: must not be skipped here: {report.longrepr[2]}"


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """A throw-away folder with a home and a working folder that no project surrounds."""
    base = tmp_path.resolve()
    for name in ("home", "work", "etc", "data"):
        (base / name).mkdir()
    return base


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without ENVDOCTOR_FULL=1, tests marked ``full`` are not run at all: they need tools of many gigabytes."""
    if not judging.FULL:
        left_out = [item for item in items if item.get_closest_marker("full")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("full")]


def pytest_sessionfinish() -> None:
    """The table of what was judged, where one is asked for; with one process only (``-n 0``)."""
    path = os.environ.get("ENVDOCTOR_JUDGED")
    if path and judging.JUDGED:
        Path(path).write_text(judging.table(), encoding="utf-8")


@pytest.fixture
def tools() -> Tools:
    """The real tools."""
    return find_tools()


@pytest.fixture
def roomy(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk that is neither small nor full; an image is mounted where there is none."""
    folder = tmp_path / "roomy"
    folder.mkdir()
    if is_roomy(str(folder)):
        yield folder
        return
    with image(str(folder), 400 * 10**9) as point:
        yield Path(point)


@pytest.fixture
def machine(tmp_path: Path, roomy: Path) -> Iterator[Callable[..., Machine]]:
    """Starts private machines: home a tmpfs of 64 MB, a roomy data disk, but for what is asked otherwise."""
    data = roomy / "data1"
    data.mkdir()
    scratch = tmp_path / "etc"
    with ExitStack() as stack:

        def start(layout: Layout | None = None, **changes: object) -> Machine:
            scratch.mkdir(exist_ok=True)
            layout = replace(layout or Layout(data=str(data)), **changes)  # type: ignore[arg-type]
            return stack.enter_context(Machine(layout, str(scratch)))

        yield start
