"""pipx: programs in environments of their own."""

from __future__ import annotations

from pathlib import PurePath

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Cleaner, Place, Relocation, Row, Side, VariableLever, move_and_link
from envdoctor.catalogue.view import View
from envdoctor.i18n import _, msg
from envdoctor.model import Origin

_LEGACY = ".local/pipx"


def _own_program(view: View, context: str) -> Place | None:
    """The home a pipx belongs to that pipx itself installed; an empty PIPX_HOME hides it."""
    program = view.which("pipx") if view.value(context, "PIPX_HOME") is None else None
    if program is None:
        return None
    seen = view.look(program)
    environment = PurePath(seen.link if seen.link and seen.link.startswith("/") else seen.real).parent.parent
    home, everybodys = str(environment.parent.parent), view.value(context, "PIPX_GLOBAL_HOME") or "/opt/pipx"
    if environment.parent.name != "venvs" or home == everybodys:
        return None
    return sources.placed(view, home, Origin("default")) if _holds_pipx(view, str(environment)) else None


def _holds_pipx(view: View, environment: str) -> bool:
    import json

    try:
        held = json.loads(view.read(f"{environment}/pipx_metadata.json") or "")
    except (ValueError, RecursionError):
        return False
    package = held.get("main_package") if isinstance(held, dict) else None
    return isinstance(package, dict) and package.get("package") == "pipx"


def _legacy(view: View, context: str) -> Place | None:
    """The folder of pipx before 1.3, used as long as anything stands at its place, even an empty folder."""
    path = f"{sources.home(view, context)}/{_LEGACY}"
    if not view.look(path).exists:
        return None
    return sources.placed(view, path, Origin("default"), note=_("used because it exists, even if it is empty"))


HOME = (
    sources.variable("PIPX_HOME", tilde=True),
    _own_program,
    _legacy,
    sources.xdg("XDG_DATA_HOME", ".local/share", "pipx"),
)


def _shared(view: View, context: str) -> Place | None:
    home = next(place for source in HOME if (place := source(view, context)) is not None)
    assert home.path is not None
    relative = home.relative if home.relative is None else home.relative + "/shared"
    return Place(f"{home.path}/shared", home.origin, relative)


PIPX = Row(
    id="pipx",
    tool="pipx",
    title=msg("programs that pipx installed"),
    holds="data",
    sources=HOME,
    levers=(VariableLever("PIPX_HOME"),),
    folder="pipx",
    variables=("PIPX_HOME", "XDG_DATA_HOME"),
    own_commands=("pipx",),
    traces=("~/.local/share/pipx", f"~/{_LEGACY}", "~/.cache/pipx"),
    usual=("~/.local/share/pipx", f"~/{_LEGACY}"),
    cleaners=(
        Cleaner("pipx cache purge", part=msg("frees only what pipx run keeps; pipx 1.16 or later"), needs_room=True),
    ),
    keep=msg("programs that pipx installed run from there"),
    relocation=Relocation(
        link="ok",
        how=msg("the link keeps programs running that name the old folder"),
        commands=move_and_link(),
    ),
    sides=(
        Side(
            key="shared",
            title=msg("the pip that pipx shares between its programs"),
            variables=("PIPX_SHARED_LIBS",),
            sources=(sources.variable("PIPX_SHARED_LIBS", tilde=True), _shared),
            folder="pipx/shared",
            follows=True,
            keep=msg("the programs' environments use the pip in it"),
        ),
    ),
    children=(("PIPX_HOME", "XDG_DATA_HOME"), ("PIPX_SHARED_LIBS", "PIPX_HOME")),
    needs_exec=True,
    pitfalls=(
        msg("PIPX_HOME also takes the cache, logs and trash with it"),
        msg("an empty leftover ~/.local/pipx makes pipx write there again, unless PIPX_HOME is set"),
        msg("after PIPX_HOME was changed, programs of the old folder still run, but pipx no longer lists them"),
        msg("programs are links in ~/.local/bin, which PIPX_HOME does not move: they take no room"),
    ),
    facts=("pipx 1.18.4, pipx/paths.py and self_install.py, run and read",),
)
