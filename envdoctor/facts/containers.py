"""The containers that a job script, a compose file or a Kubernetes manifest starts; most scripts start none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from envdoctor.declare import fact
from envdoctor.errors import OtherFile
from envdoctor.facts.types import SourceFile
from envdoctor.light import dataclass
from envdoctor.sniff import JOB, SCRIPT
from envdoctor.syntax.specs.forms import COMPOSE, KUBERNETES

if TYPE_CHECKING:
    from envdoctor.syntax.specs.containers import Container


@dataclass(frozen=True, slots=True)
class Containers:
    """The containers of one file, in the order of the text. ``job``: it is a job script, which nobody sits before."""

    all: tuple[Container, ...] = ()
    job: bool = False

    @property
    def signs(self) -> frozenset[str]:
        """``containers`` if there are any."""
        return frozenset(("containers",) if self.all else ())


@fact(forms=(JOB, SCRIPT, COMPOSE, KUBERNETES))
def containers(source: SourceFile) -> Containers:
    """Every container that a job script, a compose file or a Kubernetes manifest starts."""
    if source.form in (COMPOSE, KUBERNETES):
        return Containers(tuple(_of_spec(source)))
    if source.form not in (JOB, SCRIPT):
        raise OtherFile("no file that starts containers")
    if "docker" not in source.text and "podman" not in source.text:
        return Containers()
    from envdoctor.facts.jobs import body_of  # loaded for scripts that mention a container alone
    from envdoctor.syntax.specs.containers import of_body

    return Containers(tuple(of_body(body_of(source.text))), source.form == JOB)


def _of_spec(source: SourceFile) -> Iterator[Container]:
    from envdoctor.facts.specs import tree_of
    from envdoctor.syntax.specs.containers import of_pod, of_service
    from envdoctor.syntax.specs.pods import pods_of, services_of

    tree = tree_of(source.path, source.text)[0]
    if source.form == COMPOSE:
        yield from (of_service(one) for one in services_of(tree))
    else:
        yield from (container for pod in pods_of(tree) for container in of_pod(pod))
