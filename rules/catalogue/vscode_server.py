"""VS Code's server for remote work: its versions, extensions and their data."""

from __future__ import annotations

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Relocation, Row, move_and_link
from envdoctor.i18n import msg

VSCODE_SERVER = Row(
    id="vscode-server",
    tool="VS Code Server",
    title=msg("VS Code's server with its extensions"),
    holds="mixed",
    sources=(sources.variable("VSCODE_AGENT_FOLDER"), sources.below_home(".vscode-server")),
    levers=(),
    folder="vscode-server",
    variables=("VSCODE_AGENT_FOLDER",),
    traces=("~/.vscode-server",),
    keep=msg("extensions and their data that are not moved along are no longer found"),
    relocation=Relocation(
        link="ok",
        how=msg("close all its windows, copy the folder, and leave a link in its place"),
        commands=move_and_link(),
    ),
    pitfalls=(
        msg("your own computer may say another place: remote.SSH.serverInstallPath in its settings"),
        msg("old versions pile up in bin and cli/servers"),
        msg("tens of thousands of small files: it takes inodes too"),
        msg("on a full home it cannot start: the editor says that it cannot connect"),
        msg("a start-up file that prints breaks the connection too"),
    ),
    facts=("microsoft/vscode, src/vs/server/node/server.main.ts and cli/src, read",),
)
