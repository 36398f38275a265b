"""A key without which DPDispatcher does not start is missing.

## Why is this bad?
DPDispatcher refuses the file, after DP-GEN has prepared everything else. `group_size` has no default; a machine needs
`batch_type`, `context_type` and `local_root`; one that is reached by ssh needs a host and a user.

## What to do
Add the key. `group_size` is how many tasks go into one job: 1 makes one job a task.

## Fix safety
Nothing is changed: the value is yours to choose.

## References
- DPDispatcher's documentation: "Resources parameters", `group_size`; "Machine parameters".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.specs import Dispatch, Part
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.specs.keys import context_of
from envdoctor.syntax.specs.values import NULL

MACHINE = ("batch_type", "context_type", "local_root")
AWAY = ("local", "ssh", "hdfs")
"""Contexts that need ``remote_root``, and folders as texts."""
ROOTS = ("local_root", "remote_root")


def _needs(part: Part) -> tuple[str, ...]:
    if part.role == "resources":
        return ("group_size",)
    context = context_of(part)
    if context in ("openapi", "bohrium", "lebesgue", "dpcloudserver"):
        return MACHINE[:2]
    needs = MACHINE + (("remote_root",) if context in AWAY else ())
    return (*needs, "remote_profile.hostname", "remote_profile.username") if context == "ssh" else needs


@rule("DPD105", "missing-key", severity=Severity.ERROR)
def missing_key(source: SourceFile, dispatch: Dispatch) -> Iterator[Finding]:
    """One finding a key. Nothing is said of a part that points elsewhere (``$ref``), or that may be only a piece."""
    unique = Keys()
    for part in (*dispatch.machines, *dispatch.resources) if not dispatch.template else ():
        if part.legacy or "$ref" in part.node.fields or not part.path or len(part.node.fields) < 2:
            continue
        for dotted in _needs(part):
            node = part.node.get(dotted)
            if node is None or (node.kind == NULL and dotted in ROOTS and context_of(part) in AWAY):
                yield Finding(
                    msg("{name} is missing; DPDispatcher does not start without it"),
                    place=source.path,
                    key=unique(part.called(dotted)),
                    location=at(source.path, part.where()),
                    name=dotted,
                )
