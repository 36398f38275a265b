"""A host as a mapping from probes to answers, for a view that asks as it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from envdoctor.host.host import Host
from envdoctor.host.probes import Answer, Probe


class Asking(Mapping[Probe, Answer]):
    """What a host would answer, asked when it is looked up, so that a view over it never raises Missing.

    A plan reads little and one thing after the other: rounds, as facts have them, would run it over and over.
    """

    def __init__(self, host: Host) -> None:
        self.host = host

    def __getitem__(self, probe: Probe) -> Answer:
        return self.host.ask([probe])[0]

    def __contains__(self, _probe: object) -> bool:
        return True

    def __iter__(self) -> Iterator[Probe]:
        return iter(())

    def __len__(self) -> int:
        return 0
