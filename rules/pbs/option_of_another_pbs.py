"""A script written for one PBS uses an option that only another one has.

## Why is this bad?
PBS Professional and Torque share most letters, not all: an array is `-J 1-10` in the one, `-t 1-10` in the other. A
script with `-l select=..` runs under PBS Professional and OpenPBS only, and their `qsub` refuses Torque's letters.

## What to do
For PBS Professional: `-J 1-10` and `$PBS_ARRAY_INDEX` for an array; `cd "$PBS_O_WORKDIR"` instead of `-d`.

## Fix safety
Nothing is changed: the body has to follow, `$PBS_ARRAYID` for instance.

## References
- qsub(1B) of OpenPBS, option `-J`; qsub(1) of Torque, option `-t`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Pbs
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pbs.reader import flavour, torque_only
from envdoctor.syntax.jobs.pbs.resources import resources
from envdoctor.syntax.jobs.pointing import Keys, at

ARRAY = msg("-t is Torque's; PBS Professional, which select= is for, has -J for arrays")
OTHER = msg("-{option} is Torque's; PBS Professional, which select= is for, refuses it")


@rule("PBS102", "option-of-another-pbs", severity=Severity.ERROR)
def option_of_another_pbs(source: SourceFile, pbs: Pbs) -> Iterator[Finding]:
    """One finding for each option of Torque in a script with `select=`."""
    found = [directive for directive in pbs.directives if torque_only(directive.option)]
    if not found or flavour(pbs) == "nqsv" or all(item.name != "select" for item in resources(pbs, source.text)):
        return
    keys = Keys()
    for directive in found:
        yield Finding(
            ARRAY if directive.option == "t" else OTHER,
            place=source.path,
            key=keys(directive.option),
            location=at(source.path, directive.span),
            option=directive.option,
        )
