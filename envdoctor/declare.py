"""How rules and facts are declared: decorators label a function and return a value; nothing is registered by import.

A fact is a pure function of probe results, the policy and other facts, which it names as parameters:

    @fact
    def scheduler(conf: Annotated[Content, Read("/etc/slurm/slurm.conf")], here: Here) -> Scheduler: ...

A parameter annotated with a probe gets the probe's answer; the engine starts all such probes of the chosen rules
together, first. A fact whose probes depend on other facts is a generator: it yields sequences of probes, gets their
answers, and returns its value (``envdoctor.catalogue.view.asking`` helps).
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from envdoctor.host.probes import List, Look, Probe, Read, Run, Space, Which
from envdoctor.model import Rule, Safety, Severity

_PROBES = (Look, Read, List, Space, Which, Run)
GIVEN = ("config", "here", "host_mounts", "catalogue", "source", "options", "row")
"""Parameters that are not facts: the policy, who and where, the kernel's mounts, the catalogue's rows, the file that is
checked, the rule's own options, and the family's row."""


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """A fact, as :func:`fact` makes it: ``needs`` are parameter names, ``probes`` parameter name -> probe."""

    name: str
    function: Callable[..., Any]
    needs: tuple[str, ...]
    probes: dict[str, Probe]
    returns: Any
    generator: bool


def _signature(function: Callable[..., Any]) -> tuple[tuple[str, ...], dict[str, Probe], Any]:
    hints = get_type_hints(function, include_extras=True)
    returns = hints.pop("return", None)
    probes: dict[str, Probe] = {}
    for name, hint in hints.items():
        if get_origin(hint) is Annotated:
            probes.update((name, extra) for extra in get_args(hint)[1:] if isinstance(extra, _PROBES))
    needs = tuple(name for name in inspect.signature(function).parameters if name not in probes)
    return needs, probes, returns


def fact(function: Callable[..., Any]) -> Fact:
    """Declare a fact named like the function; its return annotation proves what it gives.

    Raises:
        TypeError: there is no return annotation.
    """
    needs, probes, returns = _signature(function)
    if returns is None:
        raise TypeError(f"fact {function.__name__} does not say what it returns")
    generator = inspect.isgeneratorfunction(function)
    if generator:
        returns = get_args(returns)[-1]
    return Fact(function.__name__, function, needs, probes, returns, generator)


def rule(
    code: str,
    name: str,
    *,
    severity: Severity = Severity.WARNING,
    fix: Safety | None = None,
    family: str | None = None,
    options: type[Any] | None = None,
) -> Callable[[Callable[..., Any]], Rule]:
    """Declare a rule. The module's docstring is its page; its first line is the summary.

    Args:
        code: unique, ``STO101``: domain prefix and number.
        name: kebab-case, names the problem and never the cure.
        severity: the default, which a finding and the policy may override.
        fix: the best safety its fix can have, None where it changes nothing.
        family: run once a row of this catalogue table; the function then takes ``row``.
        options: frozen dataclass; the function then takes ``options``; set under ``rules.settings.CODE``.
    """

    def label(function: Callable[..., Any]) -> Rule:
        page = inspect.cleandoc(sys.modules[function.__module__].__doc__ or "")
        summary = page.split("\n", 1)[0]
        return Rule(code, name, severity, fix, family, options, function, summary, page, function.__module__)

    return label
