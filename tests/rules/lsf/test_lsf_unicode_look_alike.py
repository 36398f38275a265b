from __future__ import annotations

import pytest
from envdoctor_rules.lsf.lsf_unicode_look_alike import lsf_unicode_look_alike

from envdoctor.i18n import render
from envdoctor.testing import fixed, offends, passes


@pytest.mark.parametrize(
    ("source", "code", "said"),
    [
        ("#BSUB \u2013q gpu\n      ^\n", "2013", "the long dash \u2013"),
        ("#BSUB\u00a0-q gpu\n     ^\n", "00A0", "an invisible wide space"),
        ("#BSUB -R \u201cspan[hosts=1]\u201d\n         ^\n", "201C", 'the curved quote \u201c is not "'),
        ("#BSUB -n 4 \u2014q gpu # caf\u00e9\n           ^\n", "2014", "the long dash \u2014"),
    ],
)
def test_fires(source: str, code: str, said: str) -> None:
    [found] = offends(lsf_unicode_look_alike, "#!/bin/bash\n#BSUB -x\n" + source, path="train.lsf")
    assert found.args["code"] == code
    assert said in render(found.template, found.args)


@pytest.mark.parametrize(
    "source",
    [
        "#BSUB -q gpu # the queue \u2013 mine\n",
        '#BSUB -J "a \u2013 b"\n',
        "#BSUB -J a\u2013b\n",
        "#BSUB -P 项目\n",
        "#BSUB -J don\u2019t\n",
        "#BSUB -J a\u00a0b\n",
        "#BSUB -J 训练\u201c一\u201d\n",
        "#BSUB -o 日志/\u201c%J\u201d.out\n",
        "##BSUB \u2013q gpu\n#BSUB -n 1\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(lsf_unicode_look_alike, "#!/bin/bash\n" + source, path="train.lsf")


def test_fixed() -> None:
    fixed(
        lsf_unicode_look_alike,
        "#!/bin/bash\n#BSUB \u2013q gpu \u2013R \u201cspan[hosts=1]\u201d # \u201cx\u201d\n",
        '#!/bin/bash\n#BSUB -q gpu -R "span[hosts=1]" # \u201cx\u201d\n',
        path="train.lsf",
    )
