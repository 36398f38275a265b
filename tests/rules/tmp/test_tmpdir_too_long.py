from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from envdoctor_rules.tmp.tmpdir_too_long import tmpdir_too_long

from envdoctor import Severity
from envdoctor.facts.reach import Stand
from envdoctor.facts.tmpdir import LIMIT, Temp, Told
from envdoctor.host.probes import Seen
from envdoctor.testing import findings, passes, skips

OURS = Seen("folder", mode=0o700, uid=1000, writable=True)


def told(path: str, real: str = "", seen: Seen = OURS) -> Temp:
    return Temp((Told(value=path, path=path, stand=Stand(path, path, replace(seen, real=real or path))),))


@pytest.mark.parametrize(
    ("temp", "length"),
    [
        (told("/" + "x" * 75), 76),
        (told("/t", "/" + "x" * 90), 91),
        (told("/" + "数" * 25), 76),
        (told("/" + "\udcff" * 75), 76),
    ],
)
def test_fires(temp: Temp, length: int) -> None:
    [found] = findings(tmpdir_too_long, temp=temp)
    assert (found.args["length"], found.args["limit"]) == (length, 75)
    assert tmpdir_too_long.severity == Severity.ERROR


@pytest.mark.parametrize(
    "temp",
    [
        pytest.param(Temp(), id="not set"),
        pytest.param(told("/" + "x" * 74), id="just short enough"),
        pytest.param(told("/" + "x" * 90, "/t"), id="long, but a link to a short one"),
        pytest.param(told("/" + "x" * 90, seen=Seen("folder")), id="not writable, so nobody uses it"),
        pytest.param(told("/" + "x" * 90, seen=Seen("missing")), id="not there"),
    ],
)
def test_healthy(temp: Temp) -> None:
    passes(tmpdir_too_long, temp=temp)


LISTEN = """
import sys
from multiprocessing.connection import Listener
try:
    Listener(family="AF_UNIX").close()
except OSError as error:
    sys.exit(str(error))
"""


@pytest.mark.parametrize(("length", "says"), [(LIMIT, ""), (LIMIT + 1, "AF_UNIX path too long")])
def test_the_limit_is_pythons(length: int, says: str) -> None:
    with TemporaryDirectory(dir="/tmp") as base:
        folder = Path(base, "x" * (length - len(base) - 1))
        folder.mkdir()
        env = {**os.environ, "TMPDIR": str(folder)}
        ran = subprocess.run([sys.executable, "-c", LISTEN], env=env, capture_output=True, text=True)
    assert ran.stderr.strip() == says


def test_could_not_tell_is_not_fine() -> None:
    assert skips(tmpdir_too_long, temp=Temp(unknown={"batch": "no answer"})) == "batch: no answer"
