"""JetBrains' programs for remote work, and the indexes they build."""

from __future__ import annotations

import os

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Place, Relocation, Row
from envdoctor.catalogue.view import View
from envdoctor.i18n import msg


def _moved(view: View, context: str) -> Place | None:
    """Below XDG_CACHE_HOME only if it is there: not every program of theirs was seen to follow that variable."""
    value = view.value(context, "XDG_CACHE_HOME") or ""
    if not value.startswith("/"):
        return None
    path = os.path.normpath(f"{value}/JetBrains")
    if path == sources.home(view, context) + "/.cache/JetBrains" or not view.look(path).exists:
        return None
    return sources.placed(view, value, sources.origin_of(view, context, "XDG_CACHE_HOME"), suffix="JetBrains")


JETBRAINS_REMOTE = Row(
    id="jetbrains-remote",
    tool="JetBrains Gateway",
    title=msg("JetBrains' programs and indexes"),
    holds="mixed",
    sources=(_moved, sources.below_home(".cache/JetBrains")),
    levers=(),
    folder="cache/JetBrains",
    variables=("XDG_CACHE_HOME",),
    traces=("~/.cache/JetBrains",),
    relocation=Relocation(
        link="unknown",
        how=msg("Gateway asks for a folder when it installs a program: name one on the data disk, then delete the old"),
    ),
    pitfalls=(
        msg("a program of 2 to 3 GB a version lies in RemoteDev/dist; it is installed again when needed"),
        msg("settings are elsewhere, in ~/.config/JetBrains and ~/.local/share/JetBrains: keep them"),
        msg("reports differ on whether a link in its place works"),
    ),
    facts=("public documentation of Gateway, read; not run",),
)
