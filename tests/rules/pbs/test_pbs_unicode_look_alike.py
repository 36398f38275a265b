from __future__ import annotations

import pytest
from envdoctor_rules.pbs.pbs_unicode_look_alike import pbs_unicode_look_alike

from envdoctor.i18n import render
from envdoctor.testing import fixed, offends, passes


@pytest.mark.parametrize(
    ("source", "code", "said"),
    [
        ("#PBS \u2013q gpu\n     ^\n", "2013", "the long dash \u2013"),
        ("#PBS -q\u00a0gpu\n       ^\n", "00A0", "an invisible wide space"),
        ("#PBS -N \u2018x\u2019\n        ^\n", "2018", "the curved quote \u2018 is not '"),
    ],
)
def test_fires(source: str, code: str, said: str) -> None:
    [found] = offends(pbs_unicode_look_alike, "#!/bin/bash\n#PBS -V\n" + source, path="train.pbs")
    assert found.args["code"] == code
    assert said in render(found.template, found.args)


@pytest.mark.parametrize(
    "source",
    [
        "#PBS -N don\u2019t\n",
        "#PBS -N a\u00a0b\n",
        "#PBS -N 训练\u201c一\u201d\n",
        "#PBS -N x\u2019y\u2019z\n",
        "#PBS -q gpu # \u2013 mine\n",
        "#PBS -N a\u2013b\n",
        "#PBS -q a\necho\n#PBS \u2013N b\n",
        "#PBS -A 项目\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(pbs_unicode_look_alike, "#!/bin/bash\n" + source, path="train.pbs")


def test_fixed() -> None:
    fixed(
        pbs_unicode_look_alike,
        "#!/bin/bash\n#PBS \u2013l nodes=1\u00a0\u2014V\n",
        "#!/bin/bash\n#PBS -l nodes=1 -V\n",
        path="train.pbs",
    )
