from __future__ import annotations

import pytest
from envdoctor_rules.containers.docker_daemon_json_broken import docker_daemon_json_broken

from envdoctor import Advise, Here
from envdoctor.facts.dockerd import Daemon, Daemons
from envdoctor.testing import findings, passes

BROKEN = Daemon(exists=True, accepted=False, why="a comma before } is not allowed: take it out", line=3, column=1)


@pytest.mark.parametrize(
    ("release", "uid", "commands"),
    [
        ((28, 5), 0, ("dockerd --validate --config-file /etc/docker/daemon.json",)),
        ((20, 10), 1000, ()),
        (None, 1000, ("dockerd --validate --config-file /etc/docker/daemon.json",)),
    ],
)
def test_fires(release: tuple[int, int] | None, uid: int, commands: tuple[str, ...]) -> None:
    daemon = Daemon(exists=True, release=release, accepted=False, why=BROKEN.why, line=3, column=1)
    [found] = findings(docker_daemon_json_broken, daemons=Daemons(daemon), here=Here(uid=uid))
    where = found.location
    assert (where.path, where.line, where.column, where.end_column) == ("/etc/docker/daemon.json", 3, 1, 2)
    assert found.args["why"] == BROKEN.why
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == commands


@pytest.mark.parametrize(
    "daemons",
    [
        pytest.param(Daemons(), id="no docker"),
        pytest.param(Daemons(Daemon(exists=True)), id="a good file"),
        pytest.param(Daemons(None, BROKEN), id="the account's own is told of with the other tools"),
    ],
)
def test_healthy(daemons: Daemons) -> None:
    passes(docker_daemon_json_broken, daemons=daemons, here=Here())
