"""An editor left many old versions of its server in home.

## Why is this bad?
With every update the editor on your own computer copies a new server of 150 to 400 MB and thousands of files to this
machine. Old ones often stay, and take room and inodes of a small home.

## What to do
Delete the old ones with the command shown. The newest one, the one that was used last and those whose process runs on
this machine are not among them. If home is shared between machines, close the editor's windows on the others first.
An old version that is needed after all is copied again with the next connection. Extensions and settings are
elsewhere and stay.

## Fix safety
Nothing is changed: what is deleted is yours to decide.

## References
- microsoft/vscode, cli/src/download_cache.rs: newer VS Code keeps the last five by itself.
- microsoft/vscode-remote-release, issue 6326: older servers in `bin` stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from envdoctor import Advise, Finding, Safety, Severity, msg, rule
from envdoctor.facts.editors import Editors
from envdoctor.light import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """``most``: so many versions of a server are no finding."""

    most: int = 3


@rule("WRK102", "old-servers-pile-up", severity=Severity.NOTE, fix=Safety.MANUAL, options=Options)
def old_servers_pile_up(editors: Editors, options: Options) -> Iterator[Finding]:
    """One finding an editor; only what is neither newest nor in use may go."""
    for editor in editors.all:
        old = [server.path for server in editor.servers if not server.kept]
        if len(editor.servers) <= options.most or not old:
            continue
        yield Finding(
            msg("{count} versions of the server of {editor}; {old} of them are old"),
            place=editor.root,
            evidence=tuple(server.path for server in editor.servers if server.kept),
            wish=Advise(msg("delete the old ones"), commands=(f"rm -rf -- {' '.join(map(quote, old))}",)),
            count=len(editor.servers),
            editor=editor.name,
            old=len(old),
        )
