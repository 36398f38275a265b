from __future__ import annotations

from envdoctor.catalogue.rows import Place
from envdoctor.facts.pip import PipCache, pip_cache
from envdoctor.facts.types import Locations, Spot
from envdoctor.facts.variables import BASES, folder_variables
from envdoctor.host.probes import Look, Seen
from envdoctor.model import Origin
from tests.catalogue.driving import HOME


def asked(locations: Locations, there: dict[str, Seen]) -> PipCache:
    running = pip_cache.function(locations)
    try:
        probes = next(running)
        while True:
            paths = [probe.path for probe in probes if isinstance(probe, Look)]
            probes = running.send([there.get(path, Seen("missing", real=path)) for path in paths])
    except StopIteration as end:
        assert isinstance(end.value, PipCache)
        return end.value


def test_the_first_folder_on_the_way_up_that_exists_where_links_lead() -> None:
    path, real = f"{HOME}/.cache/pip", "/data1/alice/cache/pip"
    spot = Spot("pip-cache", {"batch": Place(path, Origin("default"))}, real={path: real})
    there = {"/data1/alice": Seen("folder", uid=7, real="/data1/alice")}
    stand = asked(Locations({"pip-cache": spot}), there).stands[path]
    assert (stand.path, stand.above, stand.seen.uid) == (real, "/data1/alice", 7)


def test_nothing_is_asked_where_pip_is_not_in_use_or_keeps_no_cache() -> None:
    unused = Spot("pip-cache", {"batch": Place("/x", Origin("default"))}, in_use=False)
    off = Spot("pip-cache", {"batch": Place(None, Origin("default"))})
    for locations in (Locations(), Locations({"pip-cache": unused}), Locations({"pip-cache": off})):
        assert asked(locations, {}) == PipCache()


def test_variables_that_name_one_folder() -> None:
    from envdoctor_rules.catalogue.huggingface import HUGGINGFACE
    from envdoctor_rules.catalogue.pip import PIP_CACHE

    found = folder_variables([PIP_CACHE, HUGGINGFACE])
    assert found[: len(BASES)] == BASES
    assert {"PIP_CACHE_DIR", "HF_HOME", "HF_DATASETS_CACHE"} <= set(found)
    assert "PIP_NO_CACHE_DIR" not in found
