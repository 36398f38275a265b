"""VS Code's server and extensions on a machine without a network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from shlex import quote

from envdoctor import msg
from envdoctor.advice import Command, Part, Say, Unknown, page
from envdoctor.facts.editors import Editor, Editors
from envdoctor.facts.machine import Machine

_COMMIT = re.compile(r"[0-9a-f]{40}")
_ARCHITECTURES = {"x86_64": "x64", "aarch64": "arm64"}
OWN = msg("Your VS Code and the server must be of one commit. On your own computer, its second line is the commit:")
SEEN = msg(
    "The newest server here ({version}) is of commit {commit}; if your VS Code was updated since, take the new one."
)
EXTENSIONS = msg("Extensions are files (.vsix) that the marketplace page of each offers as a download for {system}.")


@page("offline-vscode", msg("VS Code's server and extensions without a network"))
def offline_vscode(editors: Editors | Unknown, machine: Machine | Unknown) -> Iterator[Part]:
    """The commit, the two downloads of a server, where they go, and extensions from files."""
    editor = next((one for one in editors.all if one.name == "VS Code"), None) if isinstance(editors, Editors) else None
    found = _commit(editor)
    commit = found or "COMMIT"
    processor = machine.processor if isinstance(machine, Machine) else ""
    system = _ARCHITECTURES.get(processor, "x64")
    root = editor.root if editor else "~/.vscode-server"
    yield Say(OWN)
    yield Command("code --version")
    if editor is not None and found:
        yield Say(SEEN, {"version": editor.version or "?", "commit": found})
    yield Say(
        msg("Simplest: set remote.SSH.localServerDownload to always in your own VS Code; it then copies the server.")
    )
    yield Say(msg("By hand, on a computer with a network"), heading=True)
    base = f"https://update.code.visualstudio.com/commit:{commit}"
    yield Command(f"curl -L -o server.tar.gz {base}/server-linux-{system}/stable")
    yield Command(f"curl -L -o cli.tar.gz {base}/cli-alpine-{system}/stable")
    yield Command("scp server.tar.gz cli.tar.gz THIS-MACHINE:")
    yield Say(msg("Here"), heading=True)
    server = f"{_path(root)}/cli/servers/Stable-{commit}/server"
    yield Command(f"mkdir -p {server} && tar -xzf ~/server.tar.gz --strip-components 1 -C {server}")
    yield Command(f"tar -xzf ~/cli.tar.gz -C {_path(root)} && mv {_path(root)}/code {_path(root)}/code-{commit}")
    yield Say(msg("Extensions"), heading=True)
    yield Say(EXTENSIONS, {"system": f"linux-{system}"})
    yield Command(f"{server}/bin/code-server --install-extension EXTENSION.vsix")


def _commit(editor: Editor | None) -> str:
    """The commit of the newest server; empty: none."""
    found = _COMMIT.search(editor.servers[0].path) if editor is not None and editor.servers else None
    return found[0] if found else ""


def _path(root: str) -> str:
    """Quoted for a shell, which is to replace a leading ``~``."""
    return root if root.startswith("~") else quote(root)
