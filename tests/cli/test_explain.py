"""``envdoctor explain`` as it is typed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


def explain(*argv: str, given: bytes = b"", home: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    env = {"HOME": str(home or "/nonexistent"), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    argv = (sys.executable, "-m", "envdoctor", "explain", *argv)
    return subprocess.run(argv, env=env, input=given, capture_output=True, check=False)


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        ((), b'envdoctor explain "TEXT"'),
        (("STO101",), b"STO101 cache-on-home"),
        (("cache-on-home",), b"STO101 cache-on-home"),
        (("STO101[pip-cache]",), b"STO101 cache-on-home"),
        (("No space left on device",), b"envdoctor check --select STO201,STO202,STO101,TMP101"),
        (("offline",), b"envdoctor explain offline-pip"),
    ],
)
def test_answers(argv: tuple[str, ...], says: bytes, tmp_path: Path) -> None:
    done = explain(*argv, home=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert says in done.stdout


def test_a_log_on_standard_input() -> None:
    done = explain("-", given=b"epoch 3\nOSError: [Errno 122] Disk quota exceeded\xff\n")
    assert done.returncode == 0
    assert done.stdout.startswith(b"Disk quota exceeded\n")


@pytest.mark.parametrize("given", [b"", b"all is well\n", b"\xff\xfe\x00"])
def test_an_unknown_text_is_a_usage_error(given: bytes) -> None:
    done = explain("-", given=given)
    assert (done.returncode, done.stdout) == (4, b"")
    assert b"no known error text was found" in done.stderr


def test_what_is_pasted_is_not_repeated() -> None:
    secret = "hf_" + "a" * 34
    done = explain(f"OSError: No space left on device while uploading with {secret}")
    assert secret.encode() not in done.stdout + done.stderr
    done = explain(f"no such thing here {secret}")
    assert secret.encode() not in done.stdout + done.stderr


def test_a_guess_says_so() -> None:
    assert explain("bus error in the data loader").stdout.startswith(b"Perhaps: ")
    assert b"Perhaps" not in explain("no space left").stdout


@pytest.mark.parametrize("word", ["error", "exit code 1"])
def test_a_word_of_every_error_tells_nothing(word: str) -> None:
    done = explain(word)
    assert (done.returncode, done.stdout) == (4, b"")


def test_json() -> None:
    done = explain("Disk quota exceeded", "--format", "json")
    found = json.loads(done.stdout)["symptoms"][0]
    assert found["id"] == "disk-quota-exceeded"
    assert found["certain"] is True
    guess = json.loads(explain("bus error in the data loader", "--format", "json").stdout)["symptoms"]
    assert [one["certain"] for one in guess] == [False] * len(guess)
    assert {"code", "name", "summary"} == set(found["rules"][0])
    page = json.loads(explain("offline-pip", "--format", "json").stdout)["page"]
    assert page["name"] == "offline-pip"
    assert any("--find-links" in part.get("command", "") for part in page["parts"])


@pytest.mark.parametrize(
    ("what", "titles"), [("go", [b"go: "]), ("conda", [b"conda-envs: ", b"conda-pkgs: "]), ("UV", [b"uv: "])]
)
def test_a_tool(what: str, titles: list[bytes], tmp_path: Path) -> None:
    done = explain(what, home=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert all(any(line.startswith(title) for line in done.stdout.splitlines()) for title in titles)
    assert b"Good to know:" in done.stdout
    named = json.loads(explain(what, "--format", "json", home=tmp_path).stdout)["tools"]
    assert len(named) >= len(titles)


def test_every_row_has_a_page(tmp_path: Path) -> None:
    from envdoctor.collect import collect
    from envdoctor.facts.types import Spot
    from envdoctor.report.row_page import rows_json, rows_text
    from envdoctor.report.style import Style

    rows = [(row, Spot(row.id)) for row in collect(installed=False).rows]
    text = rows_text(rows, Style(width=100))
    assert text.count("Judged by: ") == len(rows)
    assert len(json.loads(rows_json(rows))["tools"]) == len(rows)
