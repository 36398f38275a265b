"""The site's program that picks a slice is run by the job's own Python.

## Why is this bad?
The program brings the Python that it needs: its first line names it. Run as `python PROGRAM`, it gets whatever Python
the job's environment has, which lacks its libraries; it then prints an error instead of a slice, and the job goes on
with an empty or broken `CUDA_VISIBLE_DEVICES`.

## What to do
Call the program itself: `CUDA_VISIBLE_DEVICES=$(/path/to/program)`.

## Fix safety
Safe: the word `python` before the program is taken out, where the program is written with its whole path as the
policy has it; nothing else in the line changes.

## References
- The policy's `scheduler.slice_picker`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, ReplaceSpan, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Body
from envdoctor.facts.site import Site
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.body import Command
from envdoctor.syntax.jobs.pointing import Keys, at, swap
from envdoctor.syntax.jobs.shell.commands import python


def _wish(source: SourceFile, command: Command, site: Site) -> ReplaceSpan | None:
    first, program = command.words[0], command.words[1]
    if program.text != site.slice_picker or first.span.line != program.span.line or not program.text.startswith("/"):
        return None
    return swap(source.path, source.text, first.span.start, program.span.start, "")


@rule("JOB413", "picker-run-by-own-python", severity=Severity.WARNING, fix=Safety.SAFE, signs=("slice_picker",))
def picker_run_by_own_python(source: SourceFile, body: Body, site: Site) -> Iterator[Finding]:
    """One finding for each such call."""
    base = site.slice_picker.rsplit("/", 1)[-1]
    if not base or base not in source.text:
        return
    keys = Keys()
    for command in body.commands:
        words = command.words
        if len(words) > 1 and python(command) and words[1].text.rsplit("/", 1)[-1] == base:
            yield Finding(
                msg("{picker} brings its own Python: call it directly, without {python}"),
                place=source.path,
                key=keys(base),
                location=at(source.path, words[0].span),
                wish=_wish(source, command, site),
                picker=base,
                python=words[0].text,
            )
