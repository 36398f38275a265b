"""TMPDIR names a folder that does not exist.

## Why is this bad?
Python and pip then use /tmp without a word, so the small disk fills although TMPDIR is set; `mktemp` fails, and with
it many shell scripts. In jobs Slurm makes one missing level or sets TMPDIR=/tmp.

## What to do
Make the folder, on each node where it is local, or point TMPDIR at one that exists. A line that makes and sets it:
`mkdir -p -m 700 /data1/$USER/tmp && export TMPDIR=/data1/$USER/tmp`.

## Fix safety
Safe where the folder is the one that envdoctor set: it is made anew. In all other cases the commands are shown, since
a line of your own start-up files decides and such lines are never rewritten.

## References
- Python, module `tempfile`: a folder that cannot be written to is passed over.
- mktemp(1): fails where TMPDIR does not exist.
- Slurm, slurmstepd: makes TMPDIR one level deep, else "Setting TMPDIR to /tmp".
"""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from envdoctor import Advise, Finding, Safety, SetLocation, Severity, msg, rule
from envdoctor.facts.questions import pointed, told
from envdoctor.facts.tmpdir import Scratch, Temp, Told, among, better, decided


def _wish(each: Told, scratch: Scratch) -> SetLocation | Advise:
    if scratch.fit and each.path == scratch.path:
        return SetLocation("tmpdir", each.path)
    if not each.stand.usable:
        return better(each, scratch)
    command = f"mkdir -p -m 700 {quote(each.path)}"
    return Advise(msg("make the folder, or change {where}"), {"where": decided(each)}, (command,))


@rule("TMP102", "tmpdir-missing", severity=Severity.WARNING, fix=Safety.SAFE)
def tmpdir_missing(temp: Temp, scratch: Scratch) -> Iterator[Finding]:
    """One finding for each folder that a variable names."""
    for each in among(temp, lambda each: each.chosen and not each.exists and not each.stand.closed):
        yield Finding(
            msg("{name} names this folder, which does not exist: Python and pip use /tmp instead, mktemp fails"),
            place=each.path,
            key=each.name,
            location=pointed(each.origin),
            contexts=each.contexts,
            evidence=told(each.origin),
            wish=_wish(each, scratch),
            name=each.name,
        )
