"""Environment variables that a container is started with, and which of their values are secrets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from envdoctor.syntax.jobs.body import Body, Command, Word
from envdoctor.syntax.jobs.shell.secrets import secrets
from envdoctor.syntax.jobs.values import Span
from envdoctor.syntax.specs.containers import Container
from envdoctor.syntax.specs.values import LIST, NUMBER, STRING, Node

_NOWHERE = Span(0, 0, 1, 1)


class Setting(NamedTuple):
    """One variable: its name, its value, and where that is written."""

    name: str
    value: str
    span: Span


def settings_of(container: Container) -> Iterator[Setting]:
    """Those whose value stands there; what a variable or another file brings is left out."""
    for setting in _all(container):
        if setting.value and "$" not in setting.value and "{{" not in setting.value:
            yield setting


def _all(container: Container) -> Iterator[Setting]:
    if container.run is not None:
        for option in container.run.options:
            if option.name == "env" and option.value and "=" in option.value:
                word = option.value_word or option.word
                yield _split(option.value if word.certain else "", word.span)
    if container.service is not None and container.node is not None:
        for dotted in ("environment", "build.args"):
            yield from _table(container.node.get(dotted))
    if container.pod is not None and container.node is not None:
        entries = container.node.get("env")
        for entry in entries.items if entries is not None else ():
            value = entry.get("value")
            if value is not None and value.kind in (STRING, NUMBER):
                yield Setting(entry.text("name"), str(value.value), value.span)


def _table(node: Node | None) -> Iterator[Setting]:
    """``NAME: value`` or a list of ``NAME=value``."""
    if node is None:
        return
    if node.kind == LIST:
        yield from (_split(str(item.value), item.span) for item in node.items if item.kind == STRING)
    for field in node.fields.values():
        if field.value.kind in (STRING, NUMBER):
            yield Setting(field.name, str(field.value.value), field.value.span)


def _split(text: str, span: Span) -> Setting:
    name, _equals, value = text.partition("=")
    return Setting(name, value, span)


def told_by_name(setting: Setting) -> bool:
    """The value is a secret: its name says so, and it is no stand-in."""
    command = Command("", (), _NOWHERE, {setting.name: Word(setting.value, _NOWHERE)})
    return next(secrets(setting.name, Body((command,))), None) is not None


def told_by_shape(value: str) -> bool:
    """The value has the shape of a known issuer's token, or holds an address with a password."""
    return next(secrets(value, Body()), None) is not None
