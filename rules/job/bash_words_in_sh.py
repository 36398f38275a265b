"""A script for plain `sh` is written in the words of bash.

## Why is this bad?
`#!/bin/sh` names another shell on each system. Where it is dash, as on Debian and Ubuntu, `source` and `[[` are not
found and the script goes on without them, an array or `<<<` ends it, and `command &> log` starts the command in the
background, so that the job is over at once. Where `sh` is bash, as on Red Hat and its kin, all of it works.

## What to do
Begin the script with `#!/bin/bash`. Or write what every `sh` knows: `. file`, `[ .. ]`, `command > log 2>&1`.

## Fix safety
Unsafe: `sh` in the first line becomes `bash`. bash reads a few things otherwise than a plain `sh` does.

## References
- dash(1), bash(1), "POSIX mode"; POSIX.1-2024, "Shell Command Language". Said of Slurm and LSF, which start the
  program that the first line names, and not where `sh` on this machine is known to be bash or ksh.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, ReplaceSpan, Safety, Severity, msg, rule
from envdoctor.facts.job_files import PlainShell
from envdoctor.facts.jobs import Body, Request
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.body import Command
from envdoctor.syntax.jobs.pointing import at, span_of, swap
from envdoctor.syntax.jobs.values import Span
from envdoctor.syntax.jobs.which import heredocs

FAILS = msg("{word} is bash, not plain sh: where sh is dash (Debian, Ubuntu) this fails; begin with #!/bin/bash")
ASIDE = msg("where sh is dash (Debian, Ubuntu), &> starts this in the background; begin the script with #!/bin/bash")
WORDS = frozenset("source declare typeset shopt pushd popd mapfile readarray let".split())
SIGNS = ("source", "[[", "=(", "&>", ">&", "<<<", "<(", "${", *sorted(WORDS - {"source"}))
REDIRECTS = ("<<<", "&>", "&>>")
BESIDE = "&> "
"""``&>`` behind a command that is not meant to run in the background."""
TEST = re.compile(r"^[ \t]*(?:(?:if|elif|while|until)[ \t]+)?(?:![ \t]+)?(\[\[)[ \t]", re.M)
EXPANDED = re.compile(r"(?<!\\)\$\{\w+(?:\[|//|,,|\^\^)|^[<>]\(")
CHOOSES = re.compile(r"\bBASH\b|BASH_VERSION|ZSH_VERSION|\bexec\s+\S*bash\b|bash\s+\"?\$0")
"""The script asks which shell it runs in, or starts another one."""
SH = re.compile(r"#![ \t]*\S*(?:/env[ \t]+)?\bsh\b(?=[ \t\r\n])")


def _odd(command: Command, text: str) -> tuple[str, Span] | None:
    """What of a command only bash knows, and where it stands; None where nothing does."""
    if command.name in WORDS:
        return command.name, command.words[0].span
    array = next((name for name, word in command.assigns.items() if word.text.startswith("(")), None)
    if array is not None:
        return f"{array}=( )", command.span
    for sign, target in command.redirects:
        if sign in ("&>", "&>>") and not command.background:
            return BESIDE, command.span
        if sign in REDIRECTS or (sign == ">&" and target[:1].isalpha()):
            return sign, command.span
        if target.startswith(("<(", ">(")):
            return target[:2], command.span
    for word in command.words:
        if not word.certain and (found := EXPANDED.search(text[word.span.start : word.span.end])):
            return f"{found[0]}..}}" if found[0][0] == "$" else found[0], word.span
    return None


def _first(text: str, body: Body) -> tuple[str, Span] | None:
    """The first such thing that the shell itself reads."""
    bash = any(one.name in ("bash", "ksh", "zsh") for one in body.commands)
    found = None
    for command in body.commands:
        inner = "substitution" in command.inside or (bash and "subshell" in command.inside) or command.wrapped
        if not inner and (found := _odd(command, text)) is not None:
            break
    test = TEST.search(text) if body.whole and not _long_strings(body) else None
    if test is not None and any(start <= test.start() < end for start, end in heredocs(text)):
        test = None
    if test is not None and (found is None or test.start(1) < found[1].start):
        return "[[", span_of(text, *test.span(1))
    return found


def _long_strings(body: Body) -> bool:
    """Some word goes over several lines: what looks like code may be text."""
    return any("\n" in word.text for command in body.commands for word in command.words)


def _wish(source: SourceFile) -> ReplaceSpan | None:
    first = SH.match(source.text)
    return swap(source.path, source.text, first.end() - 2, first.end(), "bash") if first else None


@rule(
    "JOB326",
    "bash-words-in-sh",
    severity=Severity.NOTE,
    fix=Safety.UNSAFE,
    words=SIGNS,
    signs=("sh",),
)
def bash_words_in_sh(source: SourceFile, job: Request, body: Body, plain_shell: PlainShell) -> Iterator[Finding]:
    """At most one finding a script, at the first of them."""
    if not plain_shell.used or job.scheduler not in ("slurm", "lsf") or CHOOSES.search(source.text):
        return
    first = _first(source.text, body)
    if first is None:
        return
    word, span = first
    yield Finding(
        ASIDE if word == BESIDE else FAILS,
        place=source.path,
        key="sh",
        location=at(source.path, span),
        wish=_wish(source),
        word=word,
    )
