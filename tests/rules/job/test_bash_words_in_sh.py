from __future__ import annotations

import pytest
from envdoctor_rules.job.bash_words_in_sh import ASIDE, FAILS, bash_words_in_sh

from envdoctor.facts.job_files import PlainShell
from envdoctor.testing import fixed, offends, passes

SH = PlainShell(used=True)
FIRST = "#!/bin/sh\n#SBATCH -n 1\n"


@pytest.mark.parametrize(
    ("line", "start", "size", "word"),
    [
        ("source ~/.bashrc", 0, 6, "source"),
        ("[[ -d out ]] || mkdir out", 0, 2, "[["),
        ("if ! [[ $a == b ]]; then exit; fi", 5, 2, "[["),
        ("files=(a b)", 0, 11, "files=( )"),
        ("declare -i n=1", 0, 7, "declare"),
        ("python a.py >& log", 0, 11, ">&"),
        ("python a.py &> log &", 0, 11, "&>"),
        ('cat <<< "$x"', 0, 3, "<<<"),
        ("cat <(ls)", 4, 5, "<("),
        ("echo ${x[0]}", 5, 7, "${x[..}"),
        ('echo "${x//a/b}"', 5, 11, "${x//..}"),
    ],
)
def test_what_dash_does_not_know(line: str, start: int, size: int, word: str) -> None:
    text = f"{FIRST}{line}\n{' ' * start}{'^' * size}\n"
    [found] = offends(bash_words_in_sh, text, path="a.sbatch", plain_shell=SH)
    assert (found.template, found.args["word"]) == (FAILS, word)


def test_a_redirect_that_starts_in_the_background() -> None:
    text = f"{FIRST}python a.py &> log\n^^^^^^^^^^^\nsource x\n"
    [found] = offends(bash_words_in_sh, text, path="a.sbatch", plain_shell=SH)
    assert found.template == ASIDE


def test_lsf_starts_the_first_line_too() -> None:
    offends(bash_words_in_sh, "#!/bin/sh\n#BSUB -n 1\nsource x\n^^^^^^\n", path="a.lsf", plain_shell=SH)
    passes(bash_words_in_sh, "#!/bin/sh\n#PBS -l nodes=1\nsource x\n", path="a.pbs", plain_shell=SH)


@pytest.mark.parametrize(
    "lines",
    [
        ". ./env.sh\n[ -d out ] || mkdir out\n",
        "python a.py > log 2>&1\n",
        "bash -c 'source x; y=(1 2)'\n",
        "cat > job.sh <<EOF\n[[ -d x ]]\nsource x\nEOF\n",
        "echo '\n[[ a ]]\n'\n",
        "echo \\${x[0]} '${x[0]}' ${x:-a} ${x%%b} ${x#c}\n",
        'if [ -n "$BASH_VERSION" ]; then\nsource x\nfi\n',
        "# source x\necho source x\n",
        "grep '[[:space:]]' x\n",
    ],
)
def test_healthy(lines: str) -> None:
    passes(bash_words_in_sh, FIRST + lines, path="a.sbatch", plain_shell=SH)


def test_where_sh_reads_it() -> None:
    passes(bash_words_in_sh, f"{FIRST}source x\n", path="a.sbatch", plain_shell=PlainShell(False, "bash"))


@pytest.mark.parametrize("first", ["#!/bin/{}", "#!/usr/bin/env {}", "#! /bin/{} -e"])
def test_fix(first: str) -> None:
    text = first + "\n#SBATCH -n 1\nsource x\n"
    fixed(bash_words_in_sh, text.format("sh"), text.format("bash"), path="a.sbatch", plain_shell=SH)
