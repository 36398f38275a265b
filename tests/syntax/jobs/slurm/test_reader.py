from __future__ import annotations

import time

import pytest

from envdoctor.catalogue.slurm_options import Version
from envdoctor.syntax.jobs.slurm.reader import KINDS, read
from envdoctor.syntax.jobs.values import Fault, Span

HEAD = "#!/bin/bash\n"


def faults(lines: str, version: Version | None = (22, 5)) -> list[Fault]:
    return list(read(HEAD + lines, version).faults)


def kinds(lines: str, version: Version | None = (22, 5)) -> list[tuple[str, bool]]:
    return [(fault.kind, fault.fatal) for fault in faults(lines, version)]


def marked(lines: str, version: Version | None = (22, 5)) -> list[str]:
    text = HEAD + lines
    return [text[fault.span.start : fault.span.end] for fault in read(text, version).faults]


GOOD = """#!/bin/bash -l
#SBATCH --job-name=train # the name
#SBATCH -p gpu -N 1
#SBATCH --ntasks-per-node=1

# resources
#SBATCH --cpus-per-task=8
#SBATCH --gres=gpu:a100:2
#SBATCH --mem=64G
#SBATCH --time=1-00:00:00
#SBATCH --mail-type=END,FAIL
#SBATCH --mail-user=zhang@example.org
#SBATCH --output=logs/%x_%j.out

module load cuda
srun python train.py
"""


@pytest.mark.parametrize("version", [None, (21, 8), (22, 5), (24, 5), (26, 5)])
def test_nothing_is_wrong_with_a_good_script(version: Version | None) -> None:
    script = read(GOOD, version)
    assert script.faults == ()
    assert script.accepted
    assert script.reason == ""
    assert script.code_line == 15
    assert [directive.option for directive in script.directives][:4] == [
        "job-name",
        "partition",
        "nodes",
        "ntasks-per-node",
    ]
    assert script.directives[0].comment == " the name"


def test_a_directive() -> None:
    script = read(HEAD + '#SBATCH --job-name="my job" -n 4\n')
    name, tasks = script.directives
    assert (name.scheduler, name.option, name.written, name.value) == ("slurm", "job-name", "--job-name", "my job")
    assert name.span == Span(20, 39, 2, 9)
    assert name.value_span == Span(31, 39, 2, 20)
    assert (tasks.option, tasks.written, tasks.value, tasks.span.end_column) == ("ntasks", "-n", "4", 33)


def test_options_are_those_that_sbatch_prints() -> None:
    script = read(HEAD + "#SBATCH -t 90 --mem=2048 -o out -D sub\n#SBATCH --signal=B:SIGUSR1@60\n", (22, 5))
    assert script.options == {
        "time": "01:30:00",
        "mem": "2G",
        "output": "CWD/sub/out",
        "chdir": "CWD/sub",
        "signal": "B:USR1",
    }


def test_components() -> None:
    script = read(HEAD + "#SBATCH -n2 -t5\n#SBATCH hetjob\n#SBATCH -n3 --mem=lots\n", (22, 5))
    assert [directive.component for directive in script.directives] == [0, 0, 1, 1]
    assert script.options == {"ntasks": "2", "time": "00:05:00"}
    assert script.reason == "Invalid --mem specification"


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("", "no-shebang", "empty"),
        (" \n", "no-shebang", "blank"),
        ("\n#!/bin/sh\n", "no-shebang", "blank"),
        (" #!/bin/sh\n", "no-shebang", "space"),
        ("\ufeff#!/bin/sh\n", "no-shebang", "bom"),
        ("echo\n", "no-shebang", "text"),
        ("#!/bin/sh\n\0\n", "nul", None),
        ("#!/bin/sh\necho\r\n", "dos-line-ends", None),
    ],
)
def test_whole_file(text: str, kind: str, found: str | None) -> None:
    script = read(text)
    assert not script.accepted
    assert (script.faults[0].kind, script.faults[0].args.get("found")) == (kind, found)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ('#SBATCH -J "x\n', [("unmatched-quote", True)]),
        ("#SBATCH -n2 : -N3\n", [("lone-colon", True)]),
        ("#SBATCH foo bar\n#SBATCH time=5\n", [("stray-word", True), ("stray-word", True)]),
        ("#SBATCH --gpu-type=a100\n", [("unknown-option", True)]),
        ("#SBATCH --mpi=pmix\n", [("srun-option", True)]),
        ("#SBATCH --mpi pmix\n", [("srun-option", True)]),
        ("#SBATCH -l\n", [("srun-option", True)]),
        ("#SBATCH --share\n", [("gone-option", True)]),
        ("#SBATCH --segment=2\n", [("future-option", True)]),
        ("#SBATCH --gpu=2\n", [("ambiguous-option", True)]),
        ("#SBATCH -n2 --mem\n", [("missing-value", True)]),
        ("#SBATCH --hold=1\n", [("needless-value", True)]),
        ("#SBATCH --time=24h\n", [("bad-value", True)]),
        ("#SBATCH --mem=1G --mem-per-cpu=1G\n", [("exclusive-options", True)]),
        ("#SBATCH --gpus=3 --gpus-per-node=2\n", [("gpu-counts", True)]),
        ("#SBATCH --cpus-per-gpu=4 -G2 -c8\n", [("gpu-counts", True)]),
        ("#BSUB -R span[hosts=1]\n", [("foreign-option", True)]),
        ("#SBATCH --cpus_per_task=4\n", [("underscore", True)]),
        ("#SBATCH --job=x\n", [("abbreviated", False)]),
        ("echo\n#SBATCH -n2\n", [("late", False)]),
        (" #SBATCH -n2\n", [("indented", False)]),
        ("# SBATCH -n2\n", [("spaced", False)]),
        ("##SBATCH -n2\n", [("doubled", False)]),
        ("#sbatch -n2\n", [("lower-case", False)]),
        ("#PBS -N x\n", [("foreign", False)]),
        ("#SBATCH -N1 \\\n#SBATCH -n2\n", [("trailing-backslash", False)]),
        ("#SBATCH -N1 \\\n  -n2\n", [("trailing-backslash", False), ("continued", False)]),
        ("#SBATCH -time=1:00\n", [("single-dash", True), ("bad-value", True)]),
        ("#SBATCH -partition=x\n", [("single-dash", False)]),
        ("#SBATCH -J=foo\n", [("short-equals", False)]),
        ("#SBATCH -n=2\n", [("short-equals", True), ("bad-value", True)]),
        ("#SBATCH --job-name = x\n", [("spaced-equals", True), ("stray-word", True)]),
        ("#SBATCH --ntasks= 2\n", [("spaced-equals", True), ("bad-value", True), ("stray-word", True)]),
        ("#SBATCH --mail-user\n#SBATCH --hold\n", [("swallowed", False)]),
        ("#SBATCH -o a#b\n", [("cut-by-hash", False)]),
        ("#SBATCH -o $HOME/x\n", [("literal", False)]),
        ("#SBATCH -o ~/x\n", [("literal", False)]),
        ("#SBATCH -n2\n#SBATCH -n3\n", [("repeated", False)]),
        ("#SBATCH --mail-type=BEGIN,ABORT\n", [("dropped-mail-type", False)]),
        ("#SBATCH -J a\\b\n", [("escaped", False)]),
        ("#SBATCH -o 'a\\\\b'\n", [("escaped", False), ("pattern-off", False)]),
        ("#SBATCH hetjob -n2\n", [("dropped-words", False)]),
        ("#SBATCH \u2013time=5\n", [("unicode-dash", True), ("stray-word", True)]),
        ("#SBATCH -t\u00a05\n", [("unicode-space", True), ("bad-value", True)]),
        ("#SBATCH -J \u201ctrain\u201d\n", [("smart-quote", False)]),
        ("#SBATCH --wrap=ls\n", [("wrapped", False)]),
        ("#SBATCH --container-image=nvcr.io/x --x11\n", [("unknown-option", True), ("unknown-option", True)]),
        ("#SBATCH --gres=gpu:\n", [("bad-value", True)]),
        ("#SBATCH --gres=gpu:1,shard:2\n", [("gpu-counts", True)]),
    ],
)
def test_kinds(lines: str, expected: list[tuple[str, bool]]) -> None:
    assert kinds(lines) == expected
    assert all(kind in KINDS for kind, _fatal in expected)
    assert read(HEAD + lines, (22, 5)).accepted == (not any(fatal for _kind, fatal in expected))


@pytest.mark.parametrize(
    "lines",
    [
        "#SBATCH -n2 # it's two\n",
        "#SBATCH -n1# one task\n",
        "#SBATCH --time=5#minutes\n",
        "#SBATCH -J x # $HOME\n",
        "#SBATCH --comment='costs 5 $'\n",
        "#SBATCH --mail-type=END\n#SBATCH --mail-type=FAIL\n",
        "#SBATCH -n2\n#SBATCH -n2\n",
        "cat <<EOF\n#SBATCH -n2\nEOF\n",
        "cat <<-'END'\n\t#SBATCH -n2\n#SBATCH -n2\n\tEND\n",
        "# SBATCH options follow\n## SBATCH\n# sbatch this script\n",
        "#SBATCH -n 2 -Q -v\n",
        "#SBATCH --nice=-5\n",
        "#SBATCH --account=##ACCOUNT##\n",
        "#SBATCH -t -1\n",
        "#SBATCH --gres=gpu:1,shard:2 --clusters=x\n",
        "#SBATCH --export=ALL,A=1\n",
        "#SBATCH --begin=now+1hour\n",
        "#SBATCH --gpus=2\n#SBATCH --gpus-per-node=2\n#SBATCH -N1\n",
    ],
)
def test_nothing_to_say(lines: str) -> None:
    assert kinds(lines) == []
    assert kinds(lines, None) == []


def test_python_strings_are_no_directives() -> None:
    assert read('#!/usr/bin/env python3\nT = """\n#SBATCH -n2\n"""\n').faults == ()


def test_marked_text() -> None:
    assert marked("#SBATCH --time=24h --gpu=2 # x\n") == ["24h", "--gpu"]
    assert marked("#SBATCH -n2\n#SBATCH -n3\n") == ["-n2"]
    assert marked("echo\n#SBATCH -n2  \n") == ["#SBATCH -n2"]
    assert marked(' \t#SBATCH -J "x"\n') == [' \t#SBATCH -J "x"']
    assert marked("#SBATCH --x = y\n") == ["--x"]
    assert marked("#SBATCH --mail-user\n#SBATCH --hold\n") == ["--hold"]


@pytest.mark.parametrize(
    ("lines", "args"),
    [
        ("#SBATCH --gpu=2\n", {"near": "gpus"}),
        ("#SBATCH --cpus=2\n", {"near": "cpus-per-task"}),
        ("#SBATCH --walltime=5\n", {"near": "time"}),
        ("#SBATCH --memm=5\n", {"near": "mem"}),
        ("#SBATCH --zzz=5\n", {"near": ""}),
        ("#SBATCH --container-image=x\n", {"near": "", "plugin": "pyxis"}),
        ("#SBATCH --workdir=/tmp\n", {"near": "chdir"}),
        ("#SBATCH --mpi=x\n", {"takes": "srun"}),
        ("#SBATCH --no-shell\n", {"takes": "salloc"}),
        ("#SBATCH --segment=2\n", {"since": "24.05"}),
        ("#SBATCH -partition=x\n", {"meant": "--partition", "taken": "-p artition=x"}),
        ("#SBATCH --cpus_per_task=4\n", {"meant": "--cpus-per-task"}),
        ("#SBATCH --out=x\n", {"full": "--output"}),
        ("#SBATCH -n2\n#SBATCH -n3\n", {"value": "2", "by": "3", "line": "3"}),
        ("#SBATCH -o a#b\n", {"value": "a", "lost": "#b"}),
        ("#SBATCH --mail-type=END,FAILED\n", {"word": "FAILED", "near": "FAIL"}),
        ("#SBATCH --nodes=<N>\n", {"template": "yes"}),
        ("#SBATCH --time={{ time }}\n", {"template": "yes"}),
        ("#SBATCH -n2\n#PBS -l nodes=1:ppn=4\n", {"overrides": ""}),
        ("#SBATCH -J a\n#PBS -N b\n", {"overrides": "job-name", "scheduler": "pbs"}),
    ],
)
def test_args(lines: str, args: dict[str, str]) -> None:
    first = faults(lines)[0]
    assert {name: first.args[name] for name in args} == args


@pytest.mark.parametrize(
    ("lines", "kind", "since"),
    [
        ("#SBATCH --nodes=1,2,4\n", "bad-value", "23.02"),
        ("#SBATCH --segment=2\n", "future-option", "24.05"),
        ("#SBATCH --signal=CHLD@60\n", "bad-value", "23.11"),
        ("#SBATCH --exclusive=topo\n", "bad-value", "24.05"),
        ("#SBATCH --requeue=expedite\n", "needless-value", "25.11"),
        ("#SBATCH --exclusive --oversubscribe\n", "exclusive-options", "23.02"),
        ("#SBATCH --gres=gpu:2 --gpus-per-node=2\n", "exclusive-options", "26.05"),
    ],
)
def test_releases_differ(lines: str, kind: str, since: str) -> None:
    script = read(HEAD + lines)
    assert [(fault.kind, fault.fatal, fault.args["since"]) for fault in script.faults] == [(kind, False, since)]
    assert script.accepted


@pytest.mark.parametrize(
    ("lines", "version", "accepted"),
    [
        ("#SBATCH --nodes=1,2,4\n", (22, 5), False),
        ("#SBATCH --nodes=1,2,4\n", (23, 2), True),
        ("#SBATCH --segment=2\n", (24, 5), True),
        ("#SBATCH --power=level\n", (22, 5), True),
        ("#SBATCH --power=level\n", (24, 5), False),
        ("#SBATCH --exclusive -s\n", (22, 5), True),
        ("#SBATCH --exclusive -s\n", (23, 2), False),
        ("#SBATCH --prefer=a\n", (21, 8), False),
        ("#SBATCH -J a\\ b\n", (24, 5), True),
        ("#SBATCH -J a\\ b\n", (23, 11), False),
        ("#SBATCH --gres=gpu:1 --gpus-per-node=1\n", (26, 5), False),
        ("#SBATCH --requeue=expedite\n", (25, 11), True),
        ("#SBATCH --get-user-env=10\n", (25, 5), False),
    ],
)
def test_a_release(lines: str, version: Version, accepted: bool) -> None:
    assert read(HEAD + lines, version).accepted == accepted


def test_last_mail_type_wins_from_2505_on() -> None:
    lines = HEAD + "#SBATCH --mail-type=END\n#SBATCH --mail-type=FAIL\n"
    assert read(lines, (24, 11)).options["mail-type"] == "END,FAIL"
    assert read(lines, (25, 5)).options["mail-type"] == "FAIL"


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "#SBATCH --job-name=foo\n" * 40_000,
        HEAD + "#SBATCH " + "foo " * 200_000,
        HEAD + "#SBATCH " + '"' * 500_000,
        HEAD + "#SBATCH " + "\\" * 500_000,
        HEAD + "#SBATCH hetjob\n" * 50_000,
        HEAD + "echo\n" + "cat <<E\n#SBATCH -n\n" * 40_000,
        HEAD + "#SBATCH -w a[1-9999][1-9999][1-9999]\n",
        HEAD + "#SBATCH -n " + "9" * 500_000,
        HEAD + "".join(f"#SBATCH --foo{number}=3\n" for number in range(20_000)),
        "\udcff" * 500_000,
        HEAD + "#SBATCH --begin=now+" + "9" * 100_000,
        HEAD + "#SBATCH --mem-bind=map_mem:" + "0*99999999," * 20_000,
    ],
    ids=lambda text: repr(text[12:40]),
)
def test_large_hostile_files(text: str) -> None:
    start = time.process_time()
    read(text)
    assert time.process_time() - start < 8


@pytest.mark.parametrize("names", ["node[01-1|2]", "g[13-5]", "gpu[1,-5]", "node[]1-3]", "node[0-12]|,x", "a[1,]"])
def test_lists_of_hosts_that_are_refused(names: str) -> None:
    script = read(f"#!/bin/sh\n#SBATCH -w {names}\n")
    assert not script.accepted
    assert [fault.kind for fault in script.faults] == ["bad-value"]
    assert read(f"#!/bin/sh\n#SBATCH -w {names}\n#SBATCH -w gpu1\n").accepted
    assert read(f"#!/bin/sh\n#SBATCH -x {names}\n").accepted


@pytest.mark.parametrize(
    "names", ["g[01-3,7]", "a[1-]", "a[1-3", "[1-3]", "a[1-2][3-4]", "a[1-65536],b", "./hosts[2-1]"]
)
def test_lists_of_hosts_that_are_taken(names: str) -> None:
    assert read(f"#!/bin/sh\n#SBATCH -w {names}\n").accepted
