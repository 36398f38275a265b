"""VS Code can not start its server here: this machine's C library is too old.

## Why is this bad?
Since version 1.99 (March 2025) the server that VS Code copies to a machine needs glibc 2.28 or later and libstdc++
with GLIBCXX 3.4.25. CentOS 7 and Ubuntu 18.04 have older ones: every connection ends with "The remote host may not
meet VS Code Server's prerequisites" or "GLIBC_2.28 not found", and looks like a problem of the network.

## What to do
- On your own computer, install VS Code 1.98 and switch its updates off (`"update.mode": "none"`); or
- ask the administrator for a sysroot with a newer glibc and for patchelf 0.18 or later. With
  VSCODE_SERVER_CUSTOM_GLIBC_LINKER, VSCODE_SERVER_CUSTOM_GLIBC_PATH and VSCODE_SERVER_PATCHELF_PATH set in a start-up
  file that is read over ssh, the server uses them; or
- work on a newer machine of the site, or in a terminal.

Never replace the system's libc.so.6 yourself, and do not add another glibc to LD_LIBRARY_PATH: every program breaks.
If the connection fails although this finding is absent, look for a full home and for SHL302, a start-up file that
prints.

## Fix safety
Nothing is changed: the remedy is on your own computer, or the administrator's.

## References
- VS Code's documentation: "Remote Development FAQ", "Can I run VS Code Server on older Linux distributions?"
- microsoft/vscode, resources/server/bin/helpers/check-requirements-linux.sh: the check that the server itself makes.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Safety, Severity, msg, rule
from envdoctor.facts.editors import Editor, Editors
from envdoctor.facts.types import Environments

GLIBC, LIBSTDCXX, SINCE = (2, 28), (6, 0, 25), (1, 99)
VARIABLES = (
    "VSCODE_SERVER_CUSTOM_GLIBC_LINKER",
    "VSCODE_SERVER_CUSTOM_GLIBC_PATH",
    "VSCODE_SERVER_PATCHELF_PATH",
)
OLD_LIBC = msg("{editor} 1.99 and later cannot start its server here: it needs glibc 2.28, this machine has {found}")
OLD_CXX = msg("{editor} 1.99 and later cannot start its server here: it needs libstdc++ 6.0.25, here is {found}")


def _too_new(editor: Editor) -> bool:
    """Its newest server is of a version that needs them; one that is not known may be."""
    parts = editor.version.split(".")
    numbers = tuple(int(part) for part in parts[:2] if part.isdigit())
    return len(numbers) < 2 or numbers >= SINCE


def _provided(environments: Environments) -> bool:
    """A newer library was set up for the server."""
    lasting = (found for context, found in environments.contexts.items() if context != "now")
    return any(all(name in found for name in VARIABLES) for found in lasting)


@rule("WRK101", "vscode-server-needs-newer-glibc", severity=Severity.ERROR, fix=Safety.MANUAL)
def vscode_server_needs_newer_glibc(editors: Editors, environments: Environments) -> Iterator[Finding]:
    """One finding for each kind of VS Code that was used here; nothing where its last server is an older one."""
    for editor in editors.all:
        if not editor.name.startswith("VS Code") or not _too_new(editor) or _provided(environments):
            continue
        libc = editors.glibc is not None and editors.glibc < GLIBC
        cxx = editors.libstdcxx is not None and editors.libstdcxx < LIBSTDCXX
        if not libc and not cxx:
            continue
        found = (editors.glibc if libc else editors.libstdcxx) or ()
        yield Finding(
            OLD_LIBC if libc else OLD_CXX,
            place=editor.root,
            evidence=(f"server {editor.version}",) if editor.version else (),
            wish=Advise(
                msg("install VS Code 1.98 on your own computer and switch its updates off, or ask for a sysroot")
            ),
            editor=editor.name,
            found=".".join(map(str, found)),
        )
