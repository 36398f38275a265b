"""Weights & Biases: artifact cache, staging area, runs, downloaded artifacts."""

from __future__ import annotations

import os

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Cleaner, Place, Relocation, Row, Side, VariableLever, move_and_link
from envdoctor.catalogue.view import View
from envdoctor.facts.tmpdir import NAMES
from envdoctor.i18n import _, msg

_STAGED = "artifacts/staging"


@sources.may_stop
def _staging(view: View, context: str) -> Place | None:
    """WANDB_DATA_DIR: a folder with a literal ``~`` is made, then files are written to the one below home."""
    value = view.value(context, "WANDB_DATA_DIR")
    if value is None:
        return None
    origin = sources.origin_of(view, context, "WANDB_DATA_DIR")
    whole = sources.expand_user(view, context, os.path.join(value, _STAGED))
    place = sources.placed(view, value, origin, suffix=_STAGED)
    if not value.startswith("~"):
        return place
    if view.look(sources.absolute(view, whole)).kind != "folder":
        why = _("WANDB_DATA_DIR begins with ~: artifacts cannot be logged; write the whole path")
        raise sources.Stopped("wandb", why, origin)
    return sources.placed(view, whole, origin)


def _temporary(view: View, context: str) -> str:
    """The folder for temporary files, as Python finds it: the first that can be written."""
    named = [sources.absolute(view, value) for name in NAMES if (value := view.value(context, name))]
    seen = sources.looks(view, named)
    return next((path for path, one in zip(named, seen, strict=True) if one.kind == "folder" and one.writable), "/tmp")


def _runs(view: View, context: str) -> Place | None:
    """WANDB_DIR; where it cannot be made or written, runs go to the folder for temporary files."""
    value = view.value(context, "WANDB_DIR")
    if value is None:
        return None
    origin = sources.origin_of(view, context, "WANDB_DIR")
    root = sources.absolute(view, value)
    if not value or not sources.creatable(view, root):
        temporary = _temporary(view, context)
        note = _("WANDB_DIR cannot be written: runs go to the folder for temporary files and are soon lost")
        return sources.placed(view, temporary, origin, suffix="wandb", note=note)
    name = ".wandb" if view.look(f"{root}/.wandb").exists else "wandb"
    return sources.placed(view, sources.expand_user(view, context, value), origin, suffix=name)


WANDB = Row(
    id="wandb",
    tool="wandb",
    title=msg("wandb's cache of artifacts"),
    holds="cache",
    sources=(sources.variable("WANDB_CACHE_DIR", empty=True), sources.xdg("XDG_CACHE_HOME", ".cache", "wandb")),
    levers=(VariableLever("WANDB_CACHE_DIR"),),
    folder="cache/wandb",
    variables=("WANDB_CACHE_DIR", "XDG_CACHE_HOME"),
    own_commands=("wandb",),
    traces=("~/.cache/wandb", "~/.local/share/wandb"),
    usual=("~/.cache/wandb",),
    cleaners=(
        Cleaner(
            "wandb artifact cache cleanup --remove-temp 0B",
            at="WANDB_CACHE_DIR={path} wandb artifact cache cleanup --remove-temp 0B",
            needs_room=True,
        ),
    ),
    relocation=Relocation(commands=move_and_link()),
    sides=(
        Side(
            key="staging",
            title=msg("copies of artifacts on their way to the server"),
            variables=("WANDB_DATA_DIR",),
            sources=(_staging, sources.xdg("XDG_DATA_HOME", ".local/share", f"wandb/{_STAGED}")),
            folder="wandb",
            keep=msg("artifacts that are not uploaded yet lie there: run wandb sync first"),
            levers=(VariableLever("WANDB_DATA_DIR", suffix=_STAGED),),
        ),
        Side(
            key="runs",
            title=msg("records of runs"),
            variables=("WANDB_DIR",),
            sources=(_runs,),
            folder="wandb/runs",
            keep=msg("offline runs there are still to be uploaded: wandb sync FOLDER"),
            levers=(VariableLever("WANDB_DIR", suffix="wandb"),),
            notes=(msg("without WANDB_DIR each run is recorded in wandb in its working folder"),),
        ),
        Side(
            key="artifacts",
            title=msg("downloaded artifacts"),
            variables=("WANDB_ARTIFACT_DIR",),
            sources=(sources.variable("WANDB_ARTIFACT_DIR", empty=True),),
            folder="wandb/artifacts",
            notes=(msg("without WANDB_ARTIFACT_DIR they go to artifacts in the working folder"),),
        ),
    ),
    pitfalls=(
        msg("WANDB_DIR moves only the records of runs: the cache needs WANDB_CACHE_DIR, staging WANDB_DATA_DIR"),
        msg("a WANDB_DIR that is empty or cannot be written sends runs to /tmp/wandb, where they are soon lost"),
        msg("~ works in WANDB_DIR only; in WANDB_DATA_DIR it makes logging of artifacts fail"),
        msg("an empty WANDB_CACHE_DIR makes it write to the working folder"),
        msg("root_dir in wandb's settings file is ignored; WANDB_DIR counts"),
        msg("what wandb artifact cache cleanup says about not enough space is no error: it has emptied the cache"),
    ),
    facts=(
        "wandb 0.31.0, wandb/env.py, sdk/artifacts/staging.py, run",
        "wandb 0.31.0, sdk/wandb_init.py try_create_root_dir, sdk/wandb_settings.py, run",
    ),
)
