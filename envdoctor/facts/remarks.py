"""Comments in the checked file that silence findings, and which of them did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from envdoctor.declare import fact
from envdoctor.errors import OtherFile, Unavailable
from envdoctor.facts.types import SourceFile
from envdoctor.light import dataclass
from envdoctor.sniff import JOB, SCRIPT

if TYPE_CHECKING:
    from envdoctor.syntax.remarks import Remark

SPECS = ("dpdispatcher", "compose", "kubernetes")
WORD = "nvdoctor"
"""What stands in every such comment, also in one that is written wrong: with a capital letter, without its colon."""


@dataclass(frozen=True, slots=True)
class Remarks:
    """The comments, in order."""

    all: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Used:
    """What the comments were good for.

    Attributes:
        names: (offset of the comment, rule as it is written there, in lower case) of those that silenced something.
        told: codes and names, in lower case, of rules of which it is known whether they find something here.
        known: those of all rules.
    """

    names: frozenset[tuple[int, str]] = frozenset()
    told: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()


@fact
def remarks(source: SourceFile) -> Remarks:
    """The comments of a file that there are rules for; JSON has none."""
    if not source.shell and source.form not in (JOB, SCRIPT, *SPECS):
        raise OtherFile("there are no rules for such a file")
    if source.text.lstrip()[:1] in ("{", "["):
        raise OtherFile("JSON has no comments")
    if WORD not in source.text:
        return Remarks()
    from envdoctor.syntax.remarks import read

    return Remarks(read(source.text))


@fact
def used(source: SourceFile) -> Used:
    """Which of them silenced something; the engine knows it once the other rules have run."""
    raise Unavailable(f"{source.path}: the other rules have not run")
