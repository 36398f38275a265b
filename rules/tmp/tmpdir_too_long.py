"""TMPDIR is too long: PyTorch data loaders hang.

## Why is this bad?
Python's multiprocessing makes sockets below the folder for temporary files. The name of a socket may have 107 bytes
and Python adds 32, so a folder with more than 75 bytes, links resolved, ends in "AF_UNIX path too long". The workers
of a PyTorch DataLoader die of it and the training hangs without a message.

## What to do
Use a short folder, `/data1/$USER/tmp` for instance.

## Fix safety
Safe where no line of a start-up file decides: TMPDIR is set to a folder of yours. Where such a line decides, it is
named and the change is yours.

## References
- unix(7): `sun_path` has 108 bytes, the last one for the end of the text.
- Python, `multiprocessing.connection`: `pymp-XXXXXXXX/listener-XXXXXXXX` below `tempfile.gettempdir()`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.questions import pointed, told
from envdoctor.facts.tmpdir import LIMIT, Scratch, Temp, Told, among, better, length


def _too_long(each: Told) -> bool:
    return each.chosen and each.exists and each.stand.usable and length(each.real) > LIMIT


@rule("TMP105", "tmpdir-too-long", severity=Severity.ERROR, fix=Safety.SAFE)
def tmpdir_too_long(temp: Temp, scratch: Scratch) -> Iterator[Finding]:
    """One finding for each folder that a variable names and that can be used."""
    for each in among(temp, _too_long):
        yield Finding(
            msg("{name} has {length} bytes: over {limit}, PyTorch data loaders hang (AF_UNIX path too long)"),
            place=each.path,
            key=each.name,
            location=pointed(each.origin),
            contexts=each.contexts,
            evidence=(*told(each.origin), each.real),
            wish=better(each, scratch),
            name=each.name,
            length=length(each.real),
            limit=LIMIT,
        )
