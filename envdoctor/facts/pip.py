"""What stands where pip keeps its cache."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence

from envdoctor.declare import fact
from envdoctor.facts.reach import Stand, climb
from envdoctor.facts.types import Locations
from envdoctor.host.probes import Answer, Probe
from envdoctor.light import dataclass, field

ROW = "pip-cache"


@dataclass(frozen=True, slots=True)
class PipCache:
    """Place -> what stands there, links followed, or at the nearest folder above; no entry where none answered."""

    stands: Mapping[str, Stand] = field(default_factory=dict)


@fact
def pip_cache(locations: Locations) -> Generator[Sequence[Probe], Sequence[Answer], PipCache]:
    """Whether pip may use its cache, which depends on the first folder on the way up that exists."""
    spot = locations.spots.get(ROW)
    if spot is None or not spot.in_use:
        return PipCache()
    real = {place.path: spot.real.get(place.path, place.path) for place in spot.places.values() if place.path}
    stands = yield from climb(real.values())
    return PipCache({path: stands[led] for path, led in real.items() if led in stands})
