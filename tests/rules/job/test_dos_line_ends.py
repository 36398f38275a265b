from __future__ import annotations

import pytest
from envdoctor_rules.job.dos_line_ends import BROKEN, DEAD, REFUSED, dos_line_ends

from envdoctor.facts.types import SourceFile
from envdoctor.testing import findings, fixed, offends, passes

BATCH = "cat > run.bat <<EOF\necho 1\r\necho 2\r\nEOF\n"
"""A file for Windows, written by a script for Linux."""


def test_fires_once() -> None:
    text = "#!/bin/bash\n#SBATCH -n 2\r\n            ^\npython a.py\r\n"
    [found] = offends(dos_line_ends, text, path="a.sbatch")
    assert (found.template, found.args["count"]) == (REFUSED, 2)


def test_other_schedulers() -> None:
    [found] = offends(dos_line_ends, "#!/bin/bash\n#BSUB -n 2\r\n          ^\n", path="a.lsf")
    assert found.template == BROKEN


@pytest.mark.parametrize(
    ("first", "program"),
    [
        ("#!/bin/bash", "/bin/bash"),
        ("#! /bin/sh", "/bin/sh"),
        ("#!/usr/bin/env bash", "bash"),
        ("#!/bin/bash -l", ""),
        ("# nothing", ""),
        ("cd src", ""),
    ],
)
def test_a_start_script_without_directives(first: str, program: str) -> None:
    source = SourceFile("start.sh", f"{first}\r\npython a.py\r\n", form="script")
    [found] = findings(dos_line_ends, source=source)
    assert found.template == (DEAD if program else BROKEN)
    assert (found.args["program"], found.args["count"]) == (program, 2)
    assert (found.location.line, found.location.column) == (1, len(first) + 1)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("#!/bin/bash\n#SBATCH -n 2\nprintf 'a\rb'\n", "a.sbatch"),
        ("#!/bin/bash\nprintf 'a\rb'\n", "start.sh"),
        (f"#!/bin/bash\n{BATCH}", "start.sh"),
        (f"#!/bin/bash\n#BSUB -n 1\n{BATCH}{BATCH}", "a.lsf"),
    ],
)
def test_healthy(text: str, path: str) -> None:
    passes(dos_line_ends, text, path=path)


def test_other_files_are_not_asked() -> None:
    assert not dos_line_ends.words or dos_line_ends.words == ("\r\n",)


@pytest.mark.parametrize("last", ["", "\r", "\r\r"])
def test_fixed(last: str) -> None:
    fixed(
        dos_line_ends,
        f"#!/bin/bash\r\n#SBATCH -n 2\r\n\r\nprintf 'a\rb'\npython a.py\r\nls{last}",
        "#!/bin/bash\n#SBATCH -n 2\n\nprintf 'a\rb'\npython a.py\nls",
        path="a.sbatch",
    )


def test_fixed_where_it_was_added_twice() -> None:
    fixed(dos_line_ends, "#!/bin/bash\r\r\n#SBATCH -n 2\r\n\r", "#!/bin/bash\n#SBATCH -n 2\n", path="a.sbatch")


def test_here_documents_keep_theirs_where_the_script_has_others() -> None:
    fixed(dos_line_ends, f"#!/bin/bash\n{BATCH}ls\r\n{BATCH}", f"#!/bin/bash\n{BATCH}ls\n{BATCH}", path="start.sh")
    fixed(dos_line_ends, f"#!/bin/bash\r\nls\n{BATCH}", f"#!/bin/bash\nls\n{BATCH}", path="start.sh")


def test_an_editor_that_changed_every_line_changed_those_of_here_documents_too() -> None:
    plain = "#!/bin/bash\ncat <<EOF\na\nEOF\nls\n"
    fixed(dos_line_ends, plain.replace("\n", "\r\n"), plain, path="start.sh")


def test_sbatch_takes_none_at_all() -> None:
    text = f"#!/bin/bash\n#SBATCH -n 2\n{BATCH}"
    fixed(dos_line_ends, text, text.replace("\r", ""), path="a.sbatch")
