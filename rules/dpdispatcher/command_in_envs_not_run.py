"""A command or variable in the envs of DPDispatcher is not expanded.

## Why is this bad?
Up to DPDispatcher 1.0 every entry of `envs` became `export NAME=value` as it stands, and the shell ran what stood in
backticks. Quotes inside the value stop that: with single quotes the program gets the backticks themselves. From 1.1 on
DPDispatcher quotes every value itself, so that no command and no `$VARIABLE` in `envs` is expanded any more: a slice's
UUID becomes the text of the command, and `"PATH": "/opt/bin:$PATH"` loses every other folder. Where quotes stop the
command in every version, it is a warning, else a note.

## What to do
Put the line into `prepend_script`, which every version copies as it stands:
`"prepend_script": ["export CUDA_VISIBLE_DEVICES=$(/path/to/picker)"]`. Where the site has an older DPDispatcher and the
value has no quotes of its own, it works as it is.

## Fix safety
Nothing is changed: backticks are never quoted away, and moving the line is yours.

## References
- DPDispatcher's source, `machine.py`: 1.0.3 writes the value as it is, 1.1.0 through `shlex.quote`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Advise, Finding, Safety, Severity, msg, rule
from envdoctor.facts.specs import Dispatch, Part
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.specs.values import STRING, Node

ACTIVE = re.compile(r"`[^`]+`|\$\(|\$\{?[A-Za-z_]")
QUOTED = msg("the quotes inside the value of {name} keep the command from being run; put it into prepend_script")
LATER = msg(
    "DPDispatcher 1.1 and later quote the value of {name}, so it is not expanded; prepend_script works everywhere"
)
BLANKS = re.compile(r"[\s;&|<>()]")
SUBSTITUTED = re.compile(r"`[^`]*`|\$\([^()]*\)")


def _entries(part: Part) -> Iterator[tuple[str, Node]]:
    envs = part.node.get("envs")
    for field in envs.fields.values() if envs is not None else ():
        for node in field.value.items or (field.value,):
            if node.kind == STRING and ACTIVE.search(node.value):
                yield field.name, node


def _stopped(value: str) -> bool:
    """Single quotes, or escapes, around what the shell should have run."""
    inside = re.sub(r"'[^']*'", "", value)
    return not re.search(r"(?<!\\)(?:`|\$)", inside)


def _word(value: str) -> str:
    """The value as one word of the shell, which expands it: with quotes where it would be several."""
    if not BLANKS.search(SUBSTITUTED.sub("", value)):
        return value
    return '"' + re.sub(r'(?<!\\)"', r"\"", value) + '"'


@rule("DPD108", "command-in-envs-not-run", severity=Severity.NOTE, fix=Safety.MANUAL)
def command_in_envs_not_run(source: SourceFile, dispatch: Dispatch) -> Iterator[Finding]:
    """One finding a value."""
    unique = Keys()
    for part in dispatch.resources:
        for name, node in _entries(part):
            stopped = _stopped(node.value)
            inner = _word(node.value.strip().strip("'\""))
            yield Finding(
                QUOTED if stopped else LATER,
                place=source.path,
                key=unique(part.called(f"envs.{name}")),
                location=at(source.path, node.span),
                severity=Severity.WARNING if stopped else None,
                wish=Advise(msg("in prepend_script: {line}"), {"line": f"export {name}={inner}"}),
                name=name,
            )
