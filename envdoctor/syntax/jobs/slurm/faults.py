"""The words for what is wrong in a script that Slurm reads, and the list in which they are gathered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from envdoctor.syntax.jobs.values import Directive, Fault, Span

KINDS: Mapping[str, str] = MappingProxyType(
    {
        # sbatch refuses the script
        "no-shebang": "the first two bytes are not #!; args found: empty, blank, bom, space or text",
        "dos-line-ends": "some line ends in carriage return and line feed",
        "nul": "the file holds a null byte",
        "unmatched-quote": "a quote is never closed on its line",
        "lone-colon": "a word begins with a colon",
        "stray-word": "a word that is neither an option nor an option's value",
        "unknown-option": "no such option; args near, plugin (which many sites have and that brings it)",
        "srun-option": "srun or salloc take this option, sbatch does not; args takes",
        "gone-option": "the option was removed; args until, near (what took its place)",
        "future-option": "the option came with a later release; args since",
        "ambiguous-option": "the beginning of several options; args candidates, near",
        "missing-value": "the option wants a value and nothing follows it",
        "needless-value": "the option takes no value and has one",
        "bad-value": "the option does not take this value; args reason, since (first release that takes it)",
        "exclusive-options": "options that exclude each other; args options, reason",
        "gpu-counts": "the numbers of GPUs, nodes and tasks do not fit together; args reason",
        "foreign-option": "an option on a #BSUB or #PBS line that stops sbatch; args scheduler",
        "underscore": "an option's name with _ for -; args meant",
        # sbatch takes it, some of them also with fatal=True
        "abbreviated": "the beginning of one option; args full",
        "late": "a #SBATCH line after the first command: a comment",
        "indented": "space before #SBATCH: a comment",
        "spaced": "# SBATCH: a comment",
        "doubled": "##SBATCH: a comment",
        "lower-case": "#sbatch: a comment",
        "foreign": "a #BSUB or #PBS line that sbatch reads too; args scheduler, overrides",
        "trailing-backslash": "a backslash at a directive's end continues nothing",
        "continued": "the line after such a backslash holds options that nobody reads",
        "single-dash": "a long option with one dash; args meant, taken",
        "short-equals": "a letter and an equals sign, which becomes part of the value; args taken",
        "spaced-equals": "white space around the equals sign",
        "swallowed": "the value comes from the next line, or is an option itself; args value",
        "cut-by-hash": "an unquoted # cuts the value off; args lost",
        "literal": "$ or ~ in a value stay as they are",
        "repeated": "the option stands again below with another value; args by, line",
        "dropped-mail-type": "a word of the mail type that is dropped; args word, near",
        "escaped": "a backslash that is dropped from a value",
        "pattern-off": "a backslash in a log's name: %j and its like stay as they are",
        "dropped-words": "words that are skipped: they stand after hetjob, or after an empty pair of quotes",
        "unicode-dash": "a dash that is no ASCII dash",
        "unicode-space": "a space that is no ASCII space",
        "smart-quote": "a typographic quote",
        "wrapped": "--wrap, --help, --usage, --version do nothing inside a script",
    }
)

TEMPLATE = re.compile(
    r"\{\{|\}\}|\{%|%\}|\{[A-Za-z_][\w.]*\}|<[A-Za-z_][\w .:/-]*>|\$[A-Za-z_{(0-9]|@[A-Za-z_]\w*@|%%\w+%%"
    r"|__[A-Z][A-Z_]*__"
)
"""A place that something else fills in before Slurm sees the script."""

_NEAR = 500


class Faults:
    """Faults as they are found. The first fatal one gives the reason.

    Attributes:
        found: all of them. reason: the sentence of the first fatal one.
    """

    __slots__ = ("found", "reason", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Fault] = []
        self.reason = ""

    @property
    def accepted(self) -> bool:
        """Nothing fatal so far."""
        return not self.reason

    def note(self, kind: str, span: Span, directive: Directive | None = None, /, **args: str) -> None:
        """Something that Slurm lives with."""
        self.found.append(Fault(kind, span, False, args, directive))

    def fatal(self, kind: str, span: Span, reason: str, directive: Directive | None = None, /, **args: str) -> None:
        """Something for which Slurm refuses the script."""
        if not self.reason:
            self.reason = reason
        if self._in_template(span):
            args["template"] = "yes"
        self.found.append(Fault(kind, span, True, {**args, "reason": reason}, directive))

    def _in_template(self, span: Span) -> bool:
        """Whether the line holds a place that is still to be filled in, near enough to the text to look for."""
        end = self.text.find("\n", span.end, span.end + _NEAR)
        start = span.start - min(span.column - 1, _NEAR)
        return TEMPLATE.search(self.text, start, end if end >= 0 else span.end + _NEAR) is not None

    def lead(self, index: int, kind: str, span: Span, /, **args: str) -> None:
        """A better name for what was found from an index on; as fatal as that was."""
        fatal = any(fault.fatal for fault in self.found[index:])
        directive = next((fault.directive for fault in self.found[index:] if fault.directive is not None), None)
        self.found.insert(index, Fault(kind, span, fatal, args, directive))

    def sorted(self) -> tuple[Fault, ...]:
        """In the order of the text."""
        return tuple(sorted(self.found, key=lambda fault: fault.span.start))
