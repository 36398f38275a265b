"""An account's own Docker (rootless): images, containers, volumes."""

from __future__ import annotations

from envdoctor.catalogue import containers, sources
from envdoctor.catalogue.rows import FileLever, Place, Relocation, Row
from envdoctor.catalogue.view import View
from envdoctor.i18n import msg
from envdoctor.model import Origin


def _config(view: View, context: str) -> str:
    """``$XDG_CONFIG_HOME``, where that is not empty; the daemon takes a relative one as it is."""
    value = view.value(context, "XDG_CONFIG_HOME")
    return sources.absolute(view, value) if value else sources.home(view, context) + "/.config"


def _data(view: View, context: str) -> Place:
    config = _config(view, context)
    daemon = containers.found(view, f"{config}/docker/daemon.json", containers.own_unit(view, config))
    return containers.data_root(view, daemon, lambda: _default(view, context))


def _default(view: View, context: str) -> Place:
    value = view.value(context, "XDG_DATA_HOME")
    if value:
        return sources.placed(view, value, sources.origin_of(view, context, "XDG_DATA_HOME"), suffix="docker")
    return sources.placed(view, sources.home(view, context), Origin("default"), suffix=".local/share/docker")


DOCKER_ROOTLESS = Row(
    id="docker-rootless",
    tool="docker (rootless)",
    title=msg("images, containers and volumes of your own Docker"),
    holds="data",
    sources=(_data,),
    levers=(FileLever("jsonkey", sources.config_file("docker/daemon.json"), ("data-root",), check=containers.CHECK),),
    folder="docker",
    variables=("XDG_CONFIG_HOME", "XDG_DATA_HOME"),
    own_commands=("dockerd-rootless.sh",),
    traces=("~/.local/share/docker",),
    keep=msg("images, containers and volumes that are not copied along are no longer found"),
    relocation=Relocation(
        link="avoid",
        how=msg("stop it, copy inside its user namespace, put the old folder aside, let fix set data-root, start it"),
        commands=(
            "systemctl --user stop docker",
            "mkdir -p {new} && rootlesskit rsync -aHAX --numeric-ids {old}/ {new}/ && mv {old} {old}.before",
            "envdoctor fix --apply --select 'STO101[docker-rootless]'",
            "systemctl --user start docker",
            "docker info -f '{{{{.DockerRootDir}}}}'",
        ),
    ),
    needs_local=True,
    pitfalls=(
        msg("it must not be on NFS: files there can not be given to the container's users"),
        msg("after a change: systemctl --user restart docker"),
        msg("files belong to other users than you: delete with rootlesskit rm -rf, not with rm"),
        msg("docker system prune deletes stopped containers and images without one"),
    ),
    facts=("dockerd 20.10.24 and 28.5.2 under a user namespace, run", "docs: Rootless mode, read"),
)
