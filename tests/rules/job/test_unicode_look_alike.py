from __future__ import annotations

import pytest
from envdoctor_rules.job.unicode_look_alike import ALONE, unicode_look_alike

from envdoctor import Severity
from envdoctor.testing import fixed, offends, passes


def test_directives_and_commands() -> None:
    dash, word = offends(
        unicode_look_alike,
        """
        #!/bin/bash
        #SBATCH \u2013time=1:00 # \u2013 text
                ^
        python a.py \u2014epochs 3
                    ^^^^^^^
        """,
        path="a.sbatch",
    )
    assert (dash.severity, dash.args) == (None, {"code": "2013", "plain": "'--'"})
    assert (word.severity, word.wish) == (Severity.WARNING, None)


def test_an_invisible_command() -> None:
    [found] = offends(unicode_look_alike, "#!/bin/bash\n#SBATCH -n 1\n\u200b\n^\npython a.py\n", path="a.sbatch")
    assert (found.template, found.args["code"]) == (ALONE, "200B")


def test_a_warning_where_sbatch_goes_on() -> None:
    [found] = offends(unicode_look_alike, "#!/bin/bash\n#SBATCH -o a.out\u00a0\n                ^\n", path="a.sbatch")
    assert found.severity is Severity.WARNING
    [found] = offends(unicode_look_alike, "#!/bin/bash\n#SBATCH\u00a0-n 2\n       ^\n", path="a.sbatch")
    assert found.severity is None


@pytest.mark.parametrize(
    "text",
    [
        "#SBATCH -n 2 # \u201ctwo\u201d tasks \u2013 yes\u00a0\n",
        "#SBATCH -J 训练\u2014一\n",
        "#SBATCH -n 2\necho \u201chello\u201d \u2013 a\n",
        '#SBATCH -n 2\npython a.py "\u2014 text"\n',
        "#SBATCH -n 2\ncat <<E\n#SBATCH \u2013n 2\nE\n",
    ],
)
def test_healthy(text: str) -> None:
    passes(unicode_look_alike, f"#!/bin/bash\n{text}", path="a.sbatch")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\u2013n 2 \u2014time=1:00 \u2013-mem=4G", "-n 2 --time=1:00 --mem=4G"),
        ("-n\u00a02\u00a0# \u00a0", "-n 2 # \u00a0"),
        ("--job-name=\u201ca b\u201d", '--job-name="a b"'),
        ("--time=01\uff1a00\uff1a00", "--time=01:00:00"),
        ("--nodes\uff1d2", "--nodes=2"),
        ("--mem=4G\u200b", "--mem=4G"),
    ],
)
def test_fixed(before: str, after: str) -> None:
    fixed(unicode_look_alike, f"#!/bin/bash\n#SBATCH {before}\n", f"#!/bin/bash\n#SBATCH {after}\n", path="a.sbatch")
