"""Facts about one start-up file: what it exports, where its interactive-only guard stands, our marker block in it."""

from __future__ import annotations

from envdoctor.declare import fact
from envdoctor.edits import block
from envdoctor.errors import OtherFile, Unavailable
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.startup import Export, Outline
from envdoctor.syntax.startup import outline as read_outline
from envdoctor.syntax.state import LINES

__all__ = ["Export", "Outline", "block_problems", "outline"]


@fact(forms=("",), surely=False)
def outline(source: SourceFile) -> Outline:
    """Guard and exports of a start-up file of bash, zsh or dash."""
    if source.shell in ("fish", "tcsh"):
        return Outline()  # neither has a guard that hides exports from jobs: both read their files always
    if source.shell not in ("bash", "sh", "dash", "zsh"):
        raise OtherFile("not a start-up file of bash, zsh or sh")
    if source.text.count("\n") > LINES:
        raise Unavailable(f"longer than {LINES} lines, so it is not read")
    return read_outline(source.text, source.shell)


@fact(forms=("",), surely=False)
def block_problems(source: SourceFile) -> tuple[tuple[int, str], ...]:
    """(line, kind) of every fault of envdoctor's marker block: unpaired, nested, twice, edited."""
    if not source.shell:
        raise OtherFile("not a shell start-up file")
    return tuple(block.problems(source.text))
