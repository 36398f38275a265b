from __future__ import annotations

import pytest
from envdoctor_rules.pip.pip_cache_unusable import AS_ROOT, AS_USER, pip_cache_unusable

from envdoctor import Advise, Here, Place
from envdoctor.facts.pip import PipCache
from envdoctor.facts.reach import Stand
from envdoctor.facts.types import Locations, Spot
from envdoctor.host.probes import Seen
from envdoctor.model import Origin
from envdoctor.testing import findings, passes, skips

ME, ROOT = Here(home="/home/alice", user="alice", uid=1000), Here(home="/home/alice", uid=0)
PATH, ABOVE = "/home/alice/.cache/pip", "/home/alice/.cache"
LINE = Origin("file", "/home/alice/.config/pip/pip.conf", 2)


def given(origin: Origin = Origin("default"), in_use: bool = True) -> Locations:
    return Locations({"pip-cache": Spot("pip-cache", {"batch": Place(PATH, origin)}, in_use=in_use)})


def stands(seen: Seen, above: str = ABOVE) -> PipCache:
    return PipCache({PATH: Stand(PATH, above, seen)})


ROOTS = Seen("folder", mode=0o755, uid=0)
MINE = Seen("folder", mode=0o755, uid=1000, writable=True)


@pytest.mark.parametrize(
    ("here", "seen", "above", "says", "command"),
    [
        (ME, ROOTS, ABOVE, AS_USER, f"sudo chown alice: {ABOVE}"),
        (ROOT, MINE, ABOVE, AS_ROOT, f"chown -R root: {ABOVE}"),
        (ROOT, MINE, PATH, AS_ROOT, f"chown -R root: {PATH}"),
    ],
)
def test_fires(here: Here, seen: Seen, above: str, says: str, command: str) -> None:
    [found] = findings(pip_cache_unusable, locations=given(), pip_cache=stands(seen, above), here=here)
    assert (found.template, found.place, found.args["above"], found.contexts) == (says, PATH, above, ("batch",))
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == (command,)


@pytest.mark.parametrize(
    ("here", "locations", "cache"),
    [
        pytest.param(ME, given(), stands(MINE), id="it can be made"),
        pytest.param(ME, given(), stands(MINE, PATH), id="it is there"),
        pytest.param(ME, given(), stands(Seen("folder", uid=7, writable=True)), id="another's, but writable"),
        pytest.param(ME, given(), stands(ROOTS, PATH), id="there, but not writable: another rule's"),
        pytest.param(ME, given(LINE), stands(ROOTS), id="configured: another rule's"),
        pytest.param(ME, given(), stands(Seen("link")), id="a dead link: another rule's"),
        pytest.param(ROOT, given(), stands(Seen("folder", uid=0, writable=True)), id="root's own"),
        pytest.param(ME, given(in_use=False), stands(ROOTS), id="not in use"),
    ],
)
def test_healthy(here: Here, locations: Locations, cache: PipCache) -> None:
    passes(pip_cache_unusable, locations=locations, pip_cache=cache, here=here)


def test_could_not_tell_is_not_fine() -> None:
    unknown = Locations({"pip-cache": Spot("pip-cache", unknown={"batch": "bash gave no answer"})})
    assert skips(pip_cache_unusable, locations=unknown) == "bash gave no answer"
    assert skips(pip_cache_unusable, locations=given()) == f"the disk of {PATH} gave no answer"
