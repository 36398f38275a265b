"""A long option has only one dash.

## Why is this bad?
One dash begins a short option: `-partition=gpu` is `-p` with the partition `artition=gpu`, `-time=1:00` is `-t` with
the time `ime=1:00`, and a `-g` for `-gres=gpu:1` is unknown. Some of that is refused, some is taken without a word.

## What to do
Write two dashes: `--partition=gpu`.

## Fix safety
Safe: the second dash is put in.

## References
- getopt_long(3): short options take what follows their letter as value.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, causes, option_at, swap

READ = msg("sbatch reads {written} as {taken}; write {meant}")
UNKNOWN = msg("sbatch does not know {letter} and refuses the script; write {meant}")


@rule("SLU113", "single-dash-long-option", severity=Severity.ERROR, fix=Safety.SAFE, signs=("single-dash",))
def single_dash_long_option(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding for each such option; a warning where sbatch goes on with a wrong value."""
    text, path = source.text, source.path
    for fault, key in causes(slurm, "single-dash"):
        start, end = option_at(text, fault.span)
        meant = fault.args.get("meant", "")
        taken = fault.args.get("taken", "")
        yield Finding(
            READ if taken else UNKNOWN,
            place=path,
            key=key,
            location=at(path, fault.span),
            severity=None if fault.fatal else Severity.WARNING,
            wish=swap(path, text, start, end, meant),
            written=text[start:end],
            taken=taken,
            letter=text[start : start + 2],
            meant=meant,
        )
