"""What the policy says about one rule: its options and its severity, checked against the rule itself."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from envdoctor.config.reading import Value, nearest
from envdoctor.config.shape import ShapeError, amount
from envdoctor.config.values import Config
from envdoctor.errors import PolicyError
from envdoctor.guess import near
from envdoctor.i18n import _
from envdoctor.model import Rule, Severity


def check_names(config: Config, rules: Iterable[Rule], members: Iterable[str] = ()) -> None:
    """Every rule that ``rules.severity`` and ``rules.settings`` name must exist, and have the options that are set.

    Raises:
        PolicyError: one does not, with the nearest name.
    """
    rules = list(rules)
    known = {name for rule in rules for name in (rule.code, rule.name)}
    rows = set(members)
    for section, names in (("severity", config.rules.severity), ("settings", config.rules.settings)):
        for name in names:
            base, bracket, member = name.partition("[")
            member = member.removesuffix("]")
            if base not in known:
                raise _error(config, f"rules.{section}.{name}", _no_rule(base, known))
            if bracket and (section == "settings" or member not in rows):
                hint = nearest(member, sorted(rows)) if section == "severity" else ""
                raise _error(
                    config, f"rules.{section}.{name}", _("expected a rule, not {name}{near}", name=name, near=hint)
                )
    for rule in rules:
        if rule.code in config.rules.settings or rule.name in config.rules.settings:
            options_for(rule, config)  # also of rules that do not run now


def _no_rule(name: str, known: Iterable[str]) -> str:
    hint = near(name, sorted(known)) or _(" (all rules: envdoctor rules)")
    return _("no rule is called {name}{near}", name=name, near=hint)


def severity_of(rule: Rule, config: Config, member: str | None = None) -> Severity:
    """The severity in force: the member's, the rule's by code or name, or the rule's default."""
    table = config.rules.severity
    names = [f"{base}[{member}]" for base in (rule.code, rule.name)] if member else []
    word = next((table[name] for name in (*names, rule.code, rule.name) if name in table), None)
    return Severity[word.upper()] if word else rule.severity


def options_for(rule: Rule, config: Config) -> Any:
    """An instance of the rule's options with the policy's settings, or None for a rule without options.

    Raises:
        PolicyError: an option nobody knows, or a value of another type.
    """
    given = {key: value for name in (rule.name, rule.code) for key, value in _given(config, name).items()}
    if rule.options is None:
        if given:
            key = next(iter(given))
            raise _error(config, given[key][0], _("{rule} has no options", rule=rule.code))
        return None
    if not given:
        return rule.options()
    from dataclasses import fields

    hints = get_type_hints(rule.options)

    known = [field.name for field in fields(rule.options)]
    values = {}
    for name, (key, value) in given.items():
        if name not in known:
            hint = nearest(name, known)
            raise _error(config, key, _("{rule} has no option {name}{near}", rule=rule.code, name=name, near=hint))
        values[name] = _fit(value, hints[name], partial(_error, config, key))
    try:
        return rule.options(**values)
    except (TypeError, ValueError) as error:
        raise _error(config, f"rules.settings.{rule.code}", str(error)) from None


def _given(config: Config, name: str) -> dict[str, tuple[str, object]]:
    settings: Mapping[str, object] = config.rules.settings.get(name, {})
    return {option: (f"rules.settings.{name}.{option}", value) for option, value in settings.items()}


def _error(config: Config, key: str, problem: str) -> PolicyError:
    path, line = config.origin_of(key) or (_("policy"), None)
    return PolicyError(path, line, f"{key}: {problem}")


_PLAIN: dict[Any, tuple[type, ...]] = {bool: (bool,), int: (int,), float: (int, float), str: (str,)}
_CALLED = {bool: "true or false", int: "a whole number", float: "a number", str: "a text", type(None): "null"}


def _fit(value: object, hint: Any, error: Callable[[str], PolicyError]) -> object:
    for choice in get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,):
        fits, made = _one(value, choice)
        if fits:
            return made
    shown = "null" if value is None else repr(value)[:60]
    raise error(_("expected {wanted}, not {shown}", wanted=_called(hint), shown=shown))


def _one(value: object, hint: Any) -> tuple[bool, object]:
    if hint is type(None):
        return value is None, None
    if hint in _PLAIN:
        fits = isinstance(value, _PLAIN[hint]) and (hint is bool or not isinstance(value, bool))
        if not fits and hint is int and isinstance(value, str):
            return _size(value)
        return fits, value
    if get_origin(hint) is Literal:
        return value in get_args(hint), value
    if get_origin(hint) is tuple and isinstance(value, tuple):
        parts = [_one(item, get_args(hint)[0]) for item in value]
        return all(fits for fits, _made in parts), tuple(made for _fits, made in parts)
    return False, None


def _size(text: str) -> tuple[bool, object]:
    # Whole numbers of rules are often bytes; they may be written as sizes, as everywhere in a policy.
    try:
        return True, amount(Value(text, text, 0))
    except ShapeError:
        return False, None


def _called(hint: Any) -> str:
    if get_origin(hint) in (Union, types.UnionType):
        return _(" or ").join(_called(choice) for choice in get_args(hint))
    if get_origin(hint) is Literal:
        return ", ".join(str(choice) for choice in get_args(hint))
    if get_origin(hint) is tuple:
        return _("a list, each {item}", item=_called(get_args(hint)[0]))
    return _(_CALLED.get(hint, str(hint)))
