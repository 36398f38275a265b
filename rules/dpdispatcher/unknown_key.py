"""A key for DPDispatcher that nothing reads.

## Why is this bad?
DPDispatcher takes a file with any keys and drops those it does not know, without a word. A slip such as `gpu_pernode`
or `customflags` then means the default: no GPU, no time limit. A key that is like none of the known ones is a note:
another program may read it.

## What to do
Write the key as it is known. For a remark of your own begin the key with `_`, as in `"_note"`: such keys are left out
on purpose.

## Fix safety
Nothing is changed: whether a key is a slip or a remark is yours to say.

## References
- DPDispatcher's documentation: "Machine parameters", "Resources parameters", "Task parameters".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.specs import Dispatch, Part
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at, shown
from envdoctor.syntax.specs.keys import OLD_MACHINE, OLD_RESOURCES, closed, known, nearest
from envdoctor.syntax.specs.values import OBJECT

LIKE = msg("DPDispatcher does not read {name}; did you mean {near}?")
ELSEWHERE = msg("DPDispatcher does not read {name} here, only inside {near}")
UNKNOWN = msg("DPDispatcher does not read {name}, so it does nothing")
REST = frozenset("comment comments note notes description name info doc $ref gpu_type envs_note".split())
"""Names that people keep remarks under, and dargs' own."""
OLD = OLD_MACHINE.keys() | OLD_RESOURCES.keys()


def _strangers(part: Part, batch: str) -> Iterator[tuple[str, str, str]]:
    """(dotted key, name, nearest name) of each."""
    names = known(part, batch)
    for above in closed(part, batch):
        node = part.node.get(above) if above else part.node
        if node is None or node.kind != OBJECT:
            continue
        prefix = f"{above}." if above else ""
        for name in node.fields:
            if prefix + name in names or name.startswith("_") or name in REST or (not above and name in OLD):
                continue
            homes = [known_name for known_name in names if known_name.rpartition(".")[2] == name]
            beside = (n.removeprefix(prefix) for n in names if n.startswith(prefix))
            yield prefix + name, name, homes[0] if homes else nearest(name, beside)


@rule("DPD102", "unknown-key", severity=Severity.WARNING)
def unknown_key(source: SourceFile, dispatch: Dispatch) -> Iterator[Finding]:
    """One finding a key; files in the words of the time before have a rule of their own."""
    keys = Keys()
    for part in (*dispatch.machines, *dispatch.resources):
        if part.legacy:
            continue
        batch = dispatch.batch_type(part) if part in dispatch.resources else ""
        for dotted, name, like in _strangers(part, batch):
            spot = part.where(dotted)
            yield Finding(
                UNKNOWN if not like else ELSEWHERE if like.endswith(f".{name}") else LIKE,
                place=source.path,
                key=keys(shown(source.text, spot.start, part.called(dotted))),
                location=at(source.path, spot),
                severity=None if like else Severity.NOTE,
                name=shown(source.text, spot.start, name),
                near=like.rpartition(".")[0] if like.endswith(f".{name}") else like,
            )
