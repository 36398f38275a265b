from __future__ import annotations

import pytest
from envdoctor_rules.job.linked_script import linked_script

from envdoctor.facts.jobs import Body
from envdoctor.facts.site import Site, StartFile
from envdoctor.facts.types import SourceFile
from envdoctor.model import Advise
from envdoctor.testing import findings, passes

LINK = StartFile("../shared/run.sh", "/data/shared/run.sh")
SITE = Site(symlinks=False)
SCRIPT = SourceFile("run.sh", "#!/bin/bash\n", form="script")


def test_fires() -> None:
    [found] = findings(linked_script, source=SCRIPT, start_file=LINK, site=SITE, body=Body(interpreter="bash"))
    assert found.args["link"] == "../shared/run.sh"
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == ("readlink -f -- run.sh",)


@pytest.mark.parametrize(
    ("site", "start_file"), [(Site(), LINK), (Site(symlinks=True), LINK), (SITE, StartFile("", "/home/a/run.sh"))]
)
def test_healthy(site: Site, start_file: StartFile) -> None:
    passes(linked_script, "#!/bin/bash\necho\n", path="run.sh", start_file=start_file, site=site)
