"""The machine's Docker: images, containers, volumes. Rules of its own look at it."""

from __future__ import annotations

from envdoctor.catalogue import containers, parsers, sources
from envdoctor.catalogue.containers import Found
from envdoctor.catalogue.rows import FileLever, Place, Relocation, Row, Side
from envdoctor.catalogue.view import View
from envdoctor.errors import EditError
from envdoctor.i18n import _, msg
from envdoctor.model import Origin

_CONTAINERD = "/etc/containerd/config.toml"
_STORE = "containerd-snapshotter"


def _daemon(view: View) -> Found:
    return containers.found(view, containers.SYSTEM_FILE, containers.machine_unit(view))


def _data(view: View, _context: str) -> Place:
    if not view.here.live:
        return Place(None, note=_("a folder is checked, not a machine"))
    if not containers.used(view):
        return Place(None, note=_("this account may not talk to Docker's daemon"))
    return containers.data_root(view, _daemon(view), lambda: Place("/var/lib/docker"))


def _has_store(view: View) -> bool:
    """Images are kept by containerd: told so in daemon.json, or, since Docker 29, not told otherwise."""
    daemon = _daemon(view)
    features = daemon.root.get("features") if daemon.root is not None else None
    said = features.get(_STORE) if features is not None else None
    if said is not None:
        return said.plain is True
    started = daemon.unit
    known = daemon.release or containers.release(view, containers.program(view, started))
    return known is not None and known >= (29, 0)


def _images(view: View, _context: str) -> Place | None:
    """containerd's own folder, where it keeps Docker's images. Its file may have been told another by ``root``."""
    if not containers.used(view) or not _has_store(view):
        return None
    text = view.read(_CONTAINERD)
    try:
        value = parsers.toml(text).get("root") if text is not None else None
    except parsers.Malformed:
        return None
    if isinstance(value, str) and value:
        line = parsers.key_line(text or "", "root")
        return sources.placed(view, value, Origin("file", _CONTAINERD, line))
    return Place("/var/lib/containerd")


def _file(view: View) -> str:
    """daemon.json, for the administrator to write."""
    if view.here.uid != 0:
        raise EditError(_("only an administrator can change where Docker keeps its data"))
    daemon = _daemon(view)
    if not daemon.verdict.accepted:
        said = daemon.verdict
        raise EditError(_("{path}:{line} first: {why}", path=daemon.file, line=said.line, why=said.why))
    return daemon.file


DOCKER = Row(
    id="docker",
    tool="docker",
    title=msg("Docker's images, containers and volumes"),
    holds="data",
    sources=(_data,),
    levers=(FileLever("jsonkey", _file, ("data-root",), check=containers.CHECK),),
    folder="docker",
    keep=msg("images, containers and volumes that are not copied along are no longer found"),
    relocation=Relocation(
        link="avoid",
        how=msg("the administrator stops Docker, copies, sets data-root and starts it again"),
        commands=(
            "systemctl stop docker.socket docker && mkdir -p {new} && rmdir {new} "
            "&& rsync -aHAX --numeric-ids {old}/ {new}.part/ && mv -T {new}.part {new}.copied",
            "# set data-root",
            "mv -T {new}.copied {new} && systemctl start docker && docker info -f '{{{{.DockerRootDir}}}}'",
        ),
    ),
    sides=(
        Side(
            key="images",
            title=msg("Docker's images, kept by containerd"),
            variables=(),
            sources=(_images,),
            folder="containerd",
            keep=msg("images that are not copied along are no longer found"),
        ),
    ),
    apart=True,
    pitfalls=(
        msg("data-root alone is not enough since Docker 29: a new installation keeps images in /var/lib/containerd"),
        msg("data-root must not stand both in daemon.json and as a flag in the unit: Docker would not start"),
        msg("a comma too many or an unknown key in daemon.json stops Docker and all containers"),
        msg("data-root does not work on NFS"),
        msg("docker system prune and docker builder prune delete for everybody on the machine: ask first"),
    ),
    facts=("dockerd 20.10.24, 26.1.5 and 28.5.2, run", "moby 29.7.2, daemon/config, read"),
)
