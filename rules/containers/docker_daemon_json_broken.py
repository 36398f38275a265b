"""Docker's daemon refuses its configuration file, so it will not start again.

## Why is this bad?
A running Docker does not look at `/etc/docker/daemon.json` again. With the next restart, update or reboot it stops
with "unable to configure the Docker daemon with file ...", and every container on the machine is down.

## What to do
The finding names line, column and what is wrong: mostly a comma before a closing bracket, a comment, single quotes,
an unknown key, a number in quotes, or an option that the unit gives as a flag too (`-H fd://` and `"hosts"`).
dockerd 23 and later can try a file without starting: `dockerd --validate --config-file /etc/docker/daemon.json`.

## Fix safety
Nothing is changed: what the file was meant to say is the administrator's to decide.

## References
- Docker's documentation: "Daemon configuration file", "Troubleshooting the Docker daemon".
- moby, daemon/config/config.go, versions 20.10 to 29: keys, kinds and checks.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Here, Location, Safety, Severity, msg, rule
from envdoctor.facts.dockerd import Daemons

MEND = msg("mend it before Docker is restarted")
ASK = msg("tell the administrator before Docker is restarted")


@rule("CTR103", "docker-daemon-json-broken", severity=Severity.ERROR, fix=Safety.MANUAL)
def docker_daemon_json_broken(daemons: Daemons, here: Here) -> Iterator[Finding]:
    """One finding for the machine's file; an account's own Docker is told of with the other tools."""
    daemon = daemons.machine
    if daemon is None or daemon.accepted:
        return
    column = daemon.column if daemon.line else None
    known = daemon.release or (23, 0)
    judge = f"dockerd --validate --config-file {daemon.file}" if known >= (23, 0) else ""
    yield Finding(
        msg("Docker will not start again with this file: {why}"),
        place=daemon.file,
        location=Location(daemon.file, daemon.line, column, column + 1 if column else None),
        wish=Advise(MEND if here.uid == 0 else ASK, commands=(judge,) if judge else ()),
        evidence=(f"dockerd {daemon.release[0]}.{daemon.release[1]}",) if daemon.release else (),
        why=daemon.why,
    )
