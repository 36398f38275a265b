"""A compose service reserves a device without saying what it must be capable of.

## Why is this bad?
Docker finds the driver for a device by its `capabilities`. Without them, or with an empty list, the service does not
start: "could not select device driver". A text in place of a list (`capabilities: gpu`) is refused as well.

## What to do
Write `capabilities: [gpu]` beside `driver` and `count`. Or, in Docker Compose 2.30 and later, leave the whole block out
and write `gpus: all` in the service.

## Fix safety
Nothing is changed: the device may be none with GPUs.

## References
- Docker's documentation: "Run Docker Compose services with GPU access"; the Compose Deploy Specification: `devices`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.specs import Compose
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at, shown, templated
from envdoctor.syntax.jobs.values import Span
from envdoctor.syntax.specs.values import LIST, NULL, OBJECT, STRING, Node

LACKS = msg("a device without capabilities: the service does not start; add capabilities: [gpu]")
TEXT = msg("capabilities has to be a list: write capabilities: [{value}]")
DEVICES = "deploy.resources.reservations.devices"


def _fault(device: Node) -> Span | None:
    """Where to point, if it is wrong. What stands for a device of the node's own list (CDI) needs none."""
    if device.kind != OBJECT or not device.fields or device.text("driver") == "cdi":
        return None
    said = device.fields.get("capabilities")
    if said is None:
        return next(iter(device.fields.values())).key
    value = said.value
    if value.kind == STRING:
        return None if not value.value or templated(value.value) else value.span
    return said.key if value.kind == NULL or (value.kind == LIST and not value.items) else None


@rule("CTR214", "device-without-capabilities", severity=Severity.ERROR, words=("reservations",))
def device_without_capabilities(source: SourceFile, compose: Compose) -> Iterator[Finding]:
    """One finding a device of a service."""
    keys = Keys()
    for service in compose.services:
        devices = service.node.get(DEVICES)
        for device in devices.items if devices is not None else ():
            span = _fault(device)
            if span is None:
                continue
            text = device.text("capabilities")
            yield Finding(
                TEXT if text else LACKS,
                place=source.path,
                key=keys(service.name),
                location=at(source.path, span),
                value=shown(source.text, span.start, text),
            )
