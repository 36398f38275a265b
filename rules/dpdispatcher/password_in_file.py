"""A password stands in a file for DPDispatcher.

## Why is this bad?
Such files are copied to colleagues, put into repositories and shown in bug reports, and the password opens the whole
account. DPDispatcher needs none: it can use a key.

## What to do
Make a key (`ssh-keygen`), bring it to the machine (`ssh-copy-id`), name it as `key_filename` or let the agent offer it,
and take the password out. If the file was ever shared, change the password. Until then let nobody else read the file:
`chmod 600`.

## Fix safety
Nothing is changed: without the password the file may not work yet.

## References
- DPDispatcher's documentation: "Machine parameters", `remote_profile`: `key_filename`, `look_for_keys`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Safety, Severity, msg, rule
from envdoctor.facts.specs import Dispatch
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.specs.values import NUMBER, STRING

SECRETS = ("password", "passphrase", "totp_secret", "ticket", "access_key")
EMPTY = frozenset(("", "none", "null", "password", "passwd", "your_password", "yourpassword", "changeme"))
MARKS = ("<", "{", "$", "*", "x" * 3, "X" * 3, "...")


def _given(value: object) -> bool:
    """It is a secret, not the place for one."""
    text = str(value).strip()
    return text.lower() not in EMPTY and not text.startswith(MARKS) and "your" not in text.lower()


@rule("DPD109", "password-in-file", severity=Severity.WARNING, fix=Safety.MANUAL)
def password_in_file(source: SourceFile, dispatch: Dispatch) -> Iterator[Finding]:
    """One finding a secret, at its key; the secret itself is never shown."""
    unique = Keys()
    for part in dispatch.machines:
        for dotted in (*SECRETS, *(f"remote_profile.{name}" for name in SECRETS)):
            node = part.node.get(dotted)
            if node is not None and node.kind in (STRING, NUMBER) and _given(node.value):
                yield Finding(
                    msg("{name} stands here in clear; use a key (key_filename) and take it out"),
                    place=source.path,
                    key=unique(part.called(dotted)),
                    location=at(source.path, part.where(dotted)),
                    wish=Advise(
                        msg("until then let nobody else read the file"), commands=(f"chmod 600 {source.path}",)
                    ),
                    name=dotted.rpartition(".")[2],
                )
