"""Why a file that was named is not checked although lines of a job script stand in it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from envdoctor.cli.output import command_line
from envdoctor.i18n import _
from envdoctor.sniff import JOB, form_of

_HEAD = 1 << 16


def why_not(paths: Sequence[str]) -> Iterator[str]:
    """A sentence for each file of ``paths`` that would be a job script if it were called otherwise."""
    for path in paths:
        if not os.path.isfile(path):
            continue
        try:
            with open(path, "rb") as file:
                data = file.read(_HEAD)
        except OSError:
            continue
        base = os.path.basename(path)
        if form_of(base, data) == "" and form_of("-", data) == JOB:
            yield _(
                "{path}: lines of a job script stand in it, but a file called *{ending} is no script; "
                "to check it as one: envdoctor check - < {file}",
                path=path,
                ending=os.path.splitext(base)[1],
                file=command_line(path),
            )
