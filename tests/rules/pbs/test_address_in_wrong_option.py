from __future__ import annotations

import pytest
from envdoctor_rules.pbs.address_in_wrong_option import address_in_wrong_option

from envdoctor.i18n import render
from envdoctor.testing import fixed, offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#PBS -e alice@example.org\n     ^^^^^^^^^^^^^^^^^^^^\n", "-e takes no address"),
        ("#PBS -m alice@example.org\n     ^^^^^^^^^^^^^^^^^^^^\n", "-m takes no address"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(address_in_wrong_option, "#!/bin/bash\n" + source, path="train.pbs")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        "#PBS -M alice@example.org\n",
        "#PBS -e err.log\n",
        "#PBS -o host@x.out\n",
        "#PBS -e node1:/data/x@y.org\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(address_in_wrong_option, "#!/bin/bash\n" + source, path="train.pbs")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("#!/bin/bash\n#PBS -e alice@example.org\n#PBS -q a\n", "#!/bin/bash\n#PBS -M alice@example.org\n#PBS -q a\n"),
    ],
)
def test_fixed(before: str, after: str) -> None:
    fixed(address_in_wrong_option, before, after, path="train.pbs")


def test_no_second_address_is_made() -> None:
    [found] = offends(
        address_in_wrong_option,
        """
        #!/bin/bash
        #PBS -M bob@example.org
        #PBS -e alice@example.org
             ^^^^^^^^^^^^^^^^^^^^
        """,
        path="train.pbs",
    )
    assert found.wish is None
