"""Cursor's server for remote work: its versions, extensions and their data."""

from __future__ import annotations

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Relocation, Row, move_and_link
from envdoctor.i18n import msg

CURSOR_SERVER = Row(
    id="cursor-server",
    tool="Cursor Server",
    title=msg("Cursor's server with its extensions"),
    holds="mixed",
    sources=(sources.below_home(".cursor-server"),),
    levers=(),
    folder="cursor-server",
    traces=("~/.cursor-server",),
    keep=msg("extensions and their data that are not moved along are no longer found"),
    relocation=Relocation(
        link="ok",
        how=msg("close all its windows, copy the folder, and leave a link in its place"),
        commands=move_and_link(),
    ),
    pitfalls=(
        msg("its install script writes to ~/.cursor-server; no setting on this machine moves it"),
        msg("old versions pile up in bin and cli/servers"),
    ),
    facts=("public reports of its install script, read: cursor/cursor issues 847 and 3168",),
)
