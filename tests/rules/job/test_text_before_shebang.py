from __future__ import annotations

import pytest
from envdoctor_rules.job.text_before_shebang import (
    BLANK,
    EMPTY,
    EMPTY_LINES,
    INVISIBLE,
    NONE,
    TEXT,
    text_before_shebang,
)

from envdoctor import Severity
from envdoctor.facts.types import SourceFile
from envdoctor.testing import findings, fixed, passes


@pytest.mark.parametrize(
    ("text", "template", "line", "column"),
    [
        ("\n#!/bin/bash\n#SBATCH -n 2\n", EMPTY, 2, 1),
        (" \r\n\n#!/bin/bash\n#SBATCH -n 2\n", EMPTY_LINES, 3, 1),
        ("\n #!/bin/bash\n#SBATCH -n 2\n", BLANK, 2, 2),
        (" #!/bin/bash\n#SBATCH -n 2\n", BLANK, 1, 2),
        ("\ufeff#!/bin/bash\n#SBATCH -n 2\n", INVISIBLE, 1, 2),
        ("# about\n#!/bin/bash\n#SBATCH -n 2\n", TEXT, 2, 1),
        ("#SBATCH -n 2\npython a.py\n", NONE, 1, 1),
        ("\n\n#SBATCH -n 2\npython a.py\n", NONE, 3, 1),
    ],
)
def test_fires(text: str, template: str, line: int, column: int) -> None:
    [found] = findings(text_before_shebang, source=SourceFile("a.sbatch", text, form="job"))
    assert (found.template, found.severity) == (template, None)
    assert (found.location.line, found.location.column) == (line, column)


def test_other_schedulers_take_it() -> None:
    text = "\n#!/bin/bash\n#BSUB -n 2\n"
    [found] = findings(text_before_shebang, source=SourceFile("a.lsf", text, form="job"))
    assert found.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("text", "template"),
    [
        ("\n#!/bin/bash\npython a.py\n", EMPTY),
        ("\ufeff#!/bin/bash\npython a.py\n", INVISIBLE),
        ("# about\n#!/bin/bash\npython a.py\n", TEXT),
    ],
)
def test_a_start_script_without_directives(text: str, template: str) -> None:
    [found] = findings(text_before_shebang, source=SourceFile("start.sh", text, form="script"))
    assert (found.template, found.severity) == (template, Severity.WARNING)


@pytest.mark.parametrize("text", ["python a.py\n", "# a library\nf() { :; }\n", "set -e\n#SBATCH -n 1\n"])
def test_a_script_without_any(text: str) -> None:
    assert findings(text_before_shebang, source=SourceFile("lib.sh", text, form="script")) == []


@pytest.mark.parametrize(
    "text",
    [
        "#!/bin/bash\n#SBATCH -n 2\n",
        "#! /bin/bash -l\n#SBATCH -n 2\n",
        "#BSUB -n 2\npython a.py\n",
        "#SBATCH -n {{ n }}\npython a.py\n",
    ],
)
def test_healthy(text: str) -> None:
    passes(text_before_shebang, text, path="a.sbatch")


@pytest.mark.parametrize("before", ["\n", "\ufeff", "  \n\t\n "])
def test_fixed(before: str) -> None:
    body = "#!/bin/bash\n#SBATCH -n 2\n"
    fixed(text_before_shebang, f"\n{before}{body}", body, path="a.sbatch")
