"""Others may write to this account's folder for temporary files.

## Why is this bad?
Who may write to a folder may also delete and replace what is in it. Programs trust their temporary files: a file that
is exchanged at the right moment runs as you.

## What to do
`chmod go-w` the folder. A folder that all share needs the sticky bit, as /tmp has it (mode 1777).

## Fix safety
Safe: only the bits that let group and others write are taken away; undo puts them back.

## References
- chmod(1): restricted deletion flag (sticky bit).
- A group that is the account's own (same number as the user) does not count as others.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Here, Safety, SetMode, Severity, msg, rule
from envdoctor.facts.questions import pointed, told
from envdoctor.facts.tmpdir import Temp, Told, among

STICKY = 0o1000


def _open(each: Told, here: Here) -> int:
    """The bits that let others write to a folder of this account."""
    seen = each.stand.seen
    if not each.exists or seen.kind != "folder" or seen.uid != here.uid or seen.mode & STICKY:
        return 0
    own_group = seen.gid == here.gid == here.uid
    return seen.mode & (0o002 if own_group else 0o022)


@rule("TMP107", "tmpdir-open-to-others", severity=Severity.WARNING, fix=Safety.SAFE)
def tmpdir_open_to_others(temp: Temp, here: Here) -> Iterator[Finding]:
    """One finding for each folder of this account that a variable names."""
    for each in among(temp, lambda each: each.chosen and _open(each, here) != 0):
        mode = each.stand.seen.mode
        yield Finding(
            msg("{name} names this folder, and other accounts may delete and replace files in it (mode {mode})"),
            place=each.path,
            key=each.name,
            location=pointed(each.origin),
            contexts=each.contexts,
            evidence=told(each.origin),
            wish=SetMode(each.real, mode & ~_open(each, here)),
            name=each.name,
            mode=f"{mode:04o}",
        )
