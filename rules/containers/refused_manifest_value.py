"""A Kubernetes manifest holds a value that the cluster refuses.

## Why is this bad?
The manifest is not taken, or its pods are never made, and the message names a type of Go rather than the line:
"cannot unmarshal number into Go struct field EnvVar.value of type string", "quantities must match the regular
expression", "must be less than or equal to memory limit", "a lowercase RFC 1123 subdomain must consist of ...".

## What to do
- Amounts: `500m`, `4`, `16Gi`, `200M`. There is no `gb`, `GB` or `g`; kilo is `k` or `Ki`. Of memory, `512m` is half a
  byte, which is taken and does not start; that is a warning.
- Variables, labels, annotations, `nodeSelector`, words of `command` and `args` are texts: `value: "8"`, `"true"`.
- `command` and `args` are lists: `["python", "train.py"]`.
- Names hold lower-case letters, digits and `-`, those of pods and jobs also `.`; no `_`, and no `-` at an end.
- `requests` may not be above `limits`.

## Fix safety
Nothing is changed: what was meant is yours to say.

## References
- Kubernetes' API reference: "Quantity", "Container", "EnvVar", "ObjectMeta".
- Kubernetes' documentation: "Object Names and IDs", "Resource Management for Pods and Containers".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.specs import Pods
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at, on_first_line, shown
from envdoctor.syntax.specs.manifest import ABOVE, MILLI, NAME, QUANTITY, TEXT, WORDS, refusals

SAYS = {
    QUANTITY: msg("{name}: {value} is refused, Kubernetes has no such unit"),
    MILLI: msg("{name}: {value} is not even a byte (m is a thousandth): write {other}"),
    ABOVE: msg("requests more {name} ({value}) than its limit ({other}): Kubernetes refuses that"),
    TEXT: msg("{name} has to be a text for Kubernetes, and this is none: put it in quotes"),
    WORDS: msg("{name} has to be a list for Kubernetes, one item a word"),
    NAME: msg("Kubernetes refuses the name {value}: lower-case letters, digits and - only"),
}
MEANT = msg("{name}: {value} is refused, Kubernetes has no such unit: write {other}")


@rule("CTR215", "refused-manifest-value", severity=Severity.ERROR)
def refused_manifest_value(source: SourceFile, pods: Pods) -> Iterator[Finding]:
    """One finding a value."""
    keys = Keys()
    for one in refusals(pods.all):
        start = one.span.start
        yield Finding(
            MEANT if one.kind == QUANTITY and one.other else SAYS[one.kind],
            place=source.path,
            key=keys(f"{one.kind}:{shown(source.text, start, one.key)}"),
            location=at(source.path, on_first_line(source.text, one.span)),
            severity=Severity.WARNING if one.kind == MILLI else None,
            name=shown(source.text, start, one.name),
            value=shown(source.text, start, one.value),
            other=shown(source.text, start, one.other),
        )
