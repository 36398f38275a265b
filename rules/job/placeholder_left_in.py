"""A directive still holds the placeholder of the example it was copied from.

## Why is this bad?
`--account=<project>` or `--mail-user=your_email@...` is handed to the scheduler as it stands: it refuses the account or
the queue, or mail goes to nobody, or to a stranger.

## What to do
Put in your own value. If the option is not needed, take the line out.

## Fix safety
Nothing is changed: only you know the value.

## References
- sbatch(1), bsub(1), qsub(1): values are taken literally.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Request
from envdoctor.facts.types import SourceFile
from envdoctor.late import pattern
from envdoctor.syntax.jobs.pointing import Keys, at, template_path, tokens
from envdoctor.syntax.jobs.values import Directive

ASKED = frozenset(
    "account partition qos mail-user reservation nodelist constraint gres time mem nodes ntasks cpus-per-task "
    "gpus job-name output error chdir".split()
)
"""Options of Slurm that are looked at; of the others, those of ``LETTERS``."""
LETTERS = {"lsf": frozenset("q P G u J o e".split()), "pbs": frozenset("q A M P N o e".split())}
ANGLES = pattern(r"<[A-Za-z_\u4e00-\u9fff][\w .,/'\u2019-]*>")
WORDS = pattern(r"<[A-Za-z_][^<>\n]{0,60}>")
SQUARES = pattern(r"\[[A-Za-z_][A-Za-z_ -]+\]")
YOURS = pattern(
    r"(?<![A-Za-z])(?:your|insert|enter)[-_. ]?(?:own[-_ ])?"
    r"(?:account|acct|allocation|project|email|e-mail|mail|user(?:name|id)?|net[-_]?id|name|partition|queue|group|"
    r"address|id|uni|login|job|pi|charge|budget|grant|lab)(?![a-z])",
    re.I,
)
CAPITALS = pattern(
    r"(?:(?:MY|THE|YOUR|SOME)_)?(?:ACCOUNT|PROJECT|PARTITION|QUEUE|ALLOCATION|EMAIL|USERNAME|NETID)_?(?:NAME|ID|CODE|HERE|"
    r"NUMBER|ADDRESS)?|CHANGE_?ME|REPLACE_?(?:ME|THIS)|YOUR[-_]?[A-Z_]+",
)
CROSSES = pattern(r"(?<![A-Za-z0-9])[xX]{3,}(?![A-Za-z0-9])")
NAMES = frozenset("job-name J N output error o e chdir".split())
"""Options whose values are made up, whatever they look like."""
NUMBERS = frozenset(("time", "mem", "nodes", "ntasks", "cpus-per-task"))
WORD = pattern(r"[xX]+")
"""Words in capitals for a number are filled in by programs, nearly always: nothing is said about them."""
DOTS = pattern(r"[\w.-]*@(?:\.{2,}|$)|^\.{3,}$")
SAMPLES = pattern(
    r"@(?:(?:[\w-]+\.)?example\.(?:com|org|net|edu)|e?mail\.address|domain\.(?:com|edu|org)|your[\w.-]*)$", re.I
)
WHO = pattern(r"(?:your|you|user|username|name|email|mail|e-mail|someone|somebody|netid)@[\w.-]+$", re.I)
"""An address of nobody."""
PATH = pattern(r"(?:^|.*/)path/to(?:/|$)")
MANY = 2
"""So many tokens of template languages, and the file is a template, not a script."""


def _placeholder(directive: Directive) -> str:
    """The placeholder in the value, "" if there is none."""
    value, option = directive.value or "", directive.option
    if "<" in value and (found := ANGLES.search(value)):
        # A part of a name, as in `<run>.log`, is a mark of the project's own that its scripts replace.
        return found[0] if option not in NAMES or found[0] == value else ""
    low = value.lower()
    if ("your" in low or "insert" in low or "enter" in low) and (found := YOURS.search(value)):
        return found[0]
    if option in NUMBERS:
        return value if WORD.fullmatch(value) else ""
    if option in NAMES:
        return value if "path/to" in value and PATH.match(value) else ""
    if (value.isupper() and CAPITALS.fullmatch(value)) or ("xxx" in low and CROSSES.search(value)):
        return value
    if SQUARES.fullmatch(value) and option not in ("constraint", "nodelist"):
        return value
    if option in ("mail-user", "u", "M") and (DOTS.search(value) or SAMPLES.search(value) or WHO.match(value)):
        return value
    return ""


def _cut_off(text: str, directive: Directive) -> str:
    """A placeholder of several words, of which the scheduler gets the first one."""
    if not (directive.value or "").startswith("<") or directive.value_span is None:
        return ""
    found = WORDS.match(text, directive.value_span.start)
    return found[0] if found and " " in found[0] else ""


def _looked_at(directive: Directive) -> bool:
    if not directive.value:
        return False
    return directive.option in (LETTERS.get(directive.scheduler) or ASKED)


@rule("JOB105", "placeholder-left-in", severity=Severity.WARNING)
def placeholder_left_in(source: SourceFile, job: Request) -> Iterator[Finding]:
    """One finding for each directive, none in a file that is a template as a whole."""
    found = [
        (each, what)
        for each in job.directives
        if _looked_at(each) and (what := _placeholder(each) or _cut_off(source.text, each))
    ]
    if not found or template_path(source.path) or tokens(source.text) >= MANY:
        return
    keys = Keys()
    for directive, what in found:
        yield Finding(
            msg("{what} is still the example's placeholder; put in your own value"),
            place=source.path,
            key=keys(directive.option),
            location=at(source.path, directive.value_span or directive.span),
            what=what,
        )
